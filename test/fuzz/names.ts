import { type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { Grants } from '../../src/access/role.ts';
import { valueScope, wearOf } from '../../src/access/scope.ts';
import { isWay } from './masked.ts';

export const introspection = getIntrospectionQuery();

/** What introspection tells that the grants do not cover, as `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
export function strayNames(full: GraphQLSchema, grants: Grants, told: IntrospectionQuery): string[] {
  return told.__schema.types.flatMap((type): string[] => {
    const own = full.getType(type.name);
    if (type.name.startsWith('__') || type.kind === 'SCALAR') return [];
    if (!own) return [type.name];
    if (type.kind === 'ENUM' && isEnumType(own))
      return type.enumValues.flatMap(({ name }) => ((grants[valueScope(own.name, name) ?? 'open'] ?? '') === 'clear' ? [] : [`${own.name}.${name}`]));
    if (type.kind === 'INPUT_OBJECT' && isInputObjectType(own))
      return type.inputFields.flatMap(({ name }) => (isClear(grants, wearOf(own.getFields()[name] ?? {})?.scope) ? [] : [`${own.name}.${name}`]));
    if ((type.kind !== 'OBJECT' && type.kind !== 'INTERFACE') || !(isObjectType(own) || isInterfaceType(own))) return [];
    return type.fields.flatMap((field) => {
      const inner = own.getFields()[field.name];
      const wear = wearOf(inner ?? {});
      const sight = wear && grants[wear.scope];
      const unseen = !sight || (sight === 'masked' && !wear?.mask && !wear?.coarse && !(inner && isWay(full, inner)));
      const args = field.args.flatMap(({ name }) => (isClear(grants, wear?.args?.[name]) ? [] : [`${own.name}.${field.name}(${name}:)`]));
      return [...(unseen ? [`${own.name}.${field.name}`] : []), ...args];
    });
  });
}

const isClear = (grants: Grants, scope: keyof Grants | undefined): boolean => scope !== undefined && grants[scope] === 'clear';

/** Every word that introspection tells. */
export function wordsOf(told: IntrospectionQuery): Set<string> {
  const found = new Set<string>();
  JSON.stringify(told, (_, value) => {
    if (typeof value === 'string') for (const word of value.match(/\w+/g) ?? []) found.add(word);
    return value;
  });
  return found;
}

/** Words that a refusal names and neither the asker nor introspection did. */
export function strayWords(messages: readonly string[], told: ReadonlySet<string>, asked: string): string[] {
  const own = new Set(asked.match(/\w+/g) ?? []);
  const named = messages.flatMap((message) => [...message.matchAll(/["“‘'`]([A-Za-z_]\w*)(?:[.(!\]][^"”’'`]*)?["”’'`]/g)].map(([, word]) => word as string));
  return [...new Set(named)].filter((word) => !told.has(word) && !own.has(word));
}
