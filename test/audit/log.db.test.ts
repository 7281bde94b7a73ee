import { beforeAll, describe, expect, it } from 'vitest';
import type { Grants } from '../../src/access/role.ts';
import { append } from '../../src/audit/append.ts';
import type { Entry } from '../../src/audit/entry.ts';
import { log } from '../../src/audit/log.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf } from '../../src/graphql/context.ts';
import { database } from '../database.ts';

let sql: Sql;
const entry = (more: Partial<Entry> = {}): Entry => ({
  at: '2026-11-22T10:00:00.000Z',
  who: 'ann',
  what: 'ruleset.submit',
  kind: 'ruleset',
  subjectId: 'sha256:one',
  why: 'fewer points, "quoted"',
  digest: 'sha256:one',
  detail: { grades: ['A', 'B'] },
  ...more,
});
beforeAll(async () => {
  sql = await database();
  await sql.begin(async (tx) => {
    await append(tx, entry(), entry({ what: 'ruleset.approve', who: 'bob', why: null }), entry({ what: 'ruleset.activate', who: 'bob', digest: null }));
    await append(tx, entry({ at: '2026-11-21T10:00:00.000Z', kind: 'override', subjectId: 'ovr_1', what: 'override.submit' }));
    await append(tx);
  });
});

const context = (grants: Grants = {}) =>
  contextOf(
    { sql, keys: { seal: [], cursor: Buffer.alloc(32) }, currency: 'EUR', now: () => '2026-11-22T10:00:00.000Z', today: () => '2026-11-22' },
    { subject: 'sue', role: 'steward' },
    grants,
    'en',
  );

describe('the log', () => {
  it.each<[string, Partial<Parameters<typeof log>[1]>, string[]]>([
    ['all, the newest first, what was done in one step in its order', {}, ['ruleset.activate', 'ruleset.approve', 'ruleset.submit', 'override.submit']],
    ['of a kind', { kind: 'override' }, ['override.submit']],
    ['of a thing', { kind: 'ruleset', subject: 'sha256:one' }, ['ruleset.activate', 'ruleset.approve', 'ruleset.submit']],
    ['of a person', { who: 'ann' }, ['ruleset.submit', 'override.submit']],
    ['from an instant on', { from: '2026-11-22T10:00:00.000Z' }, ['ruleset.activate', 'ruleset.approve', 'ruleset.submit']],
    ['before an instant', { until: '2026-11-22T10:00:00.000Z' }, ['override.submit']],
    ['of nobody', { who: 'nobody' }, []],
  ])('tells %s', async (_, asked, told) => {
    expect((await log(context(), { first: 10, ...asked })).edges.map(({ node }) => node.what)).toEqual(told);
  });

  it('is read page by page', async () => {
    const first = await log(context(), { first: 2 });
    const second = await log(context(), { first: 2, after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges].map(({ node }) => node.what)).toEqual([
      'ruleset.activate',
      'ruleset.approve',
      'ruleset.submit',
      'override.submit',
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });

  it('holds everything that was said', async () => {
    const [edge] = (await log(context({ 'approval.read': 'clear' }), { first: 1, kind: 'override' })).edges;
    expect(edge?.node).toEqual({
      id: expect.stringMatching(/^log_/),
      at: '2026-11-21T10:00:00.000Z',
      who: 'ann',
      what: 'override.submit',
      kind: 'override',
      subjectId: 'ovr_1',
      why: 'fewer points, "quoted"',
      digest: 'sha256:one',
      detail: '{"grades":["A","B"]}',
    });
  });

  it('holds nothing of what was undone', async () => {
    const undone = sql.begin(async (tx) => {
      await append(tx, entry({ who: 'undone' }));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await log(context(), { first: 1, who: 'undone' })).edges).toEqual([]);
  });

  it.each<[string, Grants, string | null, string[]]>([
    ['is read with the scope of the thing', { 'list.read': 'clear' }, 'Lost her work.', []],
    ['is withheld without it', {}, null, ['LogEntry.why']],
    ['is withheld with that of another thing', { 'dispute.read': 'clear' }, null, ['LogEntry.why']],
  ])('what was said about a customer %s', async (_, grants, why, withheld) => {
    const [at, kind] = ['2026-11-20T10:00:00.000Z', 'list_entry'];
    await sql.begin((tx) => append(tx, entry({ at, kind, what: 'approval.submit', why: 'Lost her work.' })));
    const asked = context(grants);
    expect((await log(asked, { first: 1, kind })).edges[0]?.node).toMatchObject({ what: 'approval.submit', why });
    expect([...asked.withheld]).toEqual(withheld);
  });
});

describe('as the role that owns the tables, where it is no superuser', () => {
  const asOwner = (statement: string): Promise<unknown> =>
    sql.begin(async (tx) => {
      const role = `owner_${Math.random().toString(36).slice(2)}`;
      await tx.unsafe(
        `create role ${role}; grant usage, create on schema assay to ${role}; alter table assay.log_entry owner to ${role}; set local role ${role}`,
      );
      await tx.savepoint((held) => held.unsafe(statement)).finally(() => tx`reset role`);
      await tx`reset role`;
      throw new Error('it was allowed');
    });

  it.each([`update assay.log_entry set why = 'other'`, 'delete from assay.log_entry'])('refuses %s', async (statement) => {
    await expect(asOwner(statement)).rejects.toThrow('permission denied for table log_entry');
  });
  it.each([
    'select from assay.log_entry',
    `insert into assay.log_entry (entry_id, at, who, what, kind, subject_id, detail) values (gen_random_uuid(), now(), 'a', 'b', 'c', 'd', '{}')`,
  ])('allows %s', async (statement) => {
    await expect(asOwner(statement)).rejects.toThrow('it was allowed');
  });
});
