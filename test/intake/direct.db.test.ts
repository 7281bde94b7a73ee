import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import type { Options, Report } from '../../src/intake/report.ts';
import { database } from '../database.ts';
import { file } from './sample.ts';

const mapping = parseMapping(
  `
kind: mapping
name: direct
source: direct
files: { customers: { format: csv }, accounts: { format: csv }, bills: { format: csv } }
rows:
  - { fact: bill, from: bills, key: NO, account: ACCOUNT, set: { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, dueOn: { column: DUE_ON }, number: { column: NO }, replaces: { column: REPLACES } } }
  - { fact: account, from: accounts, key: ID, customer: CUSTOMER, set: { service: water, currency: EUR } }
  - { fact: customer, from: customers, key: ID, set: { kind: person, name: { column: ID } } }
`,
  'direct.yaml',
);

let sql: Sql;
const run = (name: string, path: string, options: Options = {}): Promise<Report> =>
  load({ sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'UTC' }, mapping, { name, path }, { maxRejects: 1, ...options });

beforeAll(async () => {
  sql = await database();
  await run('customers', file('ID\nC1\nC2\n'));
  await run('accounts', file('ID,CUSTOMER\nA1,C1\nA2,C1\nA3,C2\n'));
});

/** What a load of bills into empty tables leaves behind, but for instants and where the rejects were written. */
async function outcome(path: string, options: Options): Promise<unknown> {
  await sql`truncate assay.bill, assay.bill_history, assay.bill_cover, assay.account_cover, assay.import_run`;
  await sql`delete from assay.coverage`;
  const { seconds: _seconds, ...report } = await run('bills', path, options);
  return {
    report,
    bills:
      await sql`select customer_id, account_id, key, period, number, amount_due_minor, due_on, replaces, source, content_hash, available_on, available_assumed from assay.bill order by key`,
    instants:
      await sql`select count(distinct b.recorded_at) <= 1 as one, bool_and(b.recorded_at = r.recorded_at) as same from assay.import_run r left join assay.bill b on true`,
    covers: await sql`select * from assay.bill_cover order by key`,
    accounts: await sql`select * from assay.account_cover order by account_id`,
    coverage: await sql`select source, fact, from_on, until_on from assay.coverage order by 3`,
    runs: await sql`select rejected, rejects, columns from assay.import_run`,
  };
}

const row = fc.record({
  no: fc.integer({ min: 0, max: 400 }),
  account: fc.constantFrom('A1', 'A2', 'A3'),
  month: fc.constantFrom('2026-01', '2026-02', '2026-03'),
  due: fc.integer({ min: 0, max: 3 }),
  replaces: fc.constantFrom('', '', '', '', 'N0', 'N1', 'N2', 'N3'),
});
const line = ({ no, account, month, due, replaces }: { no: number | string; account: string; month: string; due: number | string; replaces: string }): string =>
  `N${no},${account},${month},${due},2026-04-10,${no === 0 || no === 1 ? '' : replaces}`;
/** Rows of which none is odd, rows that repeat keys and refer to what may not be there, and lines that are bad in themselves. */
const clean = fc.array(row, { maxLength: 12 }).map((rows) => rows.map((each, at) => line({ ...each, no: at, replaces: '' })));
const odd = fc.array(
  row.map((each) => line({ ...each, no: each.no % 6 })),
  { minLength: 1, maxLength: 12 },
);
const bad = fc.constantFrom(
  'N7,A9,2026-01,1,,',
  'N8,A1,2026-01,none,,',
  'N9,A1',
  'N10,A1,2026-13,1,,',
  '"N11,A2",A2,2026-01,1,,',
  'N12,A1,2026-01,1,"2026-04-10",',
);
const lines = fc
  .tuple(clean, fc.oneof(fc.constant([]), odd), fc.array(bad, { maxLength: 2 }))
  .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length }));
const content = lines.map((all) => `NO,ACCOUNT,MONTH,DUE,DUE_ON,REPLACES\n${all.map((each) => `${each}\n`).join('')}`);

test('loaded straight into its table, a file leaves the same as staged, rejects included', async () => {
  await fc.assert(
    fc.asyncProperty(content, async (text) => {
      if (text.split('\n').length < 3) return;
      const path = file(text);
      const staged = await outcome(path, { direct: false, streams: 0 });
      const direct = await outcome(path, { streams: 0 });
      expect(direct).toEqual(staged);
      const { bills, rejected } = (direct as { report: Report }).report;
      expect(await run('bills', path, { again: true })).toMatchObject({ bills, rejected, inserted: 0, changed: 0, unchanged: bills });
    }),
    { numRuns: 20 },
  );
}, 60_000);

test('converted by two threads, it leaves the same too', async () => {
  const many = Array.from({ length: 5_000 }, (_, at) =>
    line({ no: at, account: `A${(at % 3) + 1}`, month: `2026-0${(at % 9) + 1}`, due: at % 777, replaces: at % 50 === 7 ? `N${at - 3}` : '' }),
  );
  const head = 'NO,ACCOUNT,MONTH,DUE,DUE_ON,REPLACES\n';
  for (const extra of [[], ['N1,A9,2026-01,1,,', 'N5,A1', 'N5001,A1,2026-01,x,,', 'N3,A3,2026-05,1,,']]) {
    const path = file(`${head}${[...many, ...extra].join('\n')}\n`);
    const staged = await outcome(path, { direct: false, streams: 0 });
    expect(await outcome(path, { streams: 2 })).toEqual(staged);
    expect(await outcome(path, { direct: false, streams: 2 })).toEqual(staged);
  }
}, 60_000);

test('loaded straight into its table, bills that replace each other in a circle are refused, and a chain stays', async () => {
  const path = file(
    'NO,ACCOUNT,MONTH,DUE,DUE_ON,REPLACES\nN1,A1,2026-01,1,,N2\nN2,A1,2026-01,1,,N3\nN3,A1,2026-01,1,,N1\nN4,A1,2026-01,1,,N5\nN5,A1,2026-01,1,,N6\nN6,A1,2026-01,1,,\n',
  );
  const direct = await outcome(path, { streams: 0 });
  expect(direct).toEqual(await outcome(path, { direct: false, streams: 0 }));
  expect(direct).toMatchObject({ report: { bills: 3, rejected: 3 }, runs: [{ rejects: { INTAKE_REFERENCE_CIRCLE: 3 } }] });
});

test('a problem of the whole file is told by a thread as it is without one', async () => {
  const path = file(Buffer.from('NO,ACCOUNT,MONTH,DUE,DUE_ON,REPLACES\nN1,A1,2026-01,1,,\nM\xfc1,A1,2026-01,1,,\n', 'latin1'));
  for (const streams of [0, 2]) await expect(run('bills', path, { streams })).rejects.toMatchObject({ code: 'INTAKE_FILE_ENCODING', params: { line: 3 } });
});
