import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeId } from '../../src/base/id.ts';
import { sealer } from '../../src/customer/sealer.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import { rate } from '../../src/rating/rate.ts';
import type { RatingRow } from '../../src/rating/rating.ts';
import { derive } from '../../src/rating/replay/derive.ts';
import { type Replay, replay } from '../../src/rating/replay/replay.ts';
import { ratingById } from '../../src/rating/store.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { databaseUrl } from '../database.ts';
import { activated } from './activated.ts';

const mapping = parseMapping(
  `
kind: mapping
name: books
source: books
files: { customers: { format: csv }, accounts: { format: csv }, bills: { format: csv }, payments: { format: csv } }
rows:
  - { fact: customer, from: customers, key: ID, set: { kind: person, name: { column: NAME } } }
  - { fact: account, from: accounts, key: ID, customer: CUSTOMER, set: { service: water, currency: EUR } }
  - { fact: bill, from: bills, key: NO, account: ACCOUNT, set: { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, dueOn: { column: DUE_ON } } }
  - { fact: payment, from: payments, key: NO, account: ACCOUNT, set: { paidOn: { column: DAY }, amountMinor: { column: AMOUNT, minor: EUR }, bouncedOn: { column: BOUNCED } } }
`,
  'books.yaml',
);
const label = { en: 'x', zh: 'x' };
const common = { unit: 'x', better: 'lower', label };
const document = {
  kind: 'ruleset',
  name: 'books',
  title: label,
  dimension: 'credit',
  indicators: {
    late: { fact: 'bill', measure: 'days_past_due', ...common },
    billed: { fact: 'bill', measure: 'sum', column: 'amountDueMinor', window: { months: 2 }, ...common },
    arrears: { fact: 'bill', measure: 'arrears_amount', ...common },
    share: { ratio: ['arrears', 'billed'], ...common },
  },
  cards: [
    {
      name: 'punctual',
      baseline: 'min',
      population: [{ indicator: 'late', op: '<', value: 1 }],
      initial: 100,
      characteristics: [
        {
          indicator: 'billed',
          bins: [{ missing: true, points: 0 }],
          scale: {
            knots: [
              { at: 0, points: 0 },
              { at: 10000, points: 40 },
            ],
          },
        },
      ],
    },
    {
      name: 'late',
      population: [{ indicator: 'late', op: '>=', value: 1 }],
      characteristics: [
        {
          indicator: 'share',
          reason: 'ARREARS',
          bins: [{ missing: true, points: 0 }],
          scale: {
            knots: [
              { at: 0, points: 50 },
              { at: 1, points: 0 },
            ],
          },
        },
      ],
    },
    { name: 'unknown', population: [{ indicator: 'late', missing: true }], characteristics: [{ indicator: 'share', bins: [{ missing: true, points: 10 }] }] },
  ],
  grades: [{ grade: 'A', from: 100 }, { grade: 'B' }],
  reasons: { ARREARS: label },
};

let url: string;
let sql: Sql;
let version: Version;
const folder = mkdtempSync(join(tmpdir(), 'assay-replay-'));
const bring = async (name: string, content: string): Promise<void> => {
  const path = join(folder, `${name}-${Math.random()}.csv`);
  writeFileSync(path, content);
  await load({ sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'Europe/Berlin' }, mapping, { name, path }, { maxRejects: 0 });
};
const now = () => new Date(Date.now()).toISOString();
const rateAll = async (): Promise<RatingRow> => {
  await rate(sql, { version, asOf: '2026-03-31', today: '2026-11-22', now });
  const [row] = await sql<{ customer_id: string; rating_id: string }[]>`
    select r.customer_id, r.rating_id from assay.rating r join assay.source_record s on s.customer_id = r.customer_id where s.source_key = '1'`;
  return (await ratingById(sql, row?.customer_id as string, row?.rating_id as string)) as RatingRow;
};
const again = async (row: RatingRow): Promise<Replay> => replay(sql, row, (await derive(sql, [row.customerId], row)).get(row.customerId) ?? null);
const kept = async ({ customerId, ratingId }: RatingRow): Promise<RatingRow> => (await ratingById(sql, customerId, ratingId)) as RatingRow;

