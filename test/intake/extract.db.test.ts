import { beforeEach, describe, expect, test } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { readKnownAt } from '../../src/db/facts.ts';
import { databaseProblem } from '../../src/db/failure.ts';
import { extract } from '../../src/intake/extract.ts';
import type { Mapping } from '../../src/intake/mapping.ts';
import { partsOf } from '../../src/intake/parts.ts';
import type { Options, Report } from '../../src/intake/report.ts';
import { catchUp } from '../../src/payment/catchup.ts';
import { database } from '../database.ts';
import { file, good, mapping, problemOf } from './sample.ts';

const full = (absent: 'close' | 'report'): Mapping => {
  const whole = structuredClone(mapping) as { files: Record<string, { extract: string; absent: string }> };
  for (const shape of Object.values(whole.files)) Object.assign(shape, { extract: 'full', absent });
  return whole as unknown as Mapping;
};
const [closing, reporting] = [full('close'), full('report')];

let sql: Sql;
const load = (rules: Mapping, name: string, contents: string[], options: Options = {}): Promise<Report[]> =>
  extract(
    { sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'UTC' },
    rules,
    contents.map((content) => ({ name, path: file(content, name) })),
    { maxRejects: 1, allowAbsent: 1, ...options },
  );

const bills = (...lines: string[]) => `NO,ACCOUNT,MONTH,DUE,DUE_ON\n${lines.join('\n')}\n`;
const [b1, b2, b3] = ['B1,A1,2026-01,10.50,2026-02-10', 'B2,A1,2026-02,20.00,2026-03-10', 'B3,A2,2026-01,7,2026-02-10'] as [string, string, string];
const numbers = async (table = 'bill') => (await sql<{ number: string }[]>`select number from ${sql(`assay.${table}`)} order by 1`).map(({ number }) => number);

beforeEach(async () => {
  sql = await database();
  for (const name of ['customers', 'accounts', 'bills', 'payments'] as const) await load(mapping, name, [good[name]]);
});

