import { type GraphQLSchema, isObjectType, lexicographicSortSchema, type OperationTypeNode } from 'graphql';
import { buildSchemaSync, type ClassType, type NonEmptyArray } from 'type-graphql';
import { wearOf } from '../access/scope.ts';

/** type-graphql makes these types itself, without a word about them. */
const roots = { query: 'What can be asked.', mutation: 'What can be done; each takes one `input` with an `idempotencyKey`.' };

/** The full schema of these resolver classes; fields that name how they are got from their row get it as their resolver. */
export function build(resolvers: readonly object[]): GraphQLSchema {
  const schema = lexicographicSortSchema(buildSchemaSync({ resolvers: [...resolvers] as NonEmptyArray<ClassType>, validate: false }));
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
  return schema;
}
