import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { round } from '../../../src/base/rounding.ts';
import { compile, evaluate } from '../../../src/rating/card/evaluator.ts';
import { missing, type Value } from '../../../src/rating/indicator.ts';
import { listing } from '../../../src/rating/listing.ts';
import { characteristicsOf } from '../../../src/rating/publish.ts';
import { pack } from '../../../src/rating/rating.ts';
import { parse, type Ruleset } from '../../../src/rating/ruleset.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { number, rate, special, word } from '../card.ts';
import type { Loose } from '../document.ts';
import { found, indicators, weighed } from './weighed.ts';

const rulesetOf = (weights: Loose, spoil?: (document: Loose) => void): Ruleset => {
  const { ruleset, faults } = parse(weighed(weights, spoil));
  if (ruleset === undefined) throw new Error(JSON.stringify(faults));
  return ruleset;
};
const direct = { worst: 0.5, service: 0.2, cover: 0.3 };
const values = (worst: Value, service: Value, cover: Value) => ({ worst, service, cover });

describe('a card with weights', () => {
  it('gives weight times score as points, and their sum and the initial score as score', () => {
    const ruleset = rulesetOf({ direct }, (document) => (document.cards[0].initial = 3));
    const evaluation = rate(ruleset, values(number(1), word('water'), number(0.7)));
    expect(evaluation).toMatchObject({ points: [20, 20, 18], score: 61, grade: 'B' });
  });

  it('measures what was lost in weighed points', () => {
    const evaluation = rate(rulesetOf({ direct }), values(number(3), word('card'), number(0.2)));
    expect(evaluation.reasons).toEqual([
      { code: 'LATE', difference: 50 },
      { code: 'UNPAID', difference: 27 },
      { code: 'SERVICE', difference: 10 },
    ]);
  });

  it.each<[string, string, number[]]>([
    ['max', 'baseline: max', [50, 20, 30]],
    ['min', 'baseline: min', [0, 0, 0]],
    ['mean', 'baseline: mean', [16, 10, 12.75]],
  ])('measures against weighed scores: %s', (method, _, baselines) => {
    const ruleset = rulesetOf({ direct }, (document) => (document.cards[0].baseline = method));
    expect(compile(ruleset).cards[0]?.characteristics.map(({ baseline }) => baseline)).toEqual(baselines);
  });

  it('takes a given baseline for a score as well, and knows the most points of each characteristic', () => {
    const ruleset = rulesetOf({ direct }, (document) => {
      document.cards[0].baseline = 'other';
      for (const each of document.cards[0].characteristics) each.baseline = 60;
    });
    expect(compile(ruleset).cards[0]?.characteristics.map(({ baseline, best }) => [baseline, best])).toEqual([
      [30, 50],
      [12, 20],
      [18, 30],
    ]);
  });

  it.each<[string, number, number, number, number]>([
    ['rounds a scale to the decimals of the card, then weighs', 0, 0.126, 3.9, 4],
    ['with decimals', 2, 0.126, 3.78, 3.78],
    ['half away from zero', 0, 0.125, 3.9, 4],
  ])('%s', (_, decimals, cover, points, score) => {
    const ruleset = rulesetOf({ direct: { worst: 0, service: 0.7, cover: 0.3 } }, (document) => {
      const [card] = document.cards;
      card.decimals = decimals;
      card.characteristics[2] = {
        indicator: 'cover',
        reason: 'UNPAID',
        bins: [{ missing: true, points: 0 }],
        scale: {
          knots: [
            { at: 0, points: 0 },
            { at: 1, points: 100 },
          ],
        },
      };
    });
    const evaluation = rate(ruleset, values(number(0), word('card'), number(cover)));
    const service = evaluation.points[1] as number;
    expect(evaluation.points[2]).toBe(points);
    expect(evaluation.score).toBe(round(score + service, decimals));
  });

  it('rounds a half of the sum away from zero, though the sum of doubles is a hair less', () => {
    expect(1.7 + 16.15 + 0.65).toBeLessThan(18.5);
    const ruleset = rulesetOf({ direct: { worst: 0.1, service: 0.85, cover: 0.05 } }, (document) => {
      const [worst, service, cover] = document.cards[0].characteristics;
      worst.bins[2].points = 17;
      service.bins[1].points = 19;
      cover.bins[3].points = 13;
    });
    expect(rate(ruleset, values(number(0), word('water'), number(1)))).toMatchObject({ points: [1.7, 16.15, 0.65], score: 19 });
  });

  it('rounds the mean of scores as on paper, where no weight is a short decimal', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 6 });
    const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 6, maxLength: 6 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    fc.assert(
      fc.property(scores, counts, (numbers, parts) => {
        const direct = Object.fromEntries(names.map((name, at) => [name, parts[at]]));
        const ruleset = rulesetOf({ direct, normalise: true }, (document) => {
          document.indicators = Object.fromEntries(names.map((name) => [name, document.indicators.paid]));
          document.cards[0].characteristics = names.map((indicator, at) => ({ indicator, bins: [{ missing: true, points: numbers[at] }] }));
        });
        const [sum, whole] = [numbers.reduce((total, each, at) => total + each * (parts[at] as number), 0), parts.reduce((a, b) => a + b)];
        expect(rate(ruleset, {}).score).toBe(Math.floor((2 * sum + whole) / (2 * whole)));
      }),
    );
  });

  it('is as invalid as any without a bin', () => {
    const evaluation = rate(rulesetOf({ direct }), values(number(0), word('steam'), missing));
    expect(evaluation).toMatchObject({ state: 'invalid', points: [50, null, 0], invalidCharacteristic: 'service' });
  });

  it('scores from 0 to 100, whatever the weights, and 100 times the weight is a characteristic alone', () => {
    const value = fc.tuple(
      fc.constantFrom(missing, special(-2), number(0), number(1), number(5)),
      fc.constantFrom(missing, word('water'), word('card')),
      fc.constantFrom(missing, number(0.1), number(0.7), number(2)),
    );
    const given = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }).filter((list) => list.some((each) => each > 0));
    fc.assert(
      fc.property(given, value, (numbers, [worst, service, cover]) => {
        const weights = found({ direct: Object.fromEntries(indicators.map((name, at) => [name, numbers[at]])), normalise: true });
        const plan = compile(rulesetOf(weights, (document) => (document.cards[0].decimals = 6)));
        const { score, points } = evaluate(
          plan,
          plan.indicators.map((name) => ({ worst, service, cover })[name] ?? missing),
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        points.forEach((each, at) => expect(each).toBeLessThanOrEqual(100 * weights.result[indicators[at] as string] + 1e-9));
      }),
    );
  });
});