describe('a full extract that closes', () => {
  test('supersedes facts it no longer holds, without a successor; caches and known-at follow', async () => {
    const before = await readKnownAt(sql);
    const [report] = await load(closing, 'bills', [bills(b2, b3)]);
    expect(report?.absent).toMatchObject([{ fact: 'bill', held: 3, absent: 1, closed: 1, first: [{ key: 'A1', day: '2026-01-01' }] }]);
    expect(report?.absent[0]?.first[0]?.id).toMatch(/^bil_/);
    expect(await numbers()).toEqual(['B2', 'B3']);
    expect(await sql`select number from assay.bill_history where recorded_at <= ${before} and superseded_at > ${before}`).toEqual([{ number: 'B1' }]);
    expect(await sql`select due_minor from assay.account_cover order by 1`).toEqual([{ due_minor: 700 }, { due_minor: 2000 }]);
    expect(await sql`select covered_on from assay.bill_cover where amount_due_minor = 2000`).toEqual([{ covered_on: '2026-03-05' }]);
    expect((await load(closing, 'bills', [bills(b1, b2, b3)]))[0]).toMatchObject({ inserted: 1, unchanged: 2, absent: [{ absent: 0 }] });
  });

  test('leaves alone what is outside the days it covers, of another source, or in a row that was rejected', async () => {
    await load({ ...mapping, source: 'other' }, 'customers', [good.customers]);
    await load({ ...mapping, source: 'other' }, 'accounts', [good.accounts]);
    await load({ ...mapping, source: 'other' }, 'bills', [bills(b1)]);
    expect((await load(closing, 'bills', [bills('B1,A1,2026-01,none,', b3)]))[0]).toMatchObject({ rejected: 1, absent: [{ held: 2, absent: 0, closed: 0 }] });
    expect(await numbers()).toEqual(['B1', 'B1', 'B2', 'B3']);
  });

  test('covers the days the mapping states', async () => {
    const stated = structuredClone(closing);
    for (const entry of stated.rows.filter(({ fact }) => fact === 'bill')) Object.assign(entry, { covers: { from: '2026-01-01', until: '2026-12-31' } });
    expect((await load(stated, 'bills', [bills(b1, b3)]))[0]?.absent).toMatchObject([{ held: 3, absent: 1, closed: 1 }]);
    expect(await numbers()).toEqual(['B1', 'B3']);
  });

  test('ends accounts on the day of the extract; one that comes back is open again', async () => {
    const accounts = 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA1,1,electricity,2025-01-01,2\n';
    expect((await load(closing, 'accounts', [accounts], { extractDay: '2026-03-31' }))[0]?.absent).toMatchObject([
      { fact: 'account', held: 2, absent: 1, closed: 1, first: [{ key: 'A2', day: null }] },
    ]);
    expect(await sql`select contract_end from assay.account order by number`).toEqual([{ contract_end: null }, { contract_end: '2026-03-31' }]);
    expect(await sql`select number, contract_end from assay.account_history`).toEqual([{ number: 'A2', contract_end: null }]);
    expect((await load(closing, 'accounts', [accounts], { again: true }))[0]?.absent).toMatchObject([{ held: 1, absent: 0 }]);
    expect((await load(closing, 'accounts', [good.accounts]))[0]).toMatchObject({ changed: 1, unchanged: 1, absent: [{ absent: 0 }] });
    expect(await sql`select contract_end from assay.account order by number`).toEqual([{ contract_end: null }, { contract_end: null }]);
  });

  test('only reports customers, by the key of their source', async () => {
    const [report] = await load(closing, 'customers', ['ID,NAME,PHONE,NUMBER,SEX\n1,Ada Lovelace,+44 20 7946 0001,QQ123456C,f\n3,王芳,11111,,\n']);
    expect(report?.absent).toMatchObject([{ fact: 'customer', held: 3, absent: 1, closed: 0, first: [{ key: '2' }] }]);
    expect(await sql`select count(*) from assay.customer`).toEqual([{ count: 3 }]);
  });

  test('closes nothing while a line cannot be read: it may hold any of them', async () => {
    expect((await load(closing, 'bills', [bills(b2, b3, 'B1,A1')]))[0]?.absent).toMatchObject([{ absent: 1, closed: 0 }]);
    expect(await numbers()).toEqual(['B1', 'B2', 'B3']);
  });

  test('of half the size is refused with both counts, and nothing of it is kept', async () => {
    const ended = await problemOf(load(closing, 'bills', [bills('B1,A1,2026-01,99,2026-02-10')], { allowAbsent: 0.2 }));
    expect(ended).toMatchObject({ code: 'INTAKE_ABSENT_MANY', params: { fact: 'bill', held: 2, kept: 1, absent: 1, share: '50 %', allowed: '20 %' } });
    expect(await sql`select amount_due_minor from assay.bill order by number`).toEqual([
      { amount_due_minor: 1050 },
      { amount_due_minor: 2000 },
      { amount_due_minor: 700 },
    ]);
  });

  test('given in parts is one extract; the same parts again are already imported, one of them alone is not', async () => {
    const parts = [bills(b1, b2), bills(b3)];
    const reports = await load(closing, 'bills', parts);
    expect(reports.map(({ unchanged, absent }) => [unchanged, absent])).toMatchObject([
      [2, []],
      [1, [{ held: 3, absent: 0 }]],
    ]);
    expect((await load(closing, 'bills', parts)).map(({ alreadyImported }) => alreadyImported)).toEqual([true, true]);
    expect((await load(closing, 'bills', [parts[0] as string]))[0]).toMatchObject({ alreadyImported: false, absent: [{ held: 3, absent: 1, closed: 1 }] });
    expect((await load(closing, 'bills', parts))[1]).toMatchObject({ alreadyImported: false, inserted: 1 });
    expect(await sql`select count(distinct extract) as extracts, count(*) as runs from assay.import_run where file = 'bills'`).toEqual([
      { extracts: 4, runs: 6 },
    ]);
  });
});

test('a full extract that reports closes nothing, whatever its size', async () => {
  expect((await load(reporting, 'bills', [bills(b2)], { allowAbsent: 0 }))[0]?.absent).toMatchObject([{ held: 1, absent: 0 }]);
  expect((await load(reporting, 'bills', [bills(b1)], { allowAbsent: 0 }))[0]?.absent).toMatchObject([
    { held: 2, absent: 1, closed: 0, first: [{ key: 'A2' }] },
  ]);
  expect(await numbers()).toEqual(['B1', 'B2', 'B3']);
});

