import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Loose } from '../document.ts';
import { indicators, outcome } from './weighed.ts';

const three = [
  [1, 2, 6],
  ['1/2', 1, 4],
  ['1/6', '1/4', 1],
];
const direct = { worst: 0.5, service: 0.2, cover: 0.3 };
const spread = (entropies: number[], names = indicators) => ({
  asOf: '2026-01-01',
  knownAt: '2026-02-01T00:00:00.000Z',
  count: 4,
  indicators: Object.fromEntries(names.map((name, at) => [name, { count: 4, entropy: entropies[at] }])),
});

const told = (weights: Loose): Record<string, string> =>
  Object.fromEntries(Object.entries(outcome(weights).result ?? {}).map(([name, weight]) => [name, weight.toFixed(6)]));

describe('weights', () => {
  it.each<[string, Loose, Record<string, number>]>([
    ['as given', { direct }, { worst: 0.5, service: 0.2, cover: 0.3 }],
    ['given, divided by their sum', { direct: { worst: 5, service: 2, cover: 3 }, normalise: true }, { worst: 0.5, service: 0.2, cover: 0.3 }],
    ['of one matrix', { ahp: { compare: indicators, matrix: three } }, { worst: 0.587631, service: 0.323386, cover: 0.088983 }],
    [
      'of two levels: the product down',
      {
        ahp: {
          compare: ['payment', 'cover'],
          matrix: [[1, 3], [1]],
          criteria: { payment: { compare: ['worst', 'service'], matrix: [[1, 4], [1]] } },
        },
      },
      { worst: 0.6, service: 0.15, cover: 0.25 },
    ],
    [
      'of two experts: the geometric mean of 8 and 2 is 4',
      {
        ahp: {
          compare: ['rest', 'cover'],
          matrix: [[1, 1], [1]],
          criteria: { rest: { compare: ['worst', 'service'], experts: { li: [[1, 8], [1]], wang: [[1, 2], [1]] } } },
        },
      },
      { worst: 0.4, service: 0.1, cover: 0.5 },
    ],
    ['of entropies', { entropy: { asOf: '2026-01-01' }, found: { entropy: spread([0.5, 0.75, 1]) } }, { worst: 0.666667, service: 0.333333, cover: 0 }],
    [
      'mixed',
      {
        mix: [
          { share: 0.25, weights: { direct } },
          { share: 0.75, weights: { ahp: { compare: indicators, matrix: [[1, 1, 1], [1, 1], [1]] } } },
        ],
      },
      { worst: 0.375, service: 0.3, cover: 0.325 },
    ],
  ])('are found: %s', (_, weights, expected) => {
    expect(outcome(weights).faults).toEqual([]);
    expect(told(weights)).toEqual(Object.fromEntries(Object.entries(expected).map(([name, weight]) => [name, weight.toFixed(6)])));
  });

  it('carry with them every matrix, what each expert said, and the random index', () => {
    const { found } = outcome({
      ahp: {
        compare: ['a', 'cover'],
        matrix: [[1, 3], [1]],
        criteria: { a: { compare: ['worst', 'service'], experts: { li: [[1, 8], [1]], wang: [[1, 2], [1]] } } },
      },
    });
    const none = { lambda: 2, ci: 0, cr: 0 };
    expect(found).toEqual({
      randomIndex: [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49],
      matrices: [
        { weights: { a: 0.75, cover: 0.25 }, ...none },
        { of: 'a', weights: { worst: expect.closeTo(0.8, 12), service: expect.closeTo(0.2, 12) }, ...none, experts: { li: none, wang: none } },
      ],
    });
  });

  it('are still to be found where the portfolio was not read, or over other indicators', () => {
    expect(outcome({ entropy: { asOf: '2026-01-01' } })).toMatchObject({ result: undefined, faults: [] });
    expect(outcome({ entropy: { asOf: '2026-01-01' }, found: { entropy: spread([0.5, 0.5], ['worst', 'cover']) } }).result).toBeUndefined();
    expect(outcome({ entropy: { asOf: '2026-01-01' }, found: { entropy: spread([1, 1, 1]) } }).result).toBeUndefined();
  });

  it('sum to 1, whatever was mixed', () => {
    const given = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: 100 }), fc.constantFrom(1, 2, 5), (numbers, percent, entry) => {
        const { result, faults } = outcome({
          mix: [
            { share: percent / 100, weights: { direct: Object.fromEntries(indicators.map((name, at) => [name, numbers[at]])), normalise: true } },
            { share: 1 - percent / 100, weights: { ahp: { compare: indicators, matrix: [[1, entry, entry], [1, 1], [1]] } } },
          ],
        });
        expect(faults).toEqual([]);
        expect(Math.abs(Object.values(result ?? {}).reduce((sum, each) => sum + each, -1))).toBeLessThan(1e-12);
      }),
    );
  });
});