describe('a card with weights for people', () => {
  it('tells points that were weighed, of as many as there could be', () => {
    const ruleset = rulesetOf({ direct });
    const plan = compile(ruleset);
    const given: Record<string, Value> = values(number(1), word('water'), number(0.7));
    const own = plan.indicators.map((name) => given[name] ?? missing);
    const version = { digest: '', version: '', addedAt: '', document: {}, ruleset, plan } as unknown as Version;
    const { card, bins, points } = evaluate(plan, own);
    const told = characteristicsOf({ ...pack(own), card, bins, points }, version, 'en', new Set());
    expect(told.map((each) => [each.indicator, each.bin, each.points, each.bestPoints])).toEqual([
      ['worst', '1 to below 2', 20, 50],
      ['service', 'electricity, water, gas', 20, 20],
      ['cover', '0.5 to below 1', 18, 30],
    ]);
  });

  it('shows weights, levels and consistency, and beside each score its points', () => {
    const weights = found({
      ahp: {
        compare: ['payment', 'service'],
        matrix: [[1, 4], [1]],
        criteria: { payment: { compare: ['worst', 'cover'], experts: { li: [[1, 2], [1]], wang: [[1, 8], [1]] } } },
      },
    });
    const shown = listing(rulesetOf(weights), 'sha256:0').join('\n');
    expect(shown).toContain(
      [
        '  weights by ahp',
        '    indicator    weight',
        '    worst      0.640000',
        '    service    0.200000',
        '    cover      0.160000',
        '',
        '  levels',
        '    level    compared    weight',
        '    -        payment   0.800000',
        '    -        service   0.200000',
        '    payment  worst     0.800000',
        '    payment  cover     0.200000',
        '',
        '  consistency (random index 0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)',
        '    level    judged by       lambda        CI        CR',
        '    -                      2.000000  0.000000  0.000000',
        '    payment  all together  2.000000  0.000000  0.000000',
        '    payment  li            2.000000  0.000000  0.000000',
        '    payment  wang          2.000000  0.000000  0.000000',
        '',
        'worst: Worst status',
      ].join('\n'),
    );
    expect(shown).toContain('  bin           score  points  reason\n  missing           0       0  LATE\n  special -2       20    12.8  LATE');
  });

  it('says that weights are still to be found', () => {
    const shown = listing(rulesetOf({ ahp: { compare: indicators, matrix: [[1, 1, 1], [1, 1], [1]] } }), 'sha256:0');
    expect(shown).toContain('  weights by ahp: still to be found');
    expect(shown).toContain('  bin           score  reason');
  });

  it('shows what entropies were measured, and the parts of a mix', () => {
    const entropy = {
      asOf: '2026-01-01',
      knownAt: '2026-02-01T00:00:00.000Z',
      count: 4,
      indicators: Object.fromEntries(indicators.map((name) => [name, { count: 3, entropy: 0.5 }])),
    };
    const parts = [{ result: direct }, { result: direct, found: { entropy } }];
    const mix = [
      { share: 0.5, weights: { direct } },
      { share: 0.5, weights: { entropy: { asOf: '2026-01-01' } } },
    ];
    const shown = listing(rulesetOf({ mix, result: direct, found: { parts } }), 'sha256:0');
    expect(shown).toContain('  weights by mix');
    expect(shown).toContain('  part 2: share 0.5, by entropy');
    expect(shown).toContain('  entropy as of 2026-01-01, known at 2026-02-01T00:00:00.000Z, 4 rated');
    expect(shown).toContain('    cover                  3  0.500000');
  });
});
