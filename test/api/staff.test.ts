import { beforeAll, describe, expect, it } from 'vitest';
import { keyedHash } from '../../src/audit/chain/keyedhash.ts';
import { canonical, nameKey } from '../../src/base/digest.ts';
import { decodeId, encodeId } from '../../src/base/id.ts';
import { Chain } from '../../src/cli/proof.ts';
import { startServer } from '../../src/server/http.ts';
import { plant } from './canaries.ts';
import { type Api, annId, api, at, canaries, keys, token } from './world.ts';

let world: Api;
/** The same, whose answers are all made by resolvers. */
let plain: Api;
beforeAll(async () => {
  world = await api();
  await plant(world.sql);
  plain = await api({ sql: world.sql, plain: true });
});

const ann = decodeId('cus', 1, annId)?.[0] as string;
const customer = keyedHash(keys.seal, 'customer', ann);
const other = keyedHash(keys.seal, 'customer', nameKey('crm', 'customer', 'A-2'));
interface Read {
  readonly who: string;
  readonly [name: string]: unknown;
}
const read = async (): Promise<Read[]> =>
  (await world.sql<{ body: Read }[]>`select body from assay.audit_entry where stream = 'staff' order by seq`).map(({ body }) => body);
const fieldsOf = async (digest: unknown): Promise<string[]> =>
  (await world.sql<{ fields: string[] }[]>`select fields from assay.audit_fields where digest = ${String(digest)}`)[0]?.fields ?? [];
/** The entry that was made of a read by itself, under a purpose nothing else has. */
const noted = async (purpose: string): Promise<Read> => {
  const found = async (): Promise<Read | undefined> => (await read()).find((each) => each['purpose'] === purpose);
  await expect.poll(found, { timeout: 3_000 }).toBeDefined();
  return (await found()) as Read;
};
const asked = (...texts: string[]): string => keyedHash(keys.seal, 'asked', canonical(texts));
const under = (purpose: string, variables = {}) => ({ headers: { 'assay-purpose': purpose }, variables });

