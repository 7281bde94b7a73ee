import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { round } from '../../src/base/rounding.ts';
import { compile, evaluate } from '../../src/rating/card/evaluator.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import type { Ruleset } from '../../src/rating/ruleset.ts';
import { number, rate, rulesetOf, special, word } from './card.ts';

describe('one customer', () => {
  const sample = rulesetOf();

  it.each<[string, Value, number]>([
    ['a missing value the missing bin', missing, 0],
    ['a special code its own bin', special(-2), 1],
    ['a value below a cut the lower bin', number(0.999), 2],
    ['a value on a cut the upper bin', number(1), 3],
    ['the open end everything above', number(1e9), 4],
    ['a special code of another kind none', special(-9), -1],
    ['a number like a special code its range', number(-2), 2],
    ['a word none', word('late'), -1],
  ])('gets for %s', (_, value, bin) => {
    expect(rate(sample, { worst: value }).bins[0]).toBe(bin);
  });

  it('takes the first bin that matches', () => {
    const overlapping = rulesetOf((d) => {
      d.cards[0].characteristics[0].bins[3] = { from: 0, to: 9, points: 7 };
    });
    expect(rate(overlapping, { worst: number(0) }).bins[0]).toBe(2);
    expect(rate(overlapping, { worst: number(3) }).bins[0]).toBe(3);
  });

  it('has no score, grade or reasons when a value has no bin, and the characteristic is named', () => {
    const evaluation = rate(sample, { worst: number(3), service: word('steam') });
    expect(evaluation).toEqual({
      state: 'invalid',
      card: 0,
      score: null,
      grade: null,
      gradeIndex: -1,
      bins: [4, -1, 0],
      points: [-40, null, 0],
      reasons: [],
      invalidCharacteristic: 'service',
    });
  });

  it.each([
    [150, 'A'],
    [149, 'B'],
    [100, 'B'],
    [99, 'C'],
    [-1000, 'C'],
  ])('of score %d is graded %s: cut-offs are closed below', (score, grade) => {
    const flat = rulesetOf((d) => {
      d.cards[0].characteristics = [{ indicator: 'worst', bins: [{ missing: true, points: score - 100 }] }];
    });
    expect(rate(flat, {})).toMatchObject({ score, grade });
  });

  it.each([
    [0.5, 1],
    [-0.5, -1],
    [2.5, 3],
    [1.4999, 1],
  ])('with points %d scores %d: half away from zero', (points, score) => {
    const flat = rulesetOf((d) => {
      d.cards[0].initial = 0;
      d.cards[0].characteristics = [{ indicator: 'worst', bins: [{ missing: true, points }] }];
    });
    expect(rate(flat, {}).score).toBe(score);
  });

  it('refuses values of another length', () => {
    expect(() => evaluate(compile(sample), [])).toThrow(RangeError);
  });
});

describe('any card', () => {
  const points = fc.integer({ min: -10_000, max: 10_000 }).map((hundredths) => hundredths / 100);
  const cuts = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 }).map((list) => list.toSorted((a, b) => a - b));
  const characteristic = fc.record({ cuts, points: fc.array(points, { minLength: 8, maxLength: 8 }), value: fc.option(fc.integer({ min: -60, max: 60 })) });

  const built = (list: { cuts: number[]; points: number[] }[], decimals: number): Ruleset =>
    rulesetOf((d) => {
      const names = list.map((_, at) => `i${String.fromCharCode(97 + at)}`);
      d.indicators = Object.fromEntries(names.map((name) => [name, d.indicators.paid]));
      d.cards[0] = { name: 'main', initial: 0.25, decimals, baseline: 'max' };
      d.cards[0].characteristics = list.map((each, at) => ({
        indicator: names[at],
        reason: `R${at % 3}`,
        bins: [
          { missing: true, points: each.points[7] },
          { to: each.cuts[0], points: each.points[0] },
          ...each.cuts.map((from, cut) => ({ from, ...(cut + 1 < each.cuts.length ? { to: each.cuts[cut + 1] } : {}), points: each.points[cut + 1] })),
        ],
      }));
    });

  it('scores the rounded sum of the points of the bins that hold the values', () => {
    fc.assert(
      fc.property(fc.array(characteristic, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 2 }), (list, decimals) => {
        const plan = compile(built(list, decimals));
        const {
          bins,
          points: gained,
          score,
        } = evaluate(
          plan,
          list.map(({ value }) => (value === null ? missing : number(value))),
        );
        list.forEach((each, at) => {
          const value = each.value;
          const bin = value === null ? 0 : 1 + each.cuts.filter((cut) => cut <= value).length;
          expect(bins[at]).toBe(bin);
          expect(gained[at]).toBe(bin === 0 ? each.points[7] : each.points[bin - 1]);
        });
        expect(score).toBe(
          round(
            gained.reduce<number>((sum, each) => sum + (each as number), 0.25),
            decimals,
          ),
        );
      }),
    );
  });

  it('gives reasons that fall, lie above zero and account for no more than was lost', () => {
    fc.assert(
      fc.property(fc.array(characteristic, { minLength: 1, maxLength: 8 }), (list) => {
        const plan = compile(built(list, 0));
        const { reasons, points: gained } = evaluate(
          plan,
          list.map(({ value }) => (value === null ? missing : number(value))),
        );
        const differences = reasons.map(({ difference }) => difference);
        expect(differences).toEqual(differences.toSorted((a, b) => b - a));
        expect(differences.every((difference) => difference > 0)).toBe(true);
        expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
        const lost = plan.cards[0]?.characteristics.reduce((sum, each, at) => sum + each.baseline - (gained[at] as number), 0) as number;
        expect(differences.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(lost + 1e-6);
      }),
    );
  });

  it('grades no customer worse for more points', () => {
    const { grades } = rulesetOf();
    const graded = (initial: number) =>
      rate(
        rulesetOf((d) => {
          d.cards[0] = { name: 'm', initial, decimals: 2, characteristics: [{ indicator: 'worst', bins: [{ missing: true, points: 0 }] }] };
        }),
        {},
      ).gradeIndex;
    fc.assert(
      fc.property(points, fc.integer({ min: 0, max: 5_000 }), (initial, more) => {
        const worse = graded(initial + 100);
        expect(worse).toBeLessThan(grades.length);
        expect(graded(initial + 100 + more / 100)).toBeLessThanOrEqual(worse);
      }),
    );
  });
});
