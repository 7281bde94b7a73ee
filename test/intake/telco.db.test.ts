import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import type { Report } from '../../src/intake/report.ts';
import { dataFile } from '../data.ts';
import { database } from '../database.ts';
import { judged, loaded, rated } from './known.ts';

const [path, split] = [dataFile('WA_Fn-UseC_-Telco-Customer-Churn.csv'), dataFile('splits/telco_test30_stratified_rs42_rowindex.txt')];

describe.skipIf(path === undefined || split === undefined)('the telco file', () => {
  let sql: Sql;
  let report: Report;

  beforeAll(async () => {
    sql = await database();
    report = await loaded(sql, 'telco', path as string);
  }, 60_000);

  test('loads whole, without a bill that nobody sent', async () => {
    expect(report).toMatchObject({ customers: 7_043, accounts: 7_043, outcomes: 7_043, bills: 0, payments: 0, usage: 0, rejected: 0, lines: 7_043 });
    const [row] = await sql`
      select (select count(*) from assay.outcome where kind = 'churn' and happened_on is not null) as churned,
        (select count(*) from assay.account where not attributes ? 'total_charges') as blank,
        (select count(*) from assay.account where contract_start = '2018-01-01') as today,
        (select min(contract_start) from assay.account) as oldest,
        (select sum((attributes->>'monthly_charges')::numeric)::text from assay.account) as monthly,
        (select count(*) from assay.account where attributes->>'internet' = 'fibre') as fibre`;
    expect(row).toEqual({ churned: 1_869, blank: 11, today: 11, oldest: '2012-01-01', monthly: '456116.60', fibre: 3_096 });
  });

  test('who a customer is has its class', async () => {
    expect(await sql`select name, class from assay.attribute where fact = 'customer' order by 1`).toEqual([
      { name: 'dependents', class: 'plain' },
      { name: 'partner', class: 'marital' },
      { name: 'senior', class: 'age' },
      { name: 'sex', class: 'sex' },
    ]);
  });

  test('the card tells who leaves among customers it was not made on, and grades fall as churn rises', async () => {
    const version = await rated(sql, 'telco', 'churn', '2018-01-01');
    const keys = readFileSync(path as string, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] as string);
    const held = readFileSync(split as string, 'utf8')
      .trim()
      .split('\n')
      .map(Number);
    const all = await judged(sql, version, '2018-01-01', 'churn', '1m');
    const test30 = await judged(
      sql,
      version,
      '2018-01-01',
      'churn',
      '1m',
      held.map((at) => keys[at] as string),
    );
    expect(all).toMatchObject({ count: 7_043, bad: 1_869, ungraded: 0, indeterminate: 0, violations: [] });
    expect(test30).toMatchObject({ count: 2_113, violations: [] });
    expect(test30.auc).toBeGreaterThan(0.835);
    expect(test30.auc).toBeLessThan(0.85);
  }, 60_000);
});
