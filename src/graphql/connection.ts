import { type ClassType, Field, ObjectType } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import type { Scope } from '../base/scope.ts';
import type { Place } from './page.ts';

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in the whole.' })
class PageInfo implements Place {
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
