import { type Cursor, readCursor, writeCursor } from '../base/cursor.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';
import type { Read, Reads } from './reads.ts';

/** Where a page stands in the whole. */
export interface Place {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}
export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly pageInfo: Place;
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

/** A cursor, of a row's column that holds its sort, values and key as a JSON list, or is null. */
export const cursorRead = (column: string): Read => ({
  late: (row) => `${row}.${column}`,
  value: (payload, { keys }) => {
    if (payload === '') return null;
    const [sort, values, key] = JSON.parse(payload) as [string, Cursor['values'], string];
    return writeCursor(keys.cursor, { sort, values, key });
  },
});

/** What PageInfo reads, of the row that its connection stands in: `has_next_page`, `has_previous_page`, and the places `first_place` and `last_place`. */
export const reads: Reads = { PageInfo: { startCursor: cursorRead('first_place'), endCursor: cursorRead('last_place') } };
