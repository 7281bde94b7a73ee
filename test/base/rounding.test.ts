import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { round, roundByDigits, roundOnPaper } from '../../src/base/rounding.ts';

describe('rounding', () => {
  it.each([
    [0.5, 0, 1],
    [-0.5, 0, -1],
    [-0.4, 0, 0],
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [2.675, 2, 2.68],
    [1e15 + 0.5, 0, 1e15 + 1],
    [5e-324, 9, 0],
    [Number.NEGATIVE_INFINITY, 2, Number.NEGATIVE_INFINITY],
    [Number.NaN, 2, Number.NaN],
  ])('of %d at %d places is %d', (value, decimals, expected) => {
    expect(round(value, decimals)).toBe(expected);
  });

  it('is that of the digits for every number', () => {
    const places = fc.integer({ min: 0, max: 12 });
    const near = fc.tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), places, fc.constantFrom(1, 1 + Number.EPSILON, 1 - Number.EPSILON / 2));
    const half = near.map(([n, shift, off]) => ((n + 0.5) / 10 ** shift) * off);
    const short = near.map(([n, shift, off]) => Number(`${n}e-${shift}`) * off);
    fc.assert(
      fc.property(fc.oneof(half, short, fc.double({ min: -1e6, max: 1e6 }), fc.double()), places, (value, decimals) => {
        expect(round(value, decimals)).toBe(roundByDigits(value, decimals));
        // Points, and far beyond: above, the digits run out of a double.
        if (Math.abs(value) < 1e11) expect(roundOnPaper(value, decimals)).toBe(roundByDigits(roundByDigits(value, 9), decimals));
      }),
      { numRuns: 20_000 },
    );
  });
});
