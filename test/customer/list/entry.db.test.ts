import { beforeAll, expect, test } from 'vitest';
import type { Acting } from '../../../src/approval/handler.ts';
import type { Instant } from '../../../src/base/time.ts';
import { addEntry } from '../../../src/customer/list/add.ts';
import { endEntry } from '../../../src/customer/list/end.ts';
import { enter } from '../../../src/customer/list/enter.ts';
import type { Draft } from '../../../src/customer/list/entry.ts';
import type { Sql } from '../../../src/db/client.ts';
import { readKnownAt } from '../../../src/db/facts.ts';
import type { FactRow } from '../../../src/db/read.ts';
import { type Condition, indicatorShape } from '../../../src/rating/indicator.ts';
import { known } from '../../../src/rating/known.ts';
import { always } from '../../../src/rating/measure/parts.ts';
import { prepare } from '../../../src/rating/prepare.ts';
import { readings } from '../../../src/rating/readings.ts';
import { database } from '../../database.ts';
import { tell } from '../staging.ts';

let sql: Sql;
let ids: string[];
beforeAll(async () => {
  sql = await database();
  await tell(sql, 'crm', [
    { key: 'A', kind: 'person', name: 'Ann' },
    { key: 'B', kind: 'person', name: 'Bob' },
  ]);
  const rows = await sql<{ id: string; name: string }[]>`select customer_id as id, name from assay.customer order by name`;
  ids = rows.map(({ id }) => id);
});

const acting = (today: string): Acting => ({ who: 'ann', at: `${today}T10:00:00.000Z`, today, holds: () => true });
const shape = (where: Condition[], measure = 'count') =>
  indicatorShape.parse({ fact: 'list_entry', measure, where, unit: 'entry', better: 'lower', label: { en: 'x', zh: 'x' } });
const isOn = (list: string) =>
  shape([
    { column: 'list', op: '=', value: list },
    { column: 'expiresOn', open: true },
  ]);
const indicators = { vip: isOn('vip'), debt: isOn('bad_debt'), ever: shape([]), since: shape([{ column: 'list', op: '=', value: 'vip' }], 'months_since') };

/** What both read as of a day, as known at an instant; current rows, rows as known then and rows as known now give the same where they should. */
async function read(asOf: string, knownAt: Instant): Promise<unknown[]> {
  const reader = await prepare(sql, indicators, asOf, knownAt);
  const [first = '', last = ''] = [...ids].sort();
  const found = await sql.begin((tx) => readings(tx, reader, first, last));
  expect(await known(sql, reader, ids)).toEqual(found);
  return ids.map((id) => found.find(({ customerId }) => customerId === id)?.values.map((value) => (value.state === 'value' ? value.value : value.state)));
}

test('indicators read who is on a list as of any day, as known at any instant; who never was counts 0 though nothing was ever loaded', async () => {
  const [ann = ''] = ids;
  const nobody = [0, 0, 0, 'missing'];
  const blank = await readKnownAt(sql);
  expect(await read('2026-06-30', blank)).toEqual([nobody, nobody]);

  const wanted = { customerId: ann, list: 'vip', cause: 'strategic', text: 'x', startedOn: '2026-03-01', expiresOn: '2026-12-31' };
  const { entry } = (await sql.begin((tx) => addEntry(tx, wanted, acting('2026-04-15')))) as { entry: FactRow };
  const added = await readKnownAt(sql);
  // It was put in in April, and says that it began in March.
  expect((await read('2026-02-28', added))[0]).toEqual(nobody);
  expect((await read('2026-03-01', added))[0]).toEqual([1, 0, 1, 0]);
  expect((await read('2026-12-30', added))[0]).toEqual([1, 0, 1, 9]);
  expect((await read('2026-12-31', added))[0]).toEqual([0, 0, 1, 9]);
  expect(await read('2026-06-30', blank)).toEqual([nobody, nobody]);

  await sql.begin((tx) => endEntry(tx, { customerId: ann, key: entry.key, cause: 'review', text: 'x', endedOn: '2026-07-01' }, acting('2026-07-10')));
  const ended = await readKnownAt(sql);
  expect((await read('2026-06-30', ended))[0]).toEqual([1, 0, 1, 3]);
  expect((await read('2026-07-01', ended))[0]).toEqual([0, 0, 1, 4]);
  // Before it was known, it went on.
  expect((await read('2026-07-01', added))[0]).toEqual([1, 0, 1, 4]);
  expect(await read('2026-07-01', always)).toEqual(await read('2026-07-01', ended));
  expect((await read('2026-07-01', ended))[1]).toEqual(nobody);
});

test('the log says that an entry was made and when, never which list, why, or what was said', async () => {
  const [, bob = ''] = ids;
  const wanted = { customerId: bob, list: 'vulnerable', cause: 'hardship', text: 'Lost her work.', expiresOn: '2026-06-01' };
  await sql.begin((tx) => addEntry(tx, wanted, acting('2026-05-02')));
  const [logged] = await sql`select why, detail from assay.log_entry where what = 'list.add' order by entry_id desc limit 1`;
  expect(logged).toEqual({ why: null, detail: { source: 'ann', startedOn: '2026-05-02', expiresOn: '2026-06-01' } });
});

test('an entry that was a mistake from the start was never in force', async () => {
  const [, bob = ''] = ids;
  const wanted = { customerId: bob, list: 'watch', cause: 'arrears', text: 'x', startedOn: '2026-05-01' };
  const { entry } = (await sql.begin((tx) => addEntry(tx, wanted, acting('2026-05-02')))) as { entry: FactRow };
  await sql.begin((tx) => endEntry(tx, { customerId: bob, key: entry.key, cause: 'mistake', text: 'x', endedOn: '2026-05-01' }, acting('2026-05-03')));
  const reader = await prepare(sql, { watched: isOn('watch') }, '2026-05-01', always);
  expect((await known(sql, reader, [bob]))[0]?.values).toEqual([{ state: 'value', value: 0 }]);
});

test('of two approved at once the second finds the customer on the list, and undoes its vote', async () => {
  const [, bob = ''] = ids;
  const draft: Draft = {
    ...{ customerId: bob, key: '00000000-0000-0000-0000-000000000001', list: 'bad_debt', cause: 'fraud' },
    ...{ text: 'x', source: 'ann', startedOn: '2026-05-01', expiresOn: null },
  };
  const enterOne = (key: string) => sql.begin((tx) => enter(tx, { ...draft, key }, acting('2026-05-02')));
  const both = await Promise.allSettled([draft.key, '00000000-0000-0000-0000-000000000002'].map(enterOne));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'LIST_STANDING' } });
});

test('of two made at once for other days each has an id of its own', async () => {
  const [, bob = ''] = ids;
  const past = (startedOn: string, expiresOn: string) => ({
    customerId: bob,
    list: 'do_not_contact',
    cause: 'customer_request',
    text: 'x',
    startedOn,
    expiresOn,
  });
  const wanted = [past('2026-01-01', '2026-02-01'), past('2026-03-01', '2026-04-01')];
  const made = await Promise.all(wanted.map((each) => sql.begin((tx) => addEntry(tx, each, acting('2026-05-02')))));
  expect(made.map(({ entry }) => entry?.['startedOn'])).toEqual(['2026-01-01', '2026-03-01']);
  expect(new Set(made.map(({ entry }) => entry?.key)).size).toBe(2);
});