const bills = 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nB1,A1,2026-01,10.50,2026-02-10\nB2,A1,2026-02,20.00,2026-03-10\nB3,A2,2026-01,7,2026-02-10\n';
const payments = 'NO,ACCOUNT,DAY,AMOUNT,BOUNCED\nP1,A1,2026-02-05,10.50,\nP2,A1,2026-03-05,20,\n';
let first: RatingRow;
let second: RatingRow;

beforeAll(async () => {
  url = await databaseUrl();
  sql = connect(url);
  await bring('customers', 'ID,NAME\n1,Ada\n2,Zoe\n');
  await bring('accounts', 'ID,CUSTOMER\nA1,1\nA2,2\n');
  await bring('bills', bills);
  await bring('payments', payments);
  const { faults } = await activated(sql, document);
  expect(faults.filter(({ severity }) => severity === 'error')).toEqual([]);
  version = (await find(sql, { dimension: 'credit' })) as Version;
  first = await rateAll();
  await bring('bills', bills.replace('20.00', '99.00'));
  await bring('payments', payments.replace('10.50,', '10.50,2026-02-20'));
  second = await rateAll();
});

afterAll(async () => {
  await sql.end({ timeout: 5 });
  rmSync(folder, { recursive: true });
});

test('corrections change the rating, its card and its points', () => {
  expect(first).toMatchObject({ state: 'rated', card: 0, score: 112, points: [12], grade: 0 });
  // 30.50 due until the as-of day less the 20.00 paid: of 109.50 billed, 89.50 are past due.
  expect(second).toMatchObject({ state: 'rated', card: 1, score: 9, points: [9], grade: 1, reasons: ['ARREARS'] });
});

test('the old rating still comes out equal from the facts as known then, the new one from those of now', async () => {
  const none = { same: true, differences: [], values: [] };
  expect(await again(await kept(first))).toEqual({ ...none, score: 112, grade: 'A' });
  expect(await again(await kept(second))).toEqual({ ...none, score: 9, grade: 'B' });
});

test('a rating kept with doctored values is told apart, also where its bins and points fit them', async () => {
  const billed = version.plan.indicators.indexOf('billed');
  await sql`update assay.rating_history set values[${billed + 1}] = 3060 where rating_id = ${first.ratingId}`;
  const doctored = await kept(first);
  expect(await replay(sql, doctored)).toMatchObject({ same: true, values: null });
  expect(await again(doctored)).toEqual({
    same: false,
    score: 112,
    grade: 'A',
    differences: ['values'],
    values: [{ indicator: 'billed', kept: { state: 'value', value: 3060 }, derived: { state: 'value', value: 3050 } }],
  });
});

test('the command line says so, and ends with 1', async () => {
  const id = encodeId('rat', first.customerId, first.ratingId);
  const env = { PATH: process.env['PATH'], ASSAY_HOME: folder, DATABASE_URL: url, LANG: 'C.UTF-8' };
  const child = spawn(process.execPath, ['dist/cli/assay.js', 'replay', id, '--from-facts'], { env });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = await once(child, 'close');
  expect({ code, out, errors }).toEqual({
    code: 1,
    out: [
      `books as of 2026-03-31, known at ${first.knownAt}: score 112, grade A`,
      'from the facts as known then: score 112, grade A; differs in values',
      '  billed: kept 3060, from facts 3050',
      '',
    ].join('\n'),
    errors: '',
  });
});

test('a rating kept with a doctored outcome is told apart', async () => {
  await sql`update assay.rating set score = 200, grade = 0, card = 0 where rating_id = ${second.ratingId}`;
  expect(await again(await kept(second))).toMatchObject({ same: false, score: 9, grade: 'B', differences: ['card', 'score', 'grade'], values: [] });
});

test('without the customer there are no facts to derive from', async () => {
  expect((await derive(sql, ['00000000-0000-0000-0000-000000000001'], first)).size).toBe(0);
  expect(await replay(sql, second, null)).toMatchObject({ same: false, differences: ['facts'], values: null });
});
