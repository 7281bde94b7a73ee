import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import { firstRejects, type Reject } from '../../src/intake/reject.ts';
import type { Options, Progress, Report } from '../../src/intake/report.ts';
import { database } from '../database.ts';
import { file, good, importer, mapping, problemOf } from './sample.ts';

let sql: Sql;
let run: ReturnType<typeof importer>;

/** Everything facts are made of, but for the instants. */
const world = async (): Promise<unknown> => ({
  bills: await sql`select key, number, amount_due_minor, due_on, content_hash from assay.bill order by 1`,
  payments: await sql`select key, paid_on, amount_minor, bill, content_hash from assay.payment order by 1`,
  accounts: await sql`select account_id, number, attributes, currency from assay.account order by 1`,
  customers: await sql`select customer_id, name, attributes from assay.customer order by 1`,
  history: await sql`select count(*) from assay.bill_history`,
  runs: await sql`select count(*) from assay.import_run`,
  clock: await sql`select * from assay.fact_clock`,
  coverage: await sql`select source, fact, from_on, until_on from assay.coverage order by 1, 2, 3`,
});

beforeAll(async () => {
  sql = await database();
  run = importer(sql);
  for (const name of ['customers', 'accounts', 'bills', 'payments'] as const) await run(name, good[name]);
});

const codes = (report: Report): unknown[] => report.firstRejects.map(({ line, column, cell, code }) => [line, column, cell, code]);

describe('a good import', () => {
  test('makes customers, accounts, facts, coverage, attributes and caches', async () => {
    expect(await sql`select name, attributes from assay.customer order by name`).toEqual([
      { name: 'Ada Lovelace', attributes: { sex: 'female' } },
      { name: 'Émile Zola', attributes: { sex: 'male' } },
      { name: '王芳', attributes: {} },
    ]);
    expect(await sql`select number, service, currency, attributes, available_on, available_assumed from assay.account order by number`).toEqual([
      { number: 'A1', service: 'electricity', currency: 'EUR', attributes: { floor: 2 }, available_on: '2025-01-01', available_assumed: true },
      { number: 'A2', service: 'water', currency: 'EUR', attributes: {}, available_on: '2025-02-01', available_assumed: true },
    ]);
    expect(await sql`select p.amount_minor, b.number from assay.payment p left join assay.bill b on b.key = p.bill order by 1`).toEqual([
      { amount_minor: 1050, number: 'B1' },
      { amount_minor: 2000, number: null },
    ]);
    expect(await sql`select fact, from_on, until_on from assay.coverage order by 1`).toEqual([
      { fact: 'bill', from_on: '2026-01-01', until_on: '2026-02-28' },
      { fact: 'payment', from_on: '2026-02-01', until_on: '2026-03-31' },
    ]);
    expect(await sql`select fact, name, class, type from assay.attribute order by 1`).toEqual([
      { fact: 'account', name: 'floor', class: 'plain', type: 'number' },
      { fact: 'customer', name: 'sex', class: 'sex', type: 'word' },
    ]);
    expect(await sql`select amount_due_minor, covered_on from assay.bill_cover order by due_on, amount_due_minor`).toEqual([
      { amount_due_minor: 700, covered_on: null },
      { amount_due_minor: 1050, covered_on: '2026-02-05' },
      { amount_due_minor: 2000, covered_on: '2026-03-05' },
    ]);
  });

  test('keeps a customer whose phone is a placeholder, without it', async () => {
    const report = await run('customers', good.customers, { again: true });
    expect(report).toMatchObject({ customers: 3, unchanged: 3, identifiersIgnored: 1 });
    expect(await sql`select kind, verified from assay.identifier order by kind`).toEqual([
      { kind: 'national_id', verified: true },
      { kind: 'phone', verified: false },
    ]);
  });

  test('the same file is answered as already imported, in the same order of counts', async () => {
    const report = await run('bills', good.bills);
    expect(report).toMatchObject({ alreadyImported: true, bills: 3 });
    expect(Object.keys(report).slice(0, 9)).toEqual(['customers', 'accounts', 'bills', 'statuses', 'payments', 'usage', 'outcomes', 'rejected', 'seconds']);
  });

  test('again changes nothing', async () => {
    const facts = async () => ({ ...((await world()) as object), runs: 0, clock: 0 });
    const before = await facts();
    for (const name of ['customers', 'accounts', 'bills', 'payments'] as const) {
      const report = await run(name, good[name], { again: true });
      expect(report).toMatchObject({ inserted: 0, changed: 0, rejected: 0, alreadyImported: false });
    }
    expect(await facts()).toEqual(before);
  });

  test('rows in another order and written otherwise are the same rows', async () => {
    expect(await run('bills', 'DUE,ACCOUNT,NO,MONTH,DUE_ON,MORE\n20,A1,B2,2026-02-01,2026-03-10,x\n')).toMatchObject({ bills: 1, unchanged: 1, rejected: 0 });
  });
});

