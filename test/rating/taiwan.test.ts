import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Judgement, judge } from '../../src/portfolio/judge.ts';
import { compile, evaluate } from '../../src/rating/card/evaluator.ts';
import { check } from '../../src/rating/check/check.ts';
import { combine, type Derived, type Value } from '../../src/rating/indicator.ts';
import type { Ruleset } from '../../src/rating/ruleset.ts';
import { read } from '../../src/rating/version/read.ts';
import { dataFile } from '../data.ts';

const { document } = read(readFileSync(new URL('../../src/demo/rulesets/taiwan.yaml', import.meta.url), 'utf8'));
const { ruleset, faults } = check(document, new Map());

/** The indicators as of 2005-10-01 straight from a row of the file, newest month first. */
function valuesOf(sound: Ruleset, row: readonly number[]): Value[] {
  const [statuses, statements, payments] = [row.slice(6, 12), row.slice(12, 18), row.slice(18, 24)];
  const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0) * 100;
  const numbers: Record<string, number> = {
    status_now: statuses[0] as number,
    months_late: statuses.filter((status) => status >= 2).length,
    worst_quarter: Math.max(...statuses.slice(0, 3)),
    payments_made: payments.filter((payment) => payment > 0).length,
    paid_quarter: sum(payments.slice(0, 3)),
    paid_month: sum(payments.slice(0, 1)),
    statement_mean: sum(statements) / 6,
    limit_now: (row[1] as number) * 100,
  };
  const values = new Map<string, Value>(Object.entries(numbers).map(([name, value]) => [name, { state: 'value', value }]));
  values.set('utilisation', combine(sound.indicators['utilisation'] as Derived, values.get('statement_mean') as Value, values.get('limit_now') as Value));
  return Object.keys(sound.indicators).map((name) => values.get(name) as Value);
}

describe('the Taiwan card', () => {
  it('is sound and its golden cases hold; only that an unreported status is not rated is told', () => {
    expect(faults.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning RATING_BIN_MISSING_ABSENT']);
    expect(ruleset?.golden.length).toBeGreaterThanOrEqual(3);
  });

  it('separates the clients it was not written on, and bad rates rise from grade to grade', ({ skip }) => {
    const [file, split] = [dataFile('UCI_Credit_Card.csv'), dataFile('splits/taiwan_test30_stratified_rs42_rowindex.txt')];
    if (file === undefined || split === undefined) return skip();
    const sound = ruleset as Ruleset;
    const plan = compile(sound);
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.replaceAll('"', '').split(',').map(Number));
    const held = new Set(readFileSync(split, 'utf8').trim().split('\n').map(Number));
    const judged = (chosen: number[][]): Judgement => {
      const evaluations = chosen.map((row) => evaluate(plan, valuesOf(sound, row)));
      return judge({
        scores: evaluations.map(({ score }) => score as number),
        bad: chosen.map((row) => row[24] === 1),
        grades: evaluations.map(({ gradeIndex }) => gradeIndex),
        names: sound.grades.map(({ grade }) => grade),
      });
    };
    const [all, test] = [judged(rows), judged(rows.filter((_, at) => held.has(at)))];
    expect(test.count).toBe(9000);
    expect(test.auc).toBeGreaterThan(0.765);
    for (const { violations, grades } of [all, test]) {
      expect(violations).toEqual([]);
      expect(grades.every(({ count }) => count > 500)).toBe(true);
    }
  });
});
