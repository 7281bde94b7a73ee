import { type GraphQLSchema, isObjectType, lexicographicSortSchema, type OperationTypeNode } from 'graphql';
import { buildSchemaSync, type ClassType, type NonEmptyArray } from 'type-graphql';
import { wearOf } from '../access/scope.ts';
import { tellShown } from './shown.ts';

/** type-graphql makes these types itself, without a word about them. */
const roots = { query: 'What can be asked.', mutation: 'What can be done; each takes one `input` with an `idempotencyKey`.' };

/**
 * The full schema of these resolvers: classes, or an object of a class that was made with something. Fields that name how
 * they are got from their row get it as their resolver.
 */
export function build(resolvers: readonly object[]): GraphQLSchema {
  const made = new Map(resolvers.flatMap((each) => (typeof each === 'function' ? [] : [[each.constructor, each]])));
  const classes = resolvers.map((each) => (typeof each === 'function' ? each : each.constructor)) as unknown as NonEmptyArray<ClassType>;
  const schema = lexicographicSortSchema(buildSchemaSync({ resolvers: classes, validate: false, container: { get: (of) => objectOf(made, of) } }));
  for (const [kind, description] of Object.entries(roots)) {
    const root = schema.getRootType(kind as OperationTypeNode);
    if (root) root.description = description;
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const get = wearOf(field)?.get;
      if (get) field.resolve = (row) => get(row as never);
    }
  }
  tellShown(schema);
  return schema;
}

function objectOf(made: Map<object, object>, of: ClassType): object {
  const known = made.get(of) ?? new of();
  made.set(of, known);
  return known;
}
