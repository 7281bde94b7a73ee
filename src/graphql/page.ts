import { type ClassType, Field, ObjectType } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import { type Cursor, readCursor, writeCursor } from '../base/cursor.ts';
import { limits } from '../base/limits.ts';
import type { Scope } from '../base/scope.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in the whole.' })
export class PageInfo {
  @Needs('open')
  @Field(() => Boolean, { description: 'There is a next page: ask with `after: endCursor`.' })
  hasNextPage!: boolean;

  @Needs('open')
  @Field(() => Boolean, { description: 'The page was asked for with a cursor.' })
  hasPreviousPage!: boolean;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'Cursor of the first row.' })
  startCursor!: string | null;

  @Needs('open')
  @Field(() => String, { nullable: true, description: 'Cursor of the last row.' })
  endCursor!: string | null;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}
export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection class of a node class: `CustomerConnection` of `CustomerEdge`. Its parts wear `scope`. */
export function connectionOf(name: string, node: () => ClassType, scope: Scope): ClassType {
  class EdgeClass {}
  ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A ${name} in a page.` })(EdgeClass);
  published(EdgeClass, 'cursor', () => String, 'Where this row stands: for `after`.', scope);
  published(EdgeClass, 'node', node as () => ClassType, `The ${name}.`, scope);
  class ConnectionClass {}
  ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${name} rows.` })(ConnectionClass);
  published(ConnectionClass, 'edges', () => [EdgeClass], 'The rows in order.', scope);
  published(ConnectionClass, 'pageInfo', () => PageInfo, 'Where this page stands.', scope);
  return ConnectionClass;
}

function published(type: ClassType, field: string, of: () => never | ClassType | [ClassType] | typeof String, description: string, scope: Scope): void {
  Needs(scope)(type.prototype as object, field);
  Field(of as never, { description })(type.prototype as object, field);
}

/** The size of a page within 1 and `limits.pageMax`; GRAPH_PAGE_SIZE otherwise. */
export function pageSize(argument: string, given: number): number {
  if (given >= 1 && given <= limits.pageMax) return given;
  throw problem('GRAPH_PAGE_SIZE', { argument, actual: given, limit: limits.pageMax }, { path: argument });
}

/** What `after` says, or nothing for the first page; GRAPH_CURSOR_INVALID when it was not written here for this sort. */
export function cursorOf(context: Context, sort: string, after: string | null | undefined): Cursor | undefined {
  if (after === null || after === undefined) return undefined;
  const cursor = readCursor(context.keys.cursor, sort, after);
  if (!cursor) throw problem('GRAPH_CURSOR_INVALID', {}, { path: 'after' });
  return cursor;
}

/** A page of `first` out of up to `first + 1` rows read: the one too many says that there is a next page. */
export function pageOf<Row, Node>(
  context: Context,
  rows: readonly Row[],
  first: number,
  after: Cursor | undefined,
  place: (row: Row) => Cursor,
  node: (row: Row) => Node,
): Connection<Node> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: writeCursor(context.keys.cursor, place(row)), node: node(row) }));
  const pageInfo = {
    hasNextPage: rows.length > first,
    hasPreviousPage: after !== undefined,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { edges, pageInfo };
}
