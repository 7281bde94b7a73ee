import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Sql } from '../../src/db/client.ts';
import { underRole } from '../../src/db/enter.ts';
import { databaseProblem } from '../../src/db/failure.ts';
import { ensureRole } from '../../src/db/role.ts';
import { databaseUrl } from '../database.ts';
import { noneUncaught } from './uncaught.ts';

let url: string;
let owner: Sql;
let pool: Sql;
let none: string;
let role: string;
noneUncaught();
beforeAll(async () => {
  url = await databaseUrl();
  owner = connect(url, { max: 2 });
  await owner`insert into assay.source values ('crm', 1), ('billing', 2)`;
  none = await ensureRole(owner, new Map());
  role = await ensureRole(owner, new Map([['source', ['source']]]));
  return () => owner.end({ timeout: 1 });
});
beforeEach(() => {
  // One connection: what is left of a transaction would meet the next one on it.
  pool = connect(url, { max: 1, name: 'partner', role: none });
});
afterEach(async () => {
  await pool.end({ timeout: 1 });
});

const partner = '018f0000-0000-7000-8000-000000000001';
const settings = { partner, purpose: 'loan' };
const asked = `select current_user::text as role, current_setting('assay.partner', true) as partner, current_setting('transaction_read_only') as reads`;
const inside = () => underRole(pool, { role, settings }, asked, []);
const outside = async () => (await pool.unsafe(asked, [], { prepare: true }))[0];
const within = () => [{ role, partner, reads: 'on' }];

test('a statement runs under the role, with the settings, and only reads; both end with it', async () => {
  for (let time = 0; time < 3; time += 1) {
    expect(await inside()).toEqual(within());
    expect(await outside()).toMatchObject({ role: none, reads: 'off' });
    expect(['', null]).toContain((await outside())?.['partner']);
  }
  expect(
    await underRole(pool, { role, settings }, 'select source from assay.source where source = any($1::text[]) and $2::text is null', [['crm'], undefined]),
  ).toEqual([{ source: 'crm' }]);
});

test('many at once share the connections, and each has its own settings', async () => {
  const several = connect(url, { max: 3, role: none });
  const asks = Array.from({ length: 60 }, (_, at) =>
    underRole<{ partner: string }>(
      several,
      { role, settings: { partner: String(at) } },
      `select current_setting('assay.partner') as partner, pg_sleep(0.001)`,
      [],
    ),
  );
  expect((await Promise.all(asks)).map(([row]) => row?.partner)).toEqual(asks.map((_, at) => String(at)));
  await several.end({ timeout: 1 });
});

/** Does something to the session that sleeps, once it does. */
const strike = async (how: 'pg_cancel_backend' | 'pg_terminate_backend'): Promise<void> => {
  const asleep = `application_name = 'partner' and datname = current_database() and state = 'active' and query like 'select pg_sleep%'`;
  for (let struck = 0; struck === 0; await sleep(10)) struck = (await owner.unsafe(`select ${how}(pid) from pg_stat_activity where ${asleep}`)).length;
};
const refused: readonly [string, () => Promise<unknown>, string][] = [
  ['a column that is not granted', () => underRole(pool, { role, settings }, 'select priority from assay.source', []), '42501'],
  ['a table that is not granted', () => underRole(pool, { role, settings }, 'select customer_id from assay.customer', []), '42501'],
  ['a write', () => underRole(pool, { role, settings }, `insert into assay.source values ('x', 1) returning source`, []), '25006'],
  ['a role that is not there', () => underRole(pool, { role: 'assay_p_nobody', settings }, 'select 1', []), '22023'],
  ['a text that is no SQL', () => underRole(pool, { role, settings }, 'select $1::int from', [1]), '42601'],
  ['a value of another type', () => underRole(pool, { role, settings }, 'select $1::uuid as id', ['no uuid']), '22P02'],
  [
    'a statement that takes too long',
    () => underRole(pool, { role, settings: { ...settings, x: 'y' } }, `select set_config('statement_timeout', '50', true), pg_sleep(5)`, []),
    '',
  ],
  ['one that is cancelled', () => Promise.all([underRole(pool, { role, settings }, 'select pg_sleep(5)', []), strike('pg_cancel_backend')]), '57014'],
];

test.each(refused)('%s is refused, and the connection comes back as it was', async (_, ask, code) => {
  if (code === '') {
    await pool.end({ timeout: 1 });
    pool = connect(url, { max: 1, name: 'partner', role: none, statementSeconds: 0.05 });
    await expect(underRole(pool, { role, settings }, 'select pg_sleep(5)', [])).rejects.toMatchObject({ code: '57014' });
  } else for (let time = 0; time < 2; time += 1) await expect(ask()).rejects.toMatchObject({ code });
  expect(await inside()).toEqual(within());
  expect(await outside()).toMatchObject({ role: none });
});

test.each([false, true])('a back end that dies is told once, and the pool goes on (statement known before: %s)', async (isKnown) => {
  const slow = (seconds: number) => underRole(pool, { role, settings }, 'select pg_sleep($1::float8)', [seconds]);
  if (isKnown) await slow(0);
  const error = await Promise.all([slow(5), strike('pg_terminate_backend')]).then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(databaseProblem(error, 'here')).toMatchObject({ code: 'DB_LOST' });
  expect(await inside().catch(inside)).toEqual(within());
  expect(await outside()).toMatchObject({ role: none });
});

test.each([`x' or '1'='1`, '\\', 'a;b', 'a\0b'])('a setting that is more than a word is refused: %j', async (value) => {
  await expect(underRole(pool, { role, settings: { partner: value } }, 'select 1', [])).rejects.toThrow(RangeError);
  await expect(underRole(pool, { role: value, settings }, 'select 1', [])).rejects.toThrow(RangeError);
});

test('a statement whose transaction never began finds neither role nor rows', async () => {
  await underRole(pool, { role, settings }, 'select source from assay.source', []);
  await expect(pool.unsafe('select source from assay.source', [], { prepare: true })).rejects.toMatchObject({ code: '42501' });
});
