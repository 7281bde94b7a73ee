import fc from 'fast-check';
import { graphql, graphqlSync, parse, printSchema, validate, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { project } from '../../src/access/projection.ts';
import type { Grants } from '../../src/access/role.ts';
import { scopes } from '../../src/base/scope.ts';
import { canary, graph } from './world.ts';

const full = graph();
const open: Grants = { open: 'clear' };
const reader: Grants = { open: 'clear', 'customer.read': 'clear', 'profile.contact': 'clear', 'profile.identifier': 'masked' };

const ask = async (grants: Grants, source: string, variableValues: Record<string, unknown> = {}) => {
  const [masked, withheld] = [new Set<string>(), new Set<string>()];
  const answer = await graphql({ schema: project(full, grants), source, variableValues, contextValue: { masked, withheld } });
  return { ...answer, masked: [...masked], withheld: [...withheld] };
};
const messages = (grants: Grants, source: string): string[] => validate(project(full, grants), parse(source)).map((error) => error.message);

describe('a field that is not granted', () => {
  const unknown = (field: string) => `Cannot query field "${field}" on type "Person".`;
  const cases: [string, string][] = [
    ['directly', '{ person { name } }'],
    ['under an alias', '{ person { other: name } }'],
    ['under an alias of an allowed field', '{ person { phone: name } }'],
    ['in an inline fragment', '{ person { ... on Person { name } } }'],
    ['in a named fragment', 'query { person { ...a } } fragment a on Person { name }'],
    ['three fragments deep', 'query { person { ...a } } fragment a on Person { ...b } fragment b on Person { ...c } fragment c on Person { name }'],
    ['through another path', '{ person { friends { name } } }'],
    ['through an interface', '{ party { ... on Person { name } } }'],
    ['through a union', '{ found { ... on Person { name } } }'],
    ['in a fragment named like introspection', 'query __schema { person { ...__type } } fragment __type on Person { name }'],
  ];
  it.each(cases)('is unknown %s', (_, source) => {
    expect(messages(reader, source)).toContain(unknown('name'));
  });

  it('is refused in the same words as one that never was', () => {
    const never = messages(reader, '{ person { nome } }').join();
    expect(messages(reader, '{ person { name } }').join().replace('name', 'nome')).toBe(never);
  });

  it('is not suggested', () => {
    expect(messages(reader, '{ person { nam phon } }').join()).not.toContain('"name"');
    expect(messages(reader, '{ person { nam phon } }').join()).toContain('"phone"');
  });

  it('is not answered through an interface that leaves it open', async () => {
    expect(messages(reader, '{ party { label } }').join()).toContain('Cannot query field "label" on type "Party".');
    const answer = await ask({ ...reader, 'profile.identity': 'clear' }, '{ party { label } }');
    expect(answer.data).toEqual({ party: { label: canary('label') } });
  });

  it('takes the types that only it reached with it', () => {
    const printed = printSchema(project(full, reader));
    for (const gone of ['Secret', 'Hidden', 'secret', 'Sealed', 'sealed']) expect(printed).not.toContain(gone);
    expect(printed).toContain('union Found = Person');
  });
});

describe('arguments, input fields and enum values', () => {
  const cases: [string, string][] = [
    ['an argument', '{ person(number: "1") { id } }'],
    ['an input field', '{ person(filter: { name: "x" }) { id } }'],
    ['an enum value', '{ person(sort: NAME) { id } }'],
  ];
  it.each(cases)('%s that needs the clear grant is unknown without it', (_, source) => {
    expect(messages(reader, source)).toHaveLength(1);
    expect(messages({ ...reader, 'profile.identity': 'clear', 'profile.identifier': 'clear' }, source)).toEqual([]);
  });

  it('a field that sorts by default by what is not granted is unknown', () => {
    expect(messages(reader, '{ sorted }')).toHaveLength(1);
    expect(messages({ ...reader, 'profile.identity': 'clear' }, '{ sorted }')).toEqual([]);
  });

  it('or must be told how to sort, when another order is granted', () => {
    const grades: Grants = { ...reader, 'rating.grade': 'clear' };
    expect(printSchema(project(full, grades))).toContain('sorted(sort: PersonSort!): String');
    expect(messages(grades, '{ sorted }').join()).not.toContain('NAME');
    expect(messages(grades, '{ sorted(sort: GRADE) }')).toEqual([]);
  });

  it('a masked grant does not let one search by the field', () => {
    expect(printSchema(project(full, reader))).not.toContain('number: String)');
  });

  it('a filter of which nothing is granted goes as a whole', () => {
    expect(printSchema(project(full, reader))).not.toContain('Filter');
    expect(printSchema(project(full, { ...reader, 'rating.grade': 'clear' }))).toContain('input Filter {\n  grade: String\n}');
  });
});

describe('masked and withheld', () => {
  it('a masked field answers its mask, and is named', async () => {
    const { data, masked } = await ask(reader, '{ person { id number numbers } }');
    expect(data).toEqual({ person: { id: 'p1', number: '••••5678', numbers: ['••••5678', '••••5678'] } });
    expect(masked).toEqual(['Person.number', 'Person.numbers']);
    expect((await ask(reader, '{ person { id } }')).masked).toEqual([]);
  });

  it('a masked grant of a field without a mask is no grant', () => {
    expect(printSchema(project(full, { ...reader, 'profile.contact': 'masked' }))).not.toContain('phone');
  });

  it('a withheld field is nullable, answers null and is named', async () => {
    const grants: Grants = { ...reader, 'profile.identity': 'withheld' };
    expect(printSchema(project(full, grants))).toContain('name: String\n');
    const { data, withheld } = await ask(grants, '{ person { id other: name } }');
    expect(data).toEqual({ person: { id: 'p1', other: null } });
    expect(withheld).toEqual(['Person.name']);
  });
});

describe('the projected schema', () => {
  it('shows itself and nothing else by introspection', () => {
    const source = '{ __schema { types { name fields { name args { name } } inputFields { name } enumValues { name } } } __type(name: "Secret") { name } }';
    const text = JSON.stringify(graphqlSync({ schema: project(full, open), source }).data);
    expect(text).toContain('"about"');
    expect(text).toContain('"__type":null');
    for (const gone of ['person', 'Person', 'Party', 'secret', 'PersonSort']) expect(text).not.toContain(`"${gone}"`);
  });

  it('is valid, and leaks no canary of a scope that is not granted, whatever is granted', async () => {
    const everything =
      '{ person { id label name number numbers phone secret { text } friends { name phone } } party { id label } found { ... on Person { name } ... on Hidden { text } } }';
    const needed: Record<string, string> = {
      name: 'profile.identity',
      label: 'profile.identity',
      phone: 'profile.contact',
      secret: 'profile.sensitive',
      number: 'profile.identifier',
      one: 'profile.identifier',
    };
    const some = fc.dictionary(fc.constantFrom(...scopes), fc.constantFrom('clear', 'masked', 'withheld'), { maxKeys: 9 });
    await fc.assert(
      fc.asyncProperty(some, async (drawn) => {
        const grants = { ...drawn, open: 'clear' } as Grants;
        const schema = project(full, grants);
        expect(validateSchema(schema)).toEqual([]);
        const text = JSON.stringify(await graphql({ schema, source: everything, contextValue: { masked: new Set(), withheld: new Set() }, rootValue: {} }));
        for (const [name, scope] of Object.entries(needed)) if (grants[scope as never] !== 'clear') expect(text).not.toContain(canary(name));
      }),
      { numRuns: 60 },
    );
  });
});
