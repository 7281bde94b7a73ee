import { describe, expect, test } from 'vitest';
import { allocate, type Due, type Paid } from '../../src/payment/allocation.ts';

const bill = (key: string, dueOn: string | null, amountDueMinor: number | null, more: Partial<Due> = {}): Due => ({
  key,
  period: '2026-01-01',
  availableOn: '2026-01-01',
  dueOn,
  amountDueMinor,
  ...more,
});
const paid = (paidOn: string, amountMinor: number, more: Partial<Paid> = {}): Paid => ({ paidOn, availableOn: paidOn, bouncedOn: null, amountMinor, ...more });
const march = bill('march', '2026-03-10', 100);
const april = bill('april', '2026-04-10', 100);

/** What is told, the payments, the day, and per bill: when covered, and what is left. */
const cases: [string, Due[], Paid[], string, [string | null, number][]][] = [
  ['nothing paid covers nothing', [march], [], '2026-05-01', [[null, 100]]],
  [
    'the oldest amount due is covered first',
    [april, march],
    [paid('2026-04-20', 100)],
    '2026-05-01',
    [
      ['2026-04-20', 0],
      [null, 100],
    ],
  ],
  ['part payments add up', [march], [paid('2026-03-01', 60), paid('2026-03-12', 40)], '2026-05-01', [['2026-03-12', 0]]],
  [
    'what is over stays on the account for the next bill',
    [march, april],
    [paid('2026-03-05', 150), paid('2026-04-15', 50)],
    '2026-05-01',
    [
      ['2026-03-05', 0],
      ['2026-04-15', 0],
    ],
  ],
  [
    'a rest is uncovered',
    [march, april],
    [paid('2026-03-05', 150)],
    '2026-05-01',
    [
      ['2026-03-05', 0],
      [null, 50],
    ],
  ],
  ['a later payment is not known yet', [march], [paid('2026-03-20', 100)], '2026-03-19', [[null, 100]]],
  ['a payment counts from the day it is available', [march], [paid('2026-03-05', 100, { availableOn: '2026-03-08' })], '2026-03-07', [[null, 100]]],
  ['from its bounced day on a payment was never made', [march], [paid('2026-03-05', 100, { bouncedOn: '2026-03-09' })], '2026-03-09', [[null, 100]]],
  ['until the day before it bounced a payment counts', [march], [paid('2026-03-05', 100, { bouncedOn: '2026-03-09' })], '2026-03-08', [['2026-03-05', 0]]],
  [
    'a bill without an amount due or a due day never counts',
    [bill('a', '2026-03-10', null), bill('b', null, 100), bill('c', '2026-03-10', 0)],
    [],
    '2026-05-01',
    [],
  ],
  ['a bill of a later period is not known yet', [bill('a', '2026-03-10', 100, { period: '2026-02-01' })], [], '2026-01-31', []],
];

describe('allocation', () => {
  test.each(cases)('%s', (_, bills, payments, asOf, expected) => {
    expect(allocate(bills, payments, asOf).map(({ coveredOn, uncoveredMinor }) => [coveredOn, uncoveredMinor])).toEqual(expected);
  });

  test('moves a due day on a weekend to Monday', () => {
    const [saturday, sunday, friday] = ['2026-03-14', '2026-03-15', '2026-03-13'].map((dueOn) => allocate([bill('x', dueOn, 1)], [], '2026-05-01')[0]?.dueOn);
    expect([friday, saturday, sunday]).toEqual(['2026-03-13', '2026-03-16', '2026-03-16']);
  });
});
