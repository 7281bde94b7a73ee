import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { project } from '../../src/access/projection.ts';
import { type Grants, roleGrants } from '../../src/access/role.ts';
import { limits } from '../../src/base/limits.ts';
import type { Sql } from '../../src/db/client.ts';
import { compile, type Statement } from '../../src/graphql/compile.ts';
import { contextOf, type World } from '../../src/graphql/context.ts';
import { Fast } from '../../src/graphql/fast.ts';
import { Prepared } from '../../src/graphql/prepared.ts';
import { reads, schema } from '../../src/server/schema.ts';

const admin: Grants = { open: 'clear', ...roleGrants.admin };
const id = 'cus_00000000000000000000000000';

const operationOf = (document: DocumentNode): OperationDefinitionNode =>
  document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;

function compiled(query: string, grants: Grants = admin, variables: Record<string, unknown> = {}): Statement | undefined {
  const document = parse(query);
  const projected: GraphQLSchema = project(schema(), grants);
  return compile({ schema: projected, full: schema(), reads: reads() }, document, operationOf(document), variables);
}

/** A database that notes what it is asked, and whether as a prepared statement, and answers nothing. */
function asked(grants: Grants = admin) {
  const sent: { text: string; prepare: boolean | undefined }[] = [];
  const sql = {
    unsafe: (text: string, _: unknown, options?: { prepare?: boolean }) => ({
      values: async () => {
        sent.push({ text, prepare: options?.prepare });
        return [['{}']];
      },
    }),
  };
  const fast = new Fast(
    { schema: project(schema(), grants), full: schema(), reads: reads() },
    { warn: () => {}, error: () => {} },
    new Prepared(limits.preparedCharacters),
  );
  const world = { sql: sql as unknown as Sql, currency: 'EUR', now: () => '2026-01-01T00:00:00.000Z', today: () => '2026-01-01' } as World;
  const ask = (document: DocumentNode, variables: Record<string, unknown> = {}) =>
    fast.data(document, operationOf(document), variables, contextOf(world, { subject: 'x', role: null }, grants, 'en'));
  return { sent, ask };
}

describe('an operation becomes', () => {
  it('one statement, whose values are parameters and never in its text', () => {
    const { text = '', params = [] } = compiled(`{ customer(id: "${id}") { name accounts(first: 7) { number } } }`) ?? {};
    expect(text).toMatch(/^select /);
    expect(text).not.toContain(id);
    expect(
      [...text.matchAll(/\$\d+/g)]
        .map(([each]) => each)
        .sort()
        .at(-1),
    ).toBe(`$${params.length}`);
  });

  it('nothing where one field is for the resolvers, however deep', () => {
    expect(compiled('{ about { name } }')).toBeUndefined();
    expect(compiled(`{ customer(id: "${id}") { name } about { name } }`)).toBeUndefined();
    expect(compiled('{ __schema { types { name } } }')).toBeUndefined();
    expect(compiled('mutation { rateCustomer(input: { customerId: "x", idempotencyKey: "y" }) { refusal { code } } }')).toBeUndefined();
  });

  it('a text that names nothing which is withheld or masked by more than its field', () => {
    const query = `{ customer(id: "${id}") { name bornOn kind } }`;
    const { 'profile.identity': _, ...rest } = admin;
    expect(compiled(query)?.text).toContain('born_on');
    expect(compiled(query, { ...rest, 'profile.identity': 'withheld' })?.text).not.toMatch(/born_on|\.name\b/);
    expect(compiled(query, rest)).toBeUndefined();
  });

  it('the same text however its fields are brought together', () => {
    const merged = compiled(`{ customer(id: "${id}") { name kind } }`)?.text;
    expect(compiled(`{ customer(id: "${id}") { ...A ... on Customer { kind } } } fragment A on Customer { name ... { name } }`)?.text).toBe(merged);
    expect(compiled(`{ customer(id: "${id}") { name } customer(id: "${id}") { kind bornOn @skip(if: true) } }`)?.text).toBe(merged);
  });

  it('a statement also of more fields than a function of Postgres takes arguments', () => {
    const many = Array.from({ length: 250 }, (_, at) => `a${at}: name`).join(' ');
    expect(compiled(`{ customer(id: "${id}") { ${many} } }`)?.text).toBeDefined();
  });
});

describe('a statement is kept', () => {
  const document = parse(
    'query ($id: ID, $n: Int = 2, $all: Boolean = false) { customer(id: $id) { name accounts(first: $n) { number meter @include(if: $all) } } }',
  );

  it('for other values of its variables, and made again for what changes its text', async () => {
    const { sent, ask } = asked();
    for (const variables of [
      { id, n: 2, all: false },
      { id: 'cus_zzzzzzzzzzzzzzzzzzzzzzzzzg', n: 5, all: false },
      { id, n: 2, all: true },
    ])
      await ask(document, variables);
    const [one, same, other] = sent.map(({ text }) => text);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    expect([one?.includes('.meter'), other?.includes('.meter')]).toEqual([false, true]);
  });

  it('for one projection: the same document gives another one to who sees less', async () => {
    const withheld: Grants = { ...admin, 'profile.identity': 'withheld' };
    const [all, less] = [asked(), asked(withheld)];
    for (const { ask } of [all, less, all]) await ask(document, { id, n: 2, all: false });
    expect(all.sent[1]?.text).toBe(all.sent[0]?.text);
    expect(less.sent[0]?.text).not.toBe(all.sent[0]?.text);
  });

  it('and prepared from its second run on', async () => {
    const { sent, ask } = asked();
    for (let time = 0; time < 3; time += 1) await ask(document, { id, n: 2, all: false });
    expect(sent.map(({ prepare }) => prepare)).toEqual([false, true, true]);
  });

  it('in every way in which its directives choose', async () => {
    const names = Array.from({ length: 7 }, (_, at) => `b${at}`);
    const many = parse(
      `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { customer(id: "${id}") { id ${names.map((name) => `${name}: name @skip(if: $${name})`).join(' ')} } }`,
    );
    const { sent, ask } = asked();
    for (let choice = 0; choice < 128; choice += 1) await ask(many, Object.fromEntries(names.map((name, at) => [name, (choice >> at) % 2 === 1])));
    expect(new Set(sent.map(({ text }) => text)).size).toBe(128);
  });
});
