import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calibrated } from '../../src/portfolio/calibration.ts';
import { calibrationFaults } from '../../src/rating/calibration/calibration.ts';

it('of 3 bad in 100 the interval is the published one, and the probability the mean of the same distribution', () => {
  const bad = Array.from({ length: 100 }, (_, at) => at < 3);
  expect(calibrated({ grades: bad.map(() => 0), bad, names: ['A', 'B'] })).toEqual({
    A: { customers: 100, bad: 3, pd: 0.034653, low: 0.00852, high: 0.077888 },
  });
});

it('counts everybody once, and what it says is sound whatever was seen', () => {
  const names = ['A', 'B', 'C', 'D'];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.boolean()), { maxLength: 400 }), (seen) => {
      const grades = calibrated({ grades: seen.map(([grade]) => grade), bad: seen.map(([, bad]) => bad), names });
      const sum = (figure: 'customers' | 'bad') => Object.values(grades).reduce((total, each) => total + each[figure], 0);
      expect([sum('customers'), sum('bad')]).toEqual([seen.length, seen.filter(([, bad]) => bad).length]);
      const calibration = { outcome: 'default', horizonMonths: 12, asOf: '2025-12-31', method: 'jeffreys', customers: seen.length, grades } as const;
      expect(calibrationFaults(calibration, names).filter(({ severity }) => severity === 'error')).toEqual([]);
      for (const { pd } of Object.values(grades)) expect(pd > 0 && pd < 1).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it('a list of outcomes that does not go with the grades is a fault of the program', () => {
  expect(() => calibrated({ grades: [0], bad: [], names: ['A'] })).toThrow(RangeError);
  expect(() => calibrated({ grades: [1], bad: [true], names: ['A'] })).toThrow(RangeError);
});
