import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { problem } from './errors.ts';
import { valueScope, wearOf } from './scope.ts';

/** Every part of a schema that wears no scope, as `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
export function unscoped(schema: GraphQLSchema): string[] {
  const asked = new Set<string>();
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  const ask = (type: GraphQLInputType) => asked.add(getNamedType(type).name);
  const fields = types.flatMap((type) => {
    if (isInputObjectType(type)) {
      const own = Object.values(type.getFields());
      for (const field of own) ask(field.type);
      return own.flatMap((field) => (wearOf(field) ? [] : [`${type.name}.${field.name}`]));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      for (const argument of field.args) ask(argument.type);
      return [...(wearOf(field) ? [] : [`${type.name}.${field.name}`]), ...unscopedArguments(type.name, field)];
    });
  });
  const values = types.flatMap((type) =>
    isEnumType(type) && asked.has(type.name)
      ? type.getValues().flatMap((value) => (valueScope(type.name, value.name) ? [] : [`${type.name}.${value.name}`]))
      : [],
  );
  return [...fields, ...values];
}

const unscopedArguments = (type: string, field: GraphQLField<unknown, unknown>): string[] =>
  field.args.flatMap((argument) => (wearOf(field)?.args?.[argument.name] ? [] : [`${type}.${field.name}(${argument.name}:)`]));

/** Default deny: throws ACCESS_WITHOUT_SCOPE, which names every part without a scope; the program does not start. */
export function requireScopes(schema: GraphQLSchema): void {
  const parts = unscoped(schema);
  if (parts.length > 0) throw problem('ACCESS_WITHOUT_SCOPE', { count: parts.length, parts: parts.slice(0, 20).join(', ') });
}
