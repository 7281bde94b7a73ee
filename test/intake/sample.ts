import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../src/base/problem.ts';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import type { Options, Report } from '../../src/intake/report.ts';

/** A small source with a file per fact. */
export const mapping = parseMapping(
  `
kind: mapping
name: sample
source: sample
files:
  customers: { format: csv }
  accounts: { format: csv, "null": ["", "NA"] }
  bills: { format: csv }
  payments: { format: csv, delimiter: ";" }
rows:
  - { fact: payment, from: payments, key: NO, account: ACCOUNT, set: { paidOn: { column: DAY, date: dd.MM.yyyy }, amountMinor: { column: AMOUNT, minor: EUR }, bill: { column: BILL } } }
  - { fact: bill, from: bills, key: NO, account: ACCOUNT, set: { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, dueOn: { column: DUE_ON }, number: { column: NO } } }
  - { fact: account, from: accounts, key: ID, customer: CUSTOMER, set: { service: { column: SERVICE }, contractStart: { column: SINCE }, currency: EUR, attributes.floor: { column: FLOOR, type: number, class: plain } } }
  - { fact: customer, from: customers, key: ID, set: { kind: person, name: { column: NAME }, identifiers.phone: { column: PHONE }, identifiers.national_id: { column: NUMBER, verified: true }, attributes.sex: { column: SEX, codes: { f: female, m: male }, class: sex } } }
`,
  'sample.yaml',
);

const folder = mkdtempSync(join(tmpdir(), 'assay-intake-'));
let files = 0;

export function file(content: string | Buffer, name = 'file'): string {
  files += 1;
  const path = join(folder, `${name}-${files}.csv`);
  writeFileSync(path, content);
  return path;
}

export const good = {
  customers: 'ID,NAME,PHONE,NUMBER,SEX\n1,Ada Lovelace,+44 20 7946 0001,QQ123456C,f\n2,Émile Zola,,,m\n3,王芳,11111,,\n',
  accounts: 'ID,CUSTOMER,SERVICE,SINCE,FLOOR\nA1,1,electricity,2025-01-01,2\nA2,2,water,2025-02-01,NA\n',
  bills: 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nB1,A1,2026-01,10.50,2026-02-10\nB2,A1,2026-02,20.00,2026-03-10\nB3,A2,2026-01,7,2026-02-10\n',
  payments: 'NO;ACCOUNT;DAY;AMOUNT;BILL\nP1;A1;05.02.2026;10,5;B1\nP2;A1;05.03.2026;20;\n'.replace('10,5', '10.5'),
};

export const importer =
  (sql: Sql) =>
  (name: string, content: string | Buffer, options: Options = {}): Promise<Report> =>
    load(
      { sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'Europe/Berlin' },
      mapping,
      { name, path: file(content, name) },
      { maxRejects: 1, ...options },
    );

/** The code and parameters of the problem that a promise ends in. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const ended = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (ended instanceof Problem) return ended;
  throw ended ?? new Error('no problem');
}
