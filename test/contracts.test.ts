import { readFileSync } from 'node:fs';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { requireScopes } from '../src/access/unscoped.ts';
import { schema } from '../src/server/schema.ts';
import { contracts } from './contracts.ts';

const types = Object.values(schema().getTypeMap()).filter((type) => !type.name.startsWith('__'));

describe('the published contracts', () => {
  it.each(Object.entries(contracts()))('schema/%s is what the code makes (else: npm run schema)', (name, text) => {
    expect(readFileSync(`schema/${name}`, 'utf8')).toBe(text);
  });
});

describe('the graph', () => {
  it('is valid, and every part wears a scope', () => {
    expect(validateSchema(schema())).toEqual([]);
    expect(() => requireScopes(schema())).not.toThrow();
  });

  it('describes every type, field, argument and value', () => {
    const own = ['String', 'Boolean', 'Int', 'Float', 'ID', 'Query', 'Mutation'];
    const bare = types.flatMap((type) => {
      const parts =
        isObjectType(type) || isInterfaceType(type)
          ? Object.values(type.getFields()).flatMap((field) => [field, ...field.args])
          : isInputObjectType(type)
            ? Object.values(type.getFields())
            : isEnumType(type)
              ? type.getValues()
              : [];
      return [
        ...(type.description || own.includes(type.name) ? [] : [type.name]),
        ...parts.filter((part) => !part.description).map((part) => `${type.name}.${part.name}`),
      ];
    });
    expect(bare).toEqual([]);
  });
});
