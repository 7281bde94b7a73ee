import { expect, test } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { Pace } from '../../src/graphql/pace.ts';

const after = (...times: number[]): Pace => {
  const pace = new Pace();
  for (const ms of times) pace.took(ms);
  return pace;
};
const runs = (ms: number, count: number = limits.quickRuns): number[] => Array.from({ length: count }, () => ms);

test.each([
  ['nothing is quick before it has run often enough', after(...runs(1, limits.quickRuns - 1)), false],
  ['what is short in the mean is quick', after(...runs(limits.quickMs)), true],
  ['what is long is not', after(...runs(limits.quickMs + 1)), false],
  ['one slow run among many quick ones changes nothing', after(...runs(1, 20), limits.quickMs * 4), true],
  ['what has become slow is quick no more', after(...runs(1, 20), ...runs(limits.quickMs * 4, 10)), false],
])('%s', (_, pace, isQuick) => expect(pace.isQuick).toBe(isQuick));

test('what did not end in time must show again that it is quick', () => {
  const pace = after(...runs(1));
  pace.failed();
  expect(pace.isQuick).toBe(false);
  for (const ms of runs(1)) pace.took(ms);
  expect(pace.isQuick).toBe(true);
});
