import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import type { Report } from '../../src/intake/report.ts';
import { database } from '../database.ts';
import { file, problemOf } from './sample.ts';

/** One source that gives its bills in whatever form a file can have. */
const mapping = parseMapping(
  `
kind: mapping
name: forms
source: forms
files:
  customers: { format: csv }
  csv: { format: csv, ignore: [REMARK] }
  ndjson: { format: ndjson, compression: gzip }
  gb: { format: csv, encoding: gb18030 }
  blank: { format: csv, delimiter: " ", header: [NO, ACCOUNT, MONTH, DUE, NUMBER] }
  long: { format: csv, pivot: { by: [NO, ACCOUNT, MONTH], name: ITEM, value: VALUE } }
  wide: { format: csv }
rows:
  - { fact: customer, from: customers, key: ID, set: { kind: person } }
  - { fact: account, from: customers, key: ID, customer: ID, set: { service: water, contractStart: 2025-01-01, currency: EUR } }
  - { fact: bill, from: csv, key: NO, account: ACCOUNT, set: &bill { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, number: { column: NUMBER } } }
  - { fact: bill, from: gb, key: NO, account: ACCOUNT, set: *bill }
  - { fact: bill, from: blank, key: NO, account: ACCOUNT, set: *bill }
  - { fact: bill, from: long, key: NO, account: ACCOUNT, set: *bill }
  - { fact: bill, from: ndjson, key: no, account: account.no, set: { period: { column: month }, amountDueMinor: { column: sums.due, minor: EUR }, number: { column: number } } }
  - { fact: bill, from: wide, key: "{ACCOUNT}-{month}", account: ACCOUNT, unpivot: { month: { 2026-01: JAN, 2026-02: FEB } }, set: { period: month, amountDueMinor: { value: true, minor: EUR }, number: { concat: "{ACCOUNT}号{month}" } } }
`,
  'forms.yaml',
);

let sql: Sql;
const put = (name: string, content: string | Buffer): Promise<Report> =>
  load(
    { sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'UTC' },
    mapping,
    { name, path: file(content, name) },
    { maxRejects: 1, rejects: '/dev/null' },
  );

const accounts = ['A', 'B'];
const months = ['2026-01', '2026-02'];
const bills = accounts.flatMap((account, a) =>
  months.map((month, m) => ({ no: `${account}-${month}`, account, month, due: `${10 + a}.${m}0`, number: `${account}号${month}` })),
);
const head = 'NO,ACCOUNT,MONTH,DUE,NUMBER\n';
const csv = head + bills.map(({ no, account, month, due, number }) => `${no},${account},${month},${due},${number}\n`).join('');
const sign = Buffer.from([0xba, 0xc5]);
const gb = Buffer.concat(csv.split('号').flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [sign, Buffer.from(part)])));

beforeAll(async () => {
  sql = await database();
  await put('customers', `ID\n${accounts.join('\n')}\n`);
  expect(await put('csv', csv)).toMatchObject({ bills: 4, inserted: 4, rejected: 0 });
});

describe('the same bills', () => {
  const line = ({ no, account, month, due, number }: (typeof bills)[number]) =>
    `{"no":"${no}","account":{"no":"${account}"},"month":"${month}","sums":{"due":${due}},"number":"${number}"}\n`;
  test.each<[string, string, string | Buffer]>([
    ['one object a line, packed', 'ndjson', gzipSync(bills.map(line).join(''))],
    ['packed in two members', 'csv', Buffer.concat([gzipSync(csv.slice(0, 40)), gzipSync(csv.slice(40))])],
    ['in GB18030', 'gb', gb],
    ['in GB18030, packed', 'gb', gzipSync(gb)],
    ['between blanks and without names', 'blank', bills.map(({ no, account, month, due, number }) => `${no} ${account} ${month} ${due} ${number}\n`).join('')],
    [
      'as names and values',
      'long',
      `NO,ACCOUNT,MONTH,ITEM,VALUE\n${bills.map(({ no, account, month, due, number }) => `${no},${account},${month},DUE,${due}\n${no},${account},${month},NUMBER,${number}\n`).join('')}`,
    ],
    ['a month beside the other', 'wide', 'ACCOUNT,JAN,FEB\nA,10.00,10.10\nB,11.00,11.10\n'],
  ])('%s are the same', async (_, name, content) => {
    expect(await put(name, content)).toMatchObject({ bills: 4, inserted: 0, changed: 0, unchanged: 4, rejected: 0 });
  });
});