describe('what staff read of persons', () => {
  it('is on record: who, for what, which fields, and whose by a keyed hash', async () => {
    const query =
      'query ($id: ID) { customer(id: $id) { id name ... on Customer { accounts { ...Bills } } } } fragment Bills on Account { service bills(last: 1) { statement { amountMinor } } }';
    const { errors } = await world.ask('agent', query, under('complaint', { id: annId }));
    expect(errors).toEqual([]);
    const entry = await noted('complaint');
    expect(entry).toEqual({
      kind: 'read',
      who: 'test agent',
      role: 'agent',
      purpose: 'complaint',
      roots: ['customer'],
      fields: entry['fields'],
      from: at,
      until: at,
      times: 1,
      customers: [customer],
    });
    expect(await fieldsOf(entry['fields'])).toEqual(['Account.bills', 'Account.service', 'Bill.statement', 'Customer.accounts', 'Customer.name']);
  });

  it.each<[string, string, object, object]>([
    ['literal', `{ customer(id: "${annId}") { name } }`, {}, { customers: [customer] }],
    ['account', `{ other: customer(id: "${encodeId('acc', ann, ann)}") { name } }`, {}, { customers: [customer] }],
    ['two', `query ($id: ID) { customer(id: $id) { name } again: customer(id: $id) { name } }`, { id: annId }, { customers: [customer] }],
    ['key', '{ customer(source: "crm", key: "A-1") { name } }', {}, { customers: [customer], asked: [asked('customer', 'crm', 'A-1')] }],
    ['nobody_there', '{ customer(source: "crm", key: "A-3") { name } }', {}, { asked: [asked('customer', 'crm', 'A-3')] }],
    ['search', '{ search(text: "Canary") { customer { name } } }', {}, { customers: [customer], asked: [asked('search', 'Canary')] }],
    ['everybody', '{ customers(first: 2) { edges { node { name } } } }', {}, { customers: [customer, other].sort() }],
    ['page', '{ customers(first: 1) { edges { node { name } } pageInfo { hasNextPage } } }', {}, { customers: [customer] }],
    ['count', '{ customers { count edges { cursor } } about { version } customer(id: "x") { name } }', {}, { asked: [asked('customer', 'x')] }],
    [
      'neighbour',
      '{ customer(source: "crm", key: "A-2") { relations { other { name } } } }',
      {},
      { customers: [customer, other].sort(), asked: [asked('customer', 'crm', 'A-2')] },
    ],
  ])('names whom its arguments name and whom its answer shows, whoever answers: %s', async (purpose, query, variables, named) => {
    for (const [by, name] of [
      [world, purpose],
      [plain, `${purpose}.plain`],
    ] as const) {
      await by.ask('agent', query, under(name, variables));
      const { customers, asked } = (await noted(name)) as { customers?: string[]; asked?: unknown };
      expect({ ...(customers && { customers: customers.toSorted() }), ...(asked !== undefined && { asked }) }).toEqual(named);
    }
  });

  it('names nobody whom it did not show: who is withheld by a directive, what was refused', async () => {
    const query = 'query ($is: Boolean!) { about { version } customers(first: 5) { edges { node @include(if: $is) { name } cursor } } }';
    await world.ask('agent', query, under('included', { is: true }));
    expect(((await noted('included'))['customers'] as string[]).toSorted()).toEqual([customer, other].sort());
    await world.ask('agent', query, under('left_out', { is: false }));
    expect(await noted('left_out')).not.toHaveProperty('customers');
    expect((await world.ask('agent', '{ customers(first: 0) { edges { node { name } } } }', under('refused'))).errors).toHaveLength(1);
    expect(await noted('refused')).not.toHaveProperty('customers');
  });

  it('has the purpose that is usual for the role where none is said', async () => {
    await world.ask('steward', `{ customer(id: "${annId}") { name } }`);
    expect(await noted('data_care')).toMatchObject({ role: 'steward', who: 'test steward' });
  });

  it('is asked for under one word, or not at all', async () => {
    const { status, errors } = await world.ask('agent', '{ __typename }', under('Because I say so'));
    expect([status, errors[0]?.extensions['code']]).toEqual([400, 'AUDIT_PURPOSE']);
  });

  it('comes together: many reads in few entries, each counted', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => world.ask('agent', `query Q { customer(id: "${annId}") { name ${index % 2 ? 'bornOn' : ''} } }`, under('many'))),
    );
    const entries = async () => (await read()).filter(({ purpose }) => purpose === 'many');
    await expect.poll(async () => (await entries()).reduce((sum, { times }) => sum + Number(times), 0)).toBe(40);
    expect((await entries()).length).toBeLessThan(20);
    expect(new Set((await entries()).map(({ fields }) => fields)).size).toBe(2);
  });

  it('is not: what is of no person, what nobody may ask, and what is no operation', async () => {
    const before = await read();
    for (const query of [
      '{ about { version } }',
      '{ rulesets(first: 1) { edges { node { name } } } }',
      '{ __schema { queryType { name } } }',
      '{ customer { nothing } }',
      '{',
    ])
      await world.ask('analyst', query, under('nothing'));
    await world.ask(null, `{ customer(id: "${annId}") { name } }`, under('nobody'));
    await world.ask('agent', `{ customer(id: "${annId}") { name } }`, under('last'));
    await noted('last');
    expect((await read()).length - before.length).toBe(1);
  });

  it('holds no value and no id of a person, and is one chain', async () => {
    const lines = (await world.sql<{ entry: object }[]>`select stream, seq, at, before, body, hash from assay.audit_entry order by seq`).map((entry) =>
      JSON.stringify(entry),
    );
    const chain = new Chain('staff', []);
    for (const line of lines) chain.take(line);
    expect([chain.end(), lines.length > 8]).toEqual([[], true]);
    for (const secret of [...Object.values(canaries), ann, annId, 'A-1']) expect(lines.join()).not.toContain(secret);
  });

  it('is read page by page by who may read the audit, with the fields by their digest', async () => {
    const query = `query ($after: String) { auditEntries(stream: "staff", first: 2, after: $after) { edges { node { stream seq at body before hash } } pageInfo { hasNextPage endCursor } } }`;
    const first = await world.ask('steward', query);
    const second = await world.ask('steward', query, { variables: { after: first.data?.['auditEntries'].pageInfo.endCursor } });
    const nodes = [first, second].flatMap(({ data }) => data?.['auditEntries'].edges.map(({ node }: { node: { seq: number; body: string } }) => node));
    expect(nodes.map(({ seq }, index) => seq + index)).toEqual(Array(4).fill(nodes[0].seq));
    expect(nodes[0]).toMatchObject({ stream: 'staff', before: nodes[1].hash, at: expect.any(String) });
    const digest = JSON.parse(nodes.find(({ body }) => body.includes('"last"'))?.body ?? '{}').fields;
    const more = `{ auditFields(digest: "${digest}") none: auditFields(digest: "x") auditCheckpoint(stream: "staff") auditEntries(stream: "none") { edges { cursor } } }`;
    expect((await world.ask('steward', more)).data).toEqual({ auditFields: ['Customer.name'], none: null, auditCheckpoint: null, auditEntries: { edges: [] } });
    expect((await world.ask('agent', '{ auditEntries(stream: "staff") { edges { cursor } } }')).errors[0]?.message).toContain(
      'Cannot query field "auditEntries"',
    );
  });

  it('is on record though the server closes at once', async () => {
    const log = { error: () => {}, warn: () => {} };
    const own = await startServer({ sql: world.sql, keys, currency: 'EUR', log, now: () => at, today: () => at.slice(0, 10), port: 0 });
    const body = JSON.stringify({ query: `{ customer(id: "${annId}") { name } }` });
    const headers = { 'content-type': 'application/json', 'assay-purpose': 'closing', authorization: `Bearer ${await token('agent')}` };
    expect((await fetch(`${own.url}/graphql`, { method: 'POST', headers, body })).status).toBe(200);
    await own.close();
    expect((await read()).some(({ purpose }) => purpose === 'closing')).toBe(true);
  });
});
