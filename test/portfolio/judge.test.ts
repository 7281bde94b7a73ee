import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile, betaShare } from '../../src/portfolio/beta.ts';
import { jeffreys, judge } from '../../src/portfolio/judge.ts';
import { dataFile, referenceFile } from '../data.ts';

const sample = (scores: (number | null)[], bad: number[], grades: number[] = scores.map(() => 0), names = ['A']) => ({
  scores,
  bad: bad.map((each) => each === 1),
  grades,
  names,
});

describe('the incomplete beta function', () => {
  it.each([
    [0.3, 1, 1, 0.3],
    [0.3, 2, 1, 0.09],
    [0.3, 1, 3, 1 - 0.7 ** 3],
    [0.5, 7.5, 7.5, 0.5],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('of %d for Beta(%d, %d) is %d', (x, a, b, share) => {
    expect(betaShare(x, a, b)).toBeCloseTo(share, 13);
  });

  it('is undone by its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (share, a, b) => {
        expect(betaShare(betaQuantile(share, a + 0.5, b + 0.5), a + 0.5, b + 0.5)).toBeCloseTo(share, 8);
      }),
    );
  });
});

describe('the interval of a rate', () => {
  it('of 3 in 100 is the published one', () => {
    const [low, high] = jeffreys(3, 100);
    expect(low).toBeCloseTo(0.00852, 6);
    expect(high).toBeCloseTo(0.077888, 6);
  });

  it('of none stays above nothing', () => {
    const [low, high] = jeffreys(0, 10);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.25);
  });
});