test('a refusal by comparison names line and cell of a packed and of a long file too', async () => {
  const rejects = async (name: string, content: string | Buffer) =>
    (await put(name, content)).firstRejects.map(({ line, column, cell, code }) => [line, column, cell, code]);
  expect(await rejects('ndjson', gzipSync('{"no":"X","account":{"no":"Z"},"month":"2026-01"}\n'))).toEqual([[1, 'account.no', 'Z', 'INTAKE_ACCOUNT_UNKNOWN']]);
  expect(await rejects('long', 'NO,ACCOUNT,MONTH,ITEM,VALUE\nX,A,2026-03,DUE,5\nY,Z,2026-03,DUE,5\nY,Z,2026-03,NUMBER,n\n')).toEqual([
    [3, 'ACCOUNT', 'Z', 'INTAKE_ACCOUNT_UNKNOWN'],
  ]);
});

test('lines of one row that stand apart in a long file are two rows of one key: the second is refused, with the line of the first', async () => {
  const report = await put('long', 'NO,ACCOUNT,MONTH,ITEM,VALUE\nL,A,2026-03,DUE,5\nM,A,2026-03,DUE,6\nL,A,2026-03,NUMBER,n\n');
  expect(report).toMatchObject({ bills: 2, rejected: 1 });
  expect(report.firstRejects[0]).toMatchObject({ line: 4, column: 'NO', cell: 'L', code: 'INTAKE_KEY_REPEATED', params: { first: 2 } });
});

describe('a file that breaks in its middle loads nothing', () => {
  const many = head + Array.from({ length: 30_000 }, (_, at) => `N${at},A,2026-01,${at}.00,n${Math.imul(at, 2_654_435_761)}\n`).join('');
  const packed = gzipSync(many);
  const spoilt = Buffer.concat([Buffer.from(many), Buffer.from('M1,A,2026-01,1.00,'), sign, sign, Buffer.from('\n')]);
  test.each<[string, string, Buffer, string]>([
    ['cut off', 'csv', packed.subarray(0, packed.length - 50), 'INTAKE_FILE_GZIP_CUT'],
    ['followed by something else', 'csv', Buffer.concat([packed, Buffer.from('more')]), 'INTAKE_FILE_GZIP_BROKEN'],
    ['in another encoding at its end', 'csv', spoilt, 'INTAKE_FILE_ENCODING_MIXED'],
    ['in UTF-8 at the end of GB18030', 'gb', Buffer.concat([Buffer.from(many), Buffer.from('M1,A,2026-01,1.00,账单号\n')]), 'INTAKE_FILE_ENCODING_MIXED'],
    ['not packed where it says so', 'ndjson', Buffer.from('{"no":1}\n'), 'INTAKE_FILE_FORMAT'],
  ])('%s', async (_, name, content, code) => {
    const before = await sql`select count(*) from assay.bill`;
    expect(await problemOf(put(name, content))).toMatchObject({ code });
    expect(await sql`select count(*) from assay.bill`).toEqual(before);
  });
});

describe('a column that was not there before', () => {
  test('is told, once, and not one that the mapping leaves out on purpose', async () => {
    const more = `${head.trim()},REMARK,RATE\nC1,A,2026-04,1.00,n,r,7\n`;
    expect(await put('csv', more)).toMatchObject({ bills: 1, rejected: 0, newColumns: ['RATE'] });
    expect(await put('csv', more.replace('C1', 'C2'))).toMatchObject({ bills: 1, newColumns: [] });
  });

  test('is found in objects too, by its path', async () => {
    const object = (more: string) => gzipSync(`{"no":"D","account":{"no":"A"},"month":"2026-05"${more}}\n`);
    await put('ndjson', object(''));
    expect(await put('ndjson', object(',"tax":{"rate":1,"kinds":[1]}'))).toMatchObject({ newColumns: ['tax.rate', 'tax.kinds'] });
  });

  test('one that is gone and that the mapping reads is a fault of the file', async () => {
    expect(await problemOf(put('csv', 'NO,ACCOUNT,MONTH,DUE\nE,A,2026-01,1\n'))).toMatchObject({
      code: 'INTAKE_FILE_COLUMN_MISSING',
      params: { column: 'NUMBER' },
    });
  });
});
