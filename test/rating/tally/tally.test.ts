import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Begun, type Outcome, tally } from '../../../src/rating/tally/tally.ts';

const begun = fc.record({
  customerId: fc.uuid(),
  askedBy: fc.constantFrom('Olga', 'Anton', 'Wei'),
  cause: fc.constantFrom('KNOWN', 'SEEN'),
  notches: fc.constantFrom(-2, -1, 1, 2),
  fromOn: fc.constant('2026-06-10'),
}) satisfies fc.Arbitrary<Begun>;
const outcome = fc.constantFrom<Outcome>('good', 'bad', undefined);

test('groups by person and by cause each add up to the whole, in every figure', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(begun, outcome)), fc.option(fc.integer({ min: 1, max: 100 })), (drawn, graded) => {
      const whole = tally(
        drawn.map(([each]) => each),
        drawn.map(([, each]) => each),
        graded,
      );
      for (const groups of [whole.officers, whole.causes])
        for (const figure of ['count', 'good', 'bad', 'indeterminate'] as const)
          for (const way of ['up', 'down'] as const) expect(groups.reduce((sum, group) => sum + group[way][figure], 0)).toBe(whole[way][figure]);
      expect(whole.up.count + whole.down.count).toBe(whole.count);
      expect(whole.up.good + whole.up.bad + whole.up.indeterminate).toBe(whole.up.count);
      expect(whole.rate).toBe(graded === null ? null : drawn.length / graded);
    }),
  );
});

test('nothing overridden is a rate of zero, and nobody graded is none', () => {
  expect([tally([], [], 10).rate, tally([], [], null).rate, tally([], [], 0).rate]).toEqual([0, null, null]);
});

test('lists that do not go together are a fault of the program', () => {
  expect(() => tally([], ['good'], 1)).toThrow(RangeError);
});
