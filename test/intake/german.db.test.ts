import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Sql } from '../../src/db/client.ts';
import type { Report } from '../../src/intake/report.ts';
import { check } from '../../src/rating/check/check.ts';
import { attributesOf } from '../../src/rating/store.ts';
import { dataFile } from '../data.ts';
import { database } from '../database.ts';
import { judged, loaded, rated, rulesetText } from './known.ts';

const [path, folds] = [dataFile('german.data'), dataFile('splits/german_10fold_rs42_fold_of_row.txt')];

describe.skipIf(path === undefined || folds === undefined)('the German credit file', () => {
  let sql: Sql;
  let report: Report;

  beforeAll(async () => {
    sql = await database();
    report = await loaded(sql, 'german', path as string);
  }, 60_000);

  test('loads whole from blanks and without names, each line under its number', async () => {
    expect(report).toMatchObject({ customers: 1_000, accounts: 1_000, outcomes: 1_000, rejected: 0, lines: 1_000 });
    const [row] = await sql`
      select (select count(*) from assay.outcome where kind = 'default' and happened_on is not null) as bad,
        (select sum((attributes->>'amount')::int) from assay.account) as amount,
        (select count(*) from assay.source_record where content->'attributes'->>'sex' = 'female') as women,
        (select attributes->>'checking' from assay.account where source_key = '1000') as last`;
    expect(row).toEqual({ bad: 300, amount: 3_271_258, women: 310, last: 'under_200' });
  });

  test('sex, marital status, age and origin stand in their classes, and the card is refused them', async () => {
    const attributes = await attributesOf(sql);
    const classes = ['sex', 'marriage', 'maintained', 'age', 'foreign_worker', 'job'].map((name) => attributes.get(`customer.${name}`)?.class);
    expect(classes).toEqual(['sex', 'marital', 'marital', 'age', 'origin', 'origin']);
    for (const name of ['sex', 'marriage', 'age', 'foreign_worker']) {
      const document = parse(rulesetText('german').replace('attributes.employed', `attributes.${name}`));
      expect(check(document, attributes).faults.map(({ code }) => code)).toContain('RATING_ATTRIBUTE_REFUSED');
    }
  });

  test('the card tells good from bad in every fold, those held out too', async () => {
    const version = await rated(sql, 'german', 'credit', '1994-11-17');
    const foldOf = readFileSync(folds as string, 'utf8')
      .trim()
      .split('\n')
      .map(Number);
    const of = (wanted: (fold: number) => boolean) => foldOf.flatMap((fold, at) => (wanted(fold) ? [String(at + 1)] : []));
    const auc = async (keys?: string[]) => (await judged(sql, version, '1994-11-17', 'default', '12m', keys)).auc ?? 0;
    expect(await judged(sql, version, '1994-11-17', 'default', '12m')).toMatchObject({ count: 1_000, bad: 300, ungraded: 0, indeterminate: 0, violations: [] });
    const heldOut = await auc(of((fold) => fold >= 7));
    expect(heldOut).toBeGreaterThan(0.79);
    expect(heldOut).toBeLessThan(0.83);
    for (let fold = 0; fold < 10; fold += 1) expect(await auc(of((each) => each === fold)), `fold ${fold}`).toBeGreaterThan(0.75);
  }, 60_000);
});