test('progress goes up to the size of the file and never back', async () => {
  const path = file(good.bills);
  const deps = { sql, sealer: sealer([randomBytes(32)]), currency: 'EUR', timeZone: 'UTC' };
  const seen: Progress[] = [];
  await load(deps, mapping, { name: 'bills', path }, { again: true, dryRun: true }, (at) => seen.push(at));
  const read = seen.filter(({ phase }) => phase === 'reading').map(({ bytes }) => bytes);
  expect(read.length).toBeGreaterThan(0);
  expect(read).toEqual(read.toSorted((one, other) => one - other));
  expect(read.at(-1)).toBe(statSync(path).size);
});

describe('two records that claim one verified number', () => {
  const two = 'ID,NAME,PHONE,NUMBER,SEX,BORN\n8,Ann,,AB123456C,,1970-01-01\n9,Bob,,AB123456C,,1980-01-01\n';
  const source = parseMapping(
    `
kind: mapping
name: claims
source: claims
files: { customers: { format: csv, ignore: [PHONE, SEX] } }
rows:
  - { fact: customer, from: customers, key: ID, set: { kind: person, name: { column: NAME }, bornOn: { column: BORN }, identifiers.national_id: { column: NUMBER, verified: true } } }
`,
    'claims.yaml',
  );
  const claim = (options: Options): Promise<Report> =>
    load({ sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'Europe/Berlin' }, source, { path: file(two, 'claims') }, options);

  test('a birth day that differs is told, first by a dry run, and kept as a number', async () => {
    const dry = await claim({ dryRun: true });
    expect(dry).toMatchObject({ customers: 2, rejected: 0, contradictions: { count: 1, first: [{ fields: ['bornOn'] }] } });
    const report = await claim({});
    expect(report.contradictions).toEqual(dry.contradictions);
    expect(JSON.stringify(report)).not.toMatch(/AB123456C|19[78]0/);
    expect(await claim({})).toMatchObject({ alreadyImported: true, contradictions: { count: 1, first: [] } });
    expect(await sql`select counts -> 'contradictions' as told from assay.import_run where source = 'claims'`).toEqual([{ told: { count: 1, first: [] } }]);
  });
});

