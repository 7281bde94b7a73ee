import { beforeAll, beforeEach, expect, test } from 'vitest';
import { headsBetween, membersOf } from '../../src/customer/group/store.ts';
import type { Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';

const id = (n: number, kind = 1): string => `0000000${kind}-0000-0000-0000-00000000000${n}`;
const [head, mill, shop, lone] = [id(1), id(2), id(3), id(4)] as [string, string, string, string];
const known = { asOf: '2026-06-30', knownAt: '2026-07-01T00:00:00.000Z' };
let sql: Sql;
let count = 0;
beforeAll(async () => {
  sql = await database();
  // Every customer has a record of its own; the mill has a second one.
  const records = [head, mill, shop, lone].map((customer) => ({ record_id: customer, customer_id: customer }));
  const all = [...records, { record_id: id(9), customer_id: mill }];
  await sql`insert into assay.record_directory ${sql(all)}`;
});
beforeEach(async () => {
  count = 0;
  await sql`truncate assay.relation, assay.relation_history`;
});

async function relate(customer_id: string, other: string | null, more: Record<string, string | null> = {}): Promise<void> {
  const since_on = more['since_on'] ?? '2025-01-01';
  const row = { customer_id, other, key: id(++count, 3), kind: 'group', side: 'from', since_on, source: 's', content_hash: 1, available_assumed: false };
  const table = more['superseded_at'] ? 'relation_history' : 'relation';
  await sql`insert into ${sql(`assay.${table}`)} ${sql({ ...row, available_on: since_on, recorded_at: '2026-01-01T00:00:00.000Z', ...more } as never)}`;
}
const members = async (heads = [head]) => (await membersOf(sql, known, heads)).map(({ customerId, joinedOn }) => [customerId, joinedOn]);

test.each<[string, Record<string, string | null>, boolean]>([
  ['since long', {}, true],
  ['from its first day on', { since_on: '2026-06-30' }, true],
  ['not the day before', { since_on: '2026-07-01' }, false],
  ['to its last day', { until_on: '2026-06-30' }, true],
  ['not the day after', { until_on: '2026-06-29' }, false],
  ['not before it was available', { available_on: '2026-07-01' }, false],
  ['not before it was recorded', { recorded_at: '2026-07-01T00:00:00.001Z' }, false],
  ['superseded since', { superseded_at: '2026-07-01T00:00:00.001Z' }, true],
  ['not when it was superseded then', { superseded_at: '2026-07-01T00:00:00.000Z' }, false],
  ['not by a relation of another kind', { kind: 'household' }, false],
  ['not by the row that stands under the member', { side: 'to' }, false],
])('a relation makes a member %s', async (_, more, isMember) => {
  await relate(head, mill, more);
  expect(await members()).toEqual(isMember ? [[mill, more['since_on'] ?? '2025-01-01']] : []);
  expect(await headsBetween(sql, known, head, lone)).toEqual(isMember ? [head] : []);
});

test('a member told of twice joined on the first of both days, and is one', async () => {
  await relate(head, mill, { since_on: '2025-05-01' });
  await relate(head, id(9), { since_on: '2025-03-01' });
  expect(await members()).toEqual([[mill, '2025-03-01']]);
});

test('groups hold one level: a chain and a circle bring along nobody', async () => {
  await relate(head, mill);
  await relate(mill, shop);
  await relate(shop, head);
  expect(await headsBetween(sql, known, head, lone)).toEqual([head, mill, shop]);
  expect(await members()).toEqual([[mill, '2025-01-01']]);
  expect(await members([mill, shop])).toEqual([
    [shop, '2025-01-01'],
    [head, '2025-01-01'],
  ]);
});

test('who heads itself alone, or a contact person, heads no group; of a range only its own heads are told', async () => {
  await relate(head, head);
  await relate(lone, null);
  expect(await headsBetween(sql, known, head, lone)).toEqual([]);
  await relate(mill, lone);
  await relate(lone, head);
  expect(await headsBetween(sql, known, head, shop)).toEqual([mill]);
});
