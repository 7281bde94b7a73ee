import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Ruleset } from '../../src/rating/ruleset.ts';
import { referenceFile } from '../data.ts';
import { rate, rulesetOf } from './card.ts';

interface Given {
  code: string;
  baseline: number;
  points: number;
  bin?: string;
}

/** A card of one-bin characteristics with given baselines. */
const given = (characteristics: Given[], reversed = false): Ruleset =>
  rulesetOf((d) => {
    d.indicators = Object.fromEntries(characteristics.map((_, at) => [`i${String.fromCharCode(97 + at)}`, d.indicators.paid]));
    d.cards[0] = { name: 'main', initial: 0, baseline: 'other', reversed };
    d.cards[0].characteristics = characteristics.map(({ code, baseline, points, bin }, at) => ({
      indicator: `i${String.fromCharCode(97 + at)}`,
      reason: code,
      baseline,
      bins: [{ missing: true, points, ...(bin === undefined ? {} : { reason: bin }) }],
    }));
  });

describe('reasons', () => {
  const published = { department: [3, 19], age: [0, 18], income: [26, 10] } as const;
  const vector = [
    { code: 'RC1', baseline: published.department[1], points: published.department[0] },
    { code: 'RC2', baseline: published.age[1], points: published.age[0] },
    { code: 'RC3', baseline: published.income[1], points: published.income[0] },
  ];

  it('are those of the PMML check vector', () => {
    const { score, reasons } = rate(given(vector), {});
    expect(score).toBe(29);
    expect(reasons).toEqual([
      { code: 'RC2', difference: 18 },
      { code: 'RC1', difference: 16 },
    ]);
  });

  it('agree with the published vectors of characteristic and attribute codes', ({ skip }) => {
    const file = referenceFile('published_values.json');
    if (file === undefined) return skip();
    const { baseline, partial, score, ranking_characteristic_codes, ranking_attribute_codes } = JSON.parse(
      readFileSync(file, 'utf8'),
    ).pmml_scorecard_reason_codes;
    const of = (bin?: string): Ruleset =>
      given(
        ['department', 'age', 'income'].map((name, at) => ({
          code: `RC${at + 1}`,
          baseline: baseline[name],
          points: partial[name],
          ...(bin !== undefined && name === 'age' ? { bin } : {}),
        })),
      );
    const plain = rate(of(), {});
    expect(plain.score).toBe(score);
    expect(plain.reasons.map(({ code }) => code)).toEqual(ranking_characteristic_codes);
    expect(rate(of('RC2_3'), {}).reasons.map(({ code }) => code)).toEqual(ranking_attribute_codes);
  });

  it('are summed per code, a gain against a loss', () => {
    const { reasons } = rate(
      given([
        { code: 'A', baseline: 5, points: 0 },
        { code: 'B', baseline: 7, points: 0 },
        { code: 'A', baseline: 5, points: 1 },
        { code: 'B', baseline: 0, points: 7 },
      ]),
      {},
    );
    expect(reasons).toEqual([{ code: 'A', difference: 9 }]);
  });

  it('stand in the order of the card when they are equal, and are at most four', () => {
    const { reasons } = rate(given(['F', 'E', 'D', 'C', 'B', 'A'].map((code) => ({ code, baseline: 1, points: 0 }))), {});
    expect(reasons.map(({ code }) => code)).toEqual(['F', 'E', 'D', 'C']);
  });

  it('are of points above the baseline on a reversed card', () => {
    const { reasons } = rate(
      given(
        [
          { code: 'A', baseline: 5, points: 9 },
          { code: 'B', baseline: 5, points: 1 },
        ],
        true,
      ),
      {},
    );
    expect(reasons).toEqual([{ code: 'A', difference: 4 }]);
  });

  it.each([
    ['max', [50, 10]],
    ['min', []],
    ['mean', [20]],
    ['neutral', [30]],
  ])('by method %s are measured against %j', (method, differences) => {
    const ruleset = rulesetOf((d) => {
      d.cards[0].baseline = method;
      d.cards[0].characteristics = [
        {
          indicator: 'worst',
          reason: 'LATE',
          bins: [
            { missing: true, points: -10 },
            { to: 0, points: 40 },
            { from: 0, to: 1, points: 20, neutral: true },
            { from: 1, points: -10 },
          ],
        },
        {
          indicator: 'cover',
          reason: 'UNPAID',
          bins: [
            { missing: true, points: 5, neutral: true },
            { to: 1, points: -5 },
            { from: 1, points: 15 },
          ],
        },
      ];
    });
    expect(rate(ruleset, {}).reasons.map(({ difference }) => difference)).toEqual(differences);
  });
});
