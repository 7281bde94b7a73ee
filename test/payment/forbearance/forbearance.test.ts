import { expect, test } from 'vitest';
import { type Forbearance, isForborne } from '../../../src/payment/forbearance/forbearance.ts';

const flood: Forbearance = { fromOn: '2026-06-01', untilOn: '2026-06-14', expiresOn: '2026-08-31' };
const before = '2026-07-15';
const after = '2026-09-01';

test.each([
  ['paid in time: it counts as ever', '2026-06-05', '2026-06-05', before, false],
  ['paid a day late', '2026-06-05', '2026-06-06', before, true],
  ['not paid yet', '2026-06-05', null, before, true],
  ['due on the first day of the window', '2026-06-01', null, before, true],
  ['due the day before it', '2026-05-31', null, before, false],
  ['due on its last day', '2026-06-14', null, before, true],
  ['due the day after it', '2026-06-15', null, before, false],
  ['not paid on the day the window expires', '2026-06-05', null, '2026-08-31', true],
  ['not paid the day after: it counts again', '2026-06-05', null, after, false],
  ['paid on the day the window expired', '2026-06-05', '2026-08-31', after, true],
  ['paid the day after: it counts again', '2026-06-05', '2026-09-01', after, false],
])('a bill %s', (_, dueOn, coveredOn, asOf, expected) => {
  expect(isForborne({ dueOn, coveredOn }, [flood], asOf)).toBe(expected);
});

test('of several windows one that leaves the bill out is enough', () => {
  const expired: Forbearance = { ...flood, expiresOn: '2026-06-20' };
  const bill = { dueOn: '2026-06-05', coveredOn: null };
  expect(isForborne(bill, [expired], before)).toBe(false);
  expect(isForborne(bill, [expired, flood], before)).toBe(true);
  expect(isForborne(bill, [], before)).toBe(false);
});