describe('judging', () => {
  it.each([
    ['scores that separate wholly', [1, 2, 3, 4], [1, 1, 0, 0], 1, 1],
    ['scores turned round', [4, 3, 2, 1], [1, 1, 0, 0], 0, 1],
    ['one score for all', [5, 5, 5, 5], [1, 0, 1, 0], 0.5, 0],
    ['a tie that counts half', [1, 2, 2, 3], [1, 1, 0, 0], 0.875, 0.5],
  ])('finds for %s the AUC and KS', (_, scores, bad, auc, ks) => {
    expect(judge(sample(scores, bad))).toMatchObject({ auc, gini: 2 * auc - 1, ks });
  });

  it('counts who was graded without a score in the grade, and in no figure of separation', () => {
    const without = judge(sample([1, 2, 3, 4], [1, 0, 1, 0], [1, 1, 0, 0], ['A', 'B']));
    const found = judge(sample([1, null, 2, 3, null, 4], [1, 1, 0, 1, 1, 0], [1, 1, 1, 0, 1, 0], ['A', 'B']));
    const { auc, gini, ks, divergence } = without;
    expect(found).toMatchObject({ count: 6, good: 2, bad: 4, auc, gini, ks, divergence });
    expect(found.grades.map(({ count, bad }) => [count, bad])).toEqual([
      [2, 1],
      [4, 3],
    ]);
    expect(judge(sample([null, null], [1, 0]))).toMatchObject({ count: 2, bad: 1, auc: null, ks: null });
  });

  it('finds no separation where only one kind occurs', () => {
    expect(judge(sample([1, 2], [0, 0]))).toMatchObject({ count: 2, bad: 0, auc: null, gini: null, ks: null, divergence: null });
    expect(judge(sample([], []))).toMatchObject({ count: 0, auc: null });
  });

  it('finds the divergence of the two means in units of their spread', () => {
    expect(judge(sample([1, 3, 5, 7], [1, 1, 0, 0])).divergence).toBe(8);
  });

  it('counts per grade and names grades that are no worse than a better one', () => {
    const { grades, violations } = judge(sample([9, 9, 8, 8, 7, 7, 7], [0, 1, 0, 0, 1, 1, 0], [0, 0, 1, 1, 3, 3, 3], ['A', 'B', 'C', 'D']));
    expect(grades.map(({ count, bad, badRate }) => [count, bad, badRate])).toEqual([
      [2, 1, 0.5],
      [2, 0, 0],
      [0, 0, null],
      [3, 2, 2 / 3],
    ]);
    expect(grades[2]).toMatchObject({ low: null, high: null });
    expect(violations).toEqual([{ better: 'A', worse: 'B' }]);
  });

  it('refuses lists of different length', () => {
    expect(() => judge(sample([1], [1, 0]))).toThrow(RangeError);
  });

  it('equals the count over all pairs of good and bad', () => {
    const customers = fc.array(fc.record({ score: fc.integer({ min: 0, max: 12 }), bad: fc.constantFrom(0, 1) }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(customers, (list) => {
        const [good, bad] = [list.filter((each) => each.bad === 0), list.filter((each) => each.bad === 1)];
        fc.pre(good.length > 0 && bad.length > 0);
        const halves = good.reduce((sum, g) => sum + bad.reduce((inner, b) => inner + (g.score > b.score ? 2 : g.score === b.score ? 1 : 0), 0), 0);
        const { auc, ks } = judge(
          sample(
            list.map(({ score }) => score),
            list.map((each) => each.bad),
          ),
        );
        expect(auc).toBe(halves / (2 * good.length * bad.length));
        const share = (of: { score: number }[], at: number) => of.filter(({ score }) => score <= at).length / of.length;
        expect(ks).toBe(Math.max(0, ...list.map(({ score }) => Math.abs(share(bad, score) - share(good, score)))));
      }),
    );
  });
});

interface Fixed {
  auc: number;
  gini: number;
  ks: number;
  tables: Record<string, { rows: { bin: string; points: number }[] }>;
  scaling: { base_points: number };
}

/** Points of the fixed bin that holds a cell: a word, or a number in a range closed below. */
function pointsOf(rows: { bin: string; points: number }[], cell: string): number {
  const found = rows.find(({ bin }) => {
    const range = /^\[(.+),(.+)\)$/.exec(bin);
    if (range === null) return bin === cell;
    const [from, to] = [range[1], range[2]].map((bound) => Number((bound as string).replace('inf', 'Infinity')));
    return Number(cell) >= (from as number) && Number(cell) < (to as number);
  });
  if (found === undefined) throw new Error(`no bin for ${cell}`);
  return found.points;
}

describe('the fixed scorecards of the reference', () => {
  const reference = referenceFile('fixed_scorecards.json');
  const fixed = reference === undefined ? undefined : (JSON.parse(readFileSync(reference, 'utf8')) as Record<'german' | 'taiwan', Fixed>);

  it('separate German credit as published', ({ skip }) => {
    const file = dataFile('german.data');
    if (file === undefined || fixed === undefined) return skip();
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' '));
    const scores = rows.map((row) =>
      Object.entries(fixed.german.tables).reduce((sum, [name, { rows: bins }]) => sum + pointsOf(bins, row[Number(name.slice(1)) - 1] as string), 0),
    );
    const judged = judge(
      sample(
        scores,
        rows.map((row) => (row[20] === '2' ? 1 : 0)),
      ),
    );
    expect(judged.auc).toBeCloseTo(fixed.german.auc, 12);
    expect(judged.gini).toBeCloseTo(fixed.german.gini, 12);
    expect(judged.ks).toBeCloseTo(fixed.german.ks, 12);
  });

  it('separate the Taiwan clients as published', ({ skip }) => {
    const file = dataFile('UCI_Credit_Card.csv');
    if (file === undefined || fixed === undefined) return skip();
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replaceAll('"', '').split(','));
    const columns: Record<string, number> = { PAY0c: 6, PAY2c: 7, LIMIT_BAL: 1, PAY_AMT1: 18 };
    const scores = rows.map((row) =>
      Object.entries(fixed.taiwan.tables).reduce((sum, [name, { rows: bins }]) => sum + pointsOf(bins, row[columns[name] as number] as string), 0),
    );
    const judged = judge(
      sample(
        scores,
        rows.map((row) => Number(row[24])),
      ),
    );
    expect(judged.auc).toBeCloseTo(fixed.taiwan.auc, 6);
    expect(judged.ks).toBeCloseTo(fixed.taiwan.ks, 6);
  });
});
