import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropyOf, spreadOf, turned, weightsOf } from '../../../src/rating/weights/entropy.ts';

const rows = [
  [1, 9, 5],
  [2, 7, 5],
  [4, 4, 6],
  [8, 1, 6],
];
const columns = [0, 1, 2].map((at) => rows.map((row) => row[at] as number));

describe('weights by entropy', () => {
  it('follow the formula on numbers as they are', () => {
    const entropies = columns.map(entropyOf);
    expect(entropies.map((each) => each.toFixed(6))).toEqual(['0.820112', '0.858520', '0.997015']);
    expect(weightsOf(entropies)?.map((each) => each.toFixed(6))).toEqual(['0.554607', '0.436191', '0.009203']);
  });

  it.each<[string, number[], number]>([
    ['all have the same', [5, 5, 5], 1],
    ['one has all', [0, 0, 7], 0],
    ['two share evenly among four', [1, 0, 1, 0], 0.5],
    ['nobody has anything', [0, 0], 1],
    ['there is one', [4], 1],
    ['there is none', [], 1],
  ])('an entropy where %s: %j', (_, numbers, entropy) => {
    expect(entropyOf(numbers)).toBeCloseTo(entropy, 12);
  });

  it.each<[string, number[], 'higher' | 'lower', number[]]>([
    ['more is better', [2, 4, 3], 'higher', [0, 1, 0.5]],
    ['less is better', [2, 4, 3], 'lower', [1, 0, 0.5]],
    ['below zero', [-4, 0, -1], 'higher', [0, 1, 0.75]],
    ['all alike', [0.1, 0.1, 0.1], 'higher', [0, 0, 0]],
    ['none', [], 'lower', []],
  ])('numbers are turned and scaled where %s', (_, numbers, better, expected) => {
    expect([...turned(numbers, better)]).toEqual(expected);
  });

  it('count an indicator whose numbers are all alike nothing, and are none where all are', () => {
    const spread = spreadOf([
      { indicator: 'flat', better: 'higher', numbers: [0.7, 0.7, 0.7] },
      { indicator: 'telling', better: 'lower', numbers: [1, 2, 9] },
      { indicator: 'unknown', better: 'lower', numbers: [] },
    ]);
    expect(spread).toMatchObject({ flat: { count: 3, entropy: 1 }, telling: { count: 3 }, unknown: { count: 0, entropy: 1 } });
    expect(weightsOf(Object.values(spread).map(({ entropy }) => entropy))).toEqual([0, 1, 0]);
    expect(weightsOf([1, 1])).toBeUndefined();
  });

  const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 30 });
  it('do not depend on the unit, the zero, or the direction together with the sign', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 64 }), fc.integer({ min: -9, max: 9 }), (list, unit, zero) => {
        const entropy = entropyOf(turned(list, 'higher'));
        expect(
          entropyOf(
            turned(
              list.map((each) => each * unit + zero),
              'higher',
            ),
          ),
        ).toBeCloseTo(entropy, 10);
        expect(
          entropyOf(
            turned(
              list.map((each) => -each),
              'lower',
            ),
          ),
        ).toBeCloseTo(entropy, 12);
        expect(entropy >= 0 && entropy <= 1).toBe(true);
      }),
    );
  });
});