describe('bad input leaves out its row and says why', () => {
  const bills = (...lines: string[]) => `NO,ACCOUNT,MONTH,DUE,DUE_ON\n${lines.join('\n')}\n`;
  test.each([
    ['a wrong type', 'bills', bills('X1,A1,2026-03,abc,2026-04-10'), [[2, 'DUE', 'abc', 'INTAKE_CELL_NUMBER']]],
    ['an impossible date', 'bills', bills('X1,A1,2026-03,5,2026-02-30'), [[2, 'DUE_ON', '2026-02-30', 'INTAKE_CELL_DATE']]],
    ['a negative amount due', 'bills', bills('X1,A1,2026-03,-5.00,2026-04-10'), [[2, 'DUE', '-5.00', 'INTAKE_CELL_NEGATIVE']]],
    ['a required cell left empty', 'bills', bills('X1,A1,,5,2026-04-10'), [[2, 'MONTH', '', 'INTAKE_CELL_REQUIRED']]],
    ['a ragged line', 'bills', bills('X1,A1'), [[2, '', '', 'INTAKE_ROW_RAGGED']]],
    ['a megabyte in a cell', 'bills', bills(`${'9'.repeat(1024 * 1024)},A1,2026-03,5,`), [[2, 'NO', `${'9'.repeat(200)}…`, 'INTAKE_CELL_LONG']]],
    ['a bill of an unknown account', 'bills', bills('X1,A9,2026-03,5,'), [[2, 'ACCOUNT', 'A9', 'INTAKE_ACCOUNT_UNKNOWN']]],
    ['a bill that stands on another account', 'bills', bills('B3,A1,2026-03,5,'), [[2, 'ACCOUNT', 'A1', 'INTAKE_FACT_MOVED']]],
    ['a payment for an unknown account', 'payments', 'NO;ACCOUNT;DAY;AMOUNT;BILL\nX1;A9;05.02.2026;1;\n', [[2, 'ACCOUNT', 'A9', 'INTAKE_ACCOUNT_UNKNOWN']]],
    ['a payment for an unknown bill', 'payments', 'NO;ACCOUNT;DAY;AMOUNT;BILL\nX1;A1;05.02.2026;1;B9\n', [[2, 'BILL', 'B9', 'INTAKE_REFERENCE_UNKNOWN']]],
    [
      'a payment for a bill of another account',
      'payments',
      'NO;ACCOUNT;DAY;AMOUNT;BILL\nX1;A1;05.02.2026;1;B3\n',
      [[2, 'BILL', 'B3', 'INTAKE_REFERENCE_ELSEWHERE']],
    ],
    ['an account of an unknown customer', 'accounts', 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA7,9,gas,,\n', [[2, 'CUSTOMER', '9', 'INTAKE_CUSTOMER_UNKNOWN']]],
    [
      'an account of another customer',
      'accounts',
      'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA1,2,electricity,2025-01-01,2\n',
      [[2, 'ID', 'A1', 'INTAKE_ACCOUNT_MOVED']],
    ],
    ['a word nobody knows', 'accounts', 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA7,1,steam,,\n', [[2, 'SERVICE', 'steam', 'INTAKE_CELL_WORD']]],
    ['a code nobody explained', 'customers', 'ID,NAME,PHONE,NUMBER,SEX\n7,X,,,q\n', [[2, 'SEX', 'q', 'INTAKE_CELL_CODE']]],
    [
      'a key used twice',
      'bills',
      bills('X1,A1,2026-05,5,', 'X1,A1,2026-05,6,', 'X1,A1,2026-05,7,'),
      [
        [3, 'NO', 'X1', 'INTAKE_KEY_REPEATED'],
        [4, 'NO', 'X1', 'INTAKE_KEY_REPEATED'],
      ],
    ],
    ['a customer given twice', 'customers', 'ID,NAME,PHONE,NUMBER,SEX\n7,X,,,\n7,Y,,,\n', [[3, 'ID', '7', 'INTAKE_KEY_REPEATED']]],
  ] as const)('%s', async (_, name, content, rejects) => {
    const report = await run(name, content, { dryRun: true });
    expect(codes(report)).toEqual(rejects);
    expect(report.rejected).toBe(rejects.length);
  });

  test('equal rows under one key count once', async () => {
    expect(await run('bills', bills('Y1,A1,2026-06,5,', 'Y1,A1,2026-06,5.00,'), { dryRun: true })).toMatchObject({ bills: 1, rejected: 0 });
  });

  test('the good rows of the file go in, the bad ones into a file only its owner reads', async () => {
    const path = `${file('', 'rejects')}.out`;
    const report = await run('bills', bills('Z1,A2,2026-07,5,', 'Z2,A2,2026-07,"five, about",', 'Z3,A9,2026-07,5,'), { rejects: path });
    expect(report).toMatchObject({ bills: 1, rejected: 2, rejectsFile: path });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const [head, first, second] = readFileSync(path, 'utf8').split('\n');
    expect(head).toBe('line,column,cell,code,reason_en,reason_zh');
    expect(first).toMatch(/^3,DUE,"five, about",INTAKE_CELL_NUMBER,"Line 3, column DUE: ""five, about"" is no number\..*第 3 行/);
    expect(second).toMatch(/^4,ACCOUNT,A9,INTAKE_ACCOUNT_UNKNOWN,/);
  });
});

describe('what is wrong with the whole file leaves everything as it was', () => {
  test.each([
    ['a column missing', 'NO,ACCOUNT,MONTH,DUE\nX1,A1,2026-03,1\n', 'INTAKE_FILE_COLUMN_MISSING', { column: 'DUE_ON', columns: 'NO, ACCOUNT, MONTH, DUE' }],
    ['an empty file', '', 'INTAKE_FILE_EMPTY', {}],
    ['a header alone', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\n', 'INTAKE_FILE_HEADER_ONLY', {}],
    ['a wrong encoding', Buffer.from('NO,ACCOUNT,MONTH,DUE,DUE_ON\nM\xfc1,A1,2026-03,1,\n', 'latin1'), 'INTAKE_FILE_ENCODING', { line: 2 }],
    ['an unknown file of the mapping', undefined, 'INTAKE_FILE_UNKNOWN', { file: 'nothing' }],
  ])('%s', async (_, content, code, params) => {
    const before = await world();
    const ended = await problemOf(run(content === undefined ? 'nothing' : 'bills', content ?? 'x'));
    expect(ended).toMatchObject({ code });
    expect(ended.params).toMatchObject(params);
    expect(await world()).toEqual(before);
  });

  test('a mapping that makes a sensitive attribute plain is refused, and nothing is kept', async () => {
    const before = await world();
    const looser = structuredClone(mapping);
    const entry = looser.rows.find((row) => row.fact === 'customer') as { set: Record<string, { class: string }> };
    (entry.set['attributes.sex'] as { class: string }).class = 'plain';
    const path = file('ID,NAME,PHONE,NUMBER,SEX\n9,New Person,,,f\n', 'customers');
    const ended = await problemOf(load({ sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'UTC' }, looser, { name: 'customers', path }));
    expect(ended).toMatchObject({ code: 'INTAKE_CLASS_LOOSER', params: { name: 'attributes.sex', kept: 'sex', given: 'plain' } });
    expect(await world()).toEqual(before);
  });

  test('too many rejects: nothing is kept, and the first ten are named', async () => {
    const before = await world();
    const lines = Array.from({ length: 30 }, (_, at) => `W${at},A1,2026-08,${at < 12 ? 'x' : at},`);
    const ended = await problemOf(run('bills', `NO,ACCOUNT,MONTH,DUE,DUE_ON\n${lines.join('\n')}\n`, { maxRejects: 0.39 }));
    expect(ended).toMatchObject({ code: 'INTAKE_REJECTS_MANY', params: { rejected: 12, tried: 30, share: '40.00 %', allowed: '39 %' } });
    expect(firstRejects((ended.cause as { rejects: Reject[] }).rejects).map(({ line, code }) => [line, code])).toEqual(
      Array.from({ length: 10 }, (_, at) => [at + 2, 'INTAKE_CELL_NUMBER']),
    );
    expect(await world()).toEqual(before);
  });

  test('too many rows that only the database can refuse roll back too', async () => {
    const before = await world();
    expect(await problemOf(run('bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nX1,A1,2026-09,1,\nX2,A9,2026-09,1,\n', { maxRejects: 0.1 }))).toMatchObject({
      code: 'INTAKE_REJECTS_MANY',
    });
    expect(await world()).toEqual(before);
  });

  test('a dry run tells all and keeps nothing', async () => {
    const before = await world();
    const report = await run('bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nX1,A1,2026-09,1,\nB1,A1,2026-01,11,2026-02-10\nX2,A9,2026-09,1,\n', { dryRun: true });
    expect(report).toMatchObject({ dryRun: true, bills: 2, inserted: 1, changed: 1, rejected: 1 });
    expect(await world()).toEqual(before);
  });

  test('rejects that cannot be written anywhere keep the file out', async () => {
    const before = await world();
    expect(
      await problemOf(run('bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nX1,A1,2026-09,1,\nX2,A9,2026-09,1,\n', { rejects: '/nowhere/at/all.csv' })),
    ).toMatchObject({ code: 'INTAKE_REJECTS_UNWRITABLE' });
    expect(await world()).toEqual(before);
    expect(existsSync('/nowhere')).toBe(false);
  });
});

describe('a changed row', () => {
  test('supersedes: the old one goes to the history with the instant the new one came', async () => {
    const report = await run('bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nB1,A1,2026-01,12.00,2026-02-10\nB2,A1,2026-03,20.00,2026-03-10\n');
    expect(report).toMatchObject({ bills: 2, changed: 2, inserted: 0 });
    const history = await sql`
      select h.number, h.period, h.amount_due_minor as was, b.amount_due_minor as is, h.superseded_at = b.recorded_at as handed, h.recorded_at < b.recorded_at as earlier
      from assay.bill_history h join assay.bill b using (customer_id, account_id, key) order by 1`;
    expect(history).toEqual([
      { number: 'B1', period: '2026-01-01', was: 1050, is: 1200, handed: true, earlier: true },
      { number: 'B2', period: '2026-02-01', was: 2000, is: 2000, handed: true, earlier: true },
    ]);
    expect(await sql`select covered_on from assay.bill_cover where amount_due_minor = 1200`).toEqual([{ covered_on: '2026-03-05' }]);
  });

  test('of an account and of a customer supersedes as well', async () => {
    expect(await run('accounts', 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA2,2,water,2025-02-01,5\n')).toMatchObject({ accounts: 1, changed: 1 });
    expect(await sql`select attributes from assay.account_history`).toEqual([{ attributes: {} }]);
    expect(await run('customers', 'ID,NAME,PHONE,NUMBER,SEX\n2,Emile Zola,,,m\n')).toMatchObject({ customers: 1, changed: 1 });
    expect(await sql`select content ->> 'name' as name from assay.source_record_history`).toEqual([{ name: 'Émile Zola' }]);
    expect(await sql`select name from assay.customer where name like '%Zola'`).toEqual([{ name: 'Emile Zola' }]);
  });
});
