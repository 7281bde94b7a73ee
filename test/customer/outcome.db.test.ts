import { beforeAll, beforeEach, expect, test } from 'vitest';
import { outcomesBetween } from '../../src/customer/outcome/store.ts';
import type { Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});
beforeEach(async () => {
  await sql`truncate assay.outcome`;
});

const customer = '00000001-0000-0000-0000-000000000000';

/** What is told of a customer (observed from, until, happened on), and what became of it in (2026-01-31, 2026-04-30]. */
const cases: [string, [string, string, string | null][], 'bad' | 'good' | undefined][] = [
  ['happened the day after', [['2026-02-01', '2026-04-30', '2026-02-01']], 'bad'],
  ['happened on the last day', [['2026-02-01', '2026-04-30', '2026-04-30']], 'bad'],
  ['happened on the as-of day', [['2026-01-01', '2026-04-30', '2026-01-31']], undefined],
  ['happened after the horizon', [['2026-02-01', '2026-12-31', '2026-05-01']], 'good'],
  ['observed exactly the whole', [['2026-02-01', '2026-04-30', null]], 'good'],
  ['observed a day too short', [['2026-02-01', '2026-04-29', null]], undefined],
  ['observed from a day too late', [['2026-02-02', '2026-04-30', null]], undefined],
  [
    'observed month by month',
    [
      ['2026-01-01', '2026-02-28', null],
      ['2026-03-01', '2026-03-31', null],
      ['2026-04-01', '2026-05-31', null],
    ],
    'good',
  ],
  [
    'observed with a gap',
    [
      ['2026-02-01', '2026-02-28', null],
      ['2026-03-02', '2026-04-30', null],
    ],
    undefined,
  ],
  [
    'observed whole by one, happened by another',
    [
      ['2026-02-01', '2026-04-30', null],
      ['2026-03-01', '2026-03-31', '2026-03-15'],
    ],
    'bad',
  ],
  ['never observed', [], undefined],
];

test.each(cases)('an outcome %s', async (_, rows, expected) => {
  for (const [at, [from, until, happened]] of rows.entries()) {
    await sql`
      insert into assay.outcome (customer_id, key, source, content_hash, available_on, available_assumed, recorded_at, kind, observed_from, observed_until, happened_on)
      values (${customer}, ${`00000003-0000-0000-0000-00000000000${at}`}, 's', 0, '2026-05-01', false, '2026-05-01T00:00:00Z', 'default', ${from}, ${until}, ${happened})`;
  }
  expect((await outcomesBetween(sql, 'default', '2026-01-31', '2026-04-30')).get(customer)).toBe(expected);
  expect((await outcomesBetween(sql, 'fraud', '2026-01-31', '2026-04-30')).size).toBe(0);
});