test('a dry run of a full extract reports what it would close', async () => {
  expect((await load(closing, 'bills', [bills(b2, b3)], { dryRun: true }))[0]?.absent).toMatchObject([{ absent: 1, closed: 1 }]);
  expect(await numbers()).toEqual(['B1', 'B2', 'B3']);
});

test('full extracts of the same fact are loaded together, in the place of the first; every other file alone', () => {
  const given = ['customers', 'bills', 'accounts', 'bills'].map((name, at) => ({ name, path: `${at}` }));
  const paths = (rules: Mapping) => partsOf(rules, given).map((parts) => parts.map(({ path }) => path).join(''));
  expect(paths(closing)).toEqual(['0', '13', '2']);
  expect(paths(mapping)).toEqual(['0', '1', '2', '3']);
});

describe('two imports at once', () => {
  const many = (from: number, account = 'A1') => bills(...Array.from({ length: 3_000 }, (_, at) => `N${from + at},${account},2026-04,${at + 1},`));
  test('of one source: the second is refused at once, and the first is whole', async () => {
    const [first, second] = await Promise.allSettled([load(mapping, 'bills', [many(0)]), load(mapping, 'bills', [many(5_000)])]);
    const [kept, refused] = first.status === 'fulfilled' ? [first, second] : [second, first];
    expect(kept).toMatchObject({ status: 'fulfilled', value: [{ inserted: 3_000 }] });
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'INTAKE_SOURCE_BUSY', params: { source: 'sample' } } });
    expect(await sql`select count(*) from assay.bill`).toEqual([{ count: 3_003 }]);
  });

  test('of two sources both work, and nothing is lost', async () => {
    const other = { ...mapping, source: 'other' };
    await load(other, 'customers', [good.customers]);
    await load(other, 'accounts', [good.accounts]);
    await Promise.all([load(mapping, 'bills', [many(0)]), load(other, 'bills', [many(0)])]);
    expect(await sql`select source, count(*) from assay.bill group by 1 order by 1`).toEqual([
      { source: 'other', count: 3_000 },
      { source: 'sample', count: 3_003 },
    ]);
    expect(await sql`select count(distinct recorded_at) as instants from assay.bill where number like 'N%'`).toEqual([{ instants: 2 }]);
  });
});

test.each(['53100', '53200', '53400'])('a database without room (%s) is said so, nothing is half loaded, and the import goes on later', async (state) => {
  await sql.unsafe(
    `create function assay.no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file: No space left on device' using errcode = '${state}'; end $$`,
  );
  await sql`create trigger no_room before insert on assay.bill_cover for each statement execute function assay.no_room()`;
  const content = bills('N1,A1,2026-05,3,2026-06-10');
  const ended = await load(mapping, 'bills', [content]).catch((error: unknown) => error);
  expect(databaseProblem(ended, 'here')).toMatchObject({ code: 'DB_FULL', params: { reason: 'could not extend file: No space left on device' } });
  expect(await numbers()).toEqual(['B1', 'B2', 'B3']);
  await sql`drop trigger no_room on assay.bill_cover`;
  expect((await load(mapping, 'bills', [content]))[0]).toMatchObject({ inserted: 1, alreadyImported: false });
});

test('caches left for later answer from the facts until they are caught up with, and are then what they are at once', async () => {
  const caches = async () => [await sql`select * from assay.bill_cover order by key`, await sql`select * from assay.account_cover order by account_id`];
  const more = bills('N1,A2,2026-05,3,2026-06-10', 'N2,A1,2026-05,4,2026-06-10');
  await load(mapping, 'bills', [more], { coverLater: true });
  expect(await sql`select exact, stale from assay.account_cover order by stale`).toEqual([
    { exact: true, stale: false },
    { exact: false, stale: true },
  ]);
  await catchUp(sql);
  const later = await caches();
  await load(mapping, 'bills', [`${more}N3,A2,2026-06,1,\n`]);
  expect(later[0]).toEqual((await caches())[0]);
  expect(await sql`select exact, stale from assay.account_cover`).toEqual([
    { exact: true, stale: false },
    { exact: true, stale: false },
  ]);
});
