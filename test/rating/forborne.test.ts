import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../src/base/time.ts';
import { indicatorShape, type Measured } from '../../src/rating/indicator.ts';
import { type Known, measure, type Row } from '../../src/rating/measure/measure.ts';
import { form } from '../../src/rating/measure/parts.ts';

const accountId = 'a';
const row = (key: string, more: object): Row => ({ accountId, key, availableOn: '2026-06-01', ...more });
const bill = (key: string, dueOn: string): Row => row(key, { period: '2026-06-01', dueOn, amountDueMinor: 100 });
const paid = (key: string, paidOn: string): Row => row(key, { paidOn, bouncedOn: null, amountMinor: 100 });
/** Due 5 June, a Friday, and to be paid by 31 August. */
const flood = row('w', { fromOn: '2026-06-01', untilOn: '2026-06-14', expiresOn: '2026-08-31' });

const values = (known: Known, asOf: string): unknown[] =>
  (
    [
      { measure: 'days_past_due' },
      { measure: 'days_past_due', over: 'max', window: { months: 3 } },
      { measure: 'on_time_share' },
      { measure: 'on_time_amount_share' },
      { measure: 'arrears_amount' },
      { measure: 'cured_months' },
      { measure: 'count' },
    ] as const
  ).map((each) => {
    const indicator = indicatorShape.parse({ fact: 'bill', unit: 'x', better: 'lower', label: { en: 'x', zh: 'x' }, ...each }) as Measured;
    const value = form(indicator, measure(indicator, known, asOf, new Map()), asOf, { window: 'whole', months: new Set() }, 'number');
    return value.state === 'value' ? value.value : value.state;
  });
const world = (bills: Row[], payments: Row[], windows: Row[] = [flood]): Known =>
  new Map([
    ['bill', bills],
    ['payment', payments],
    ['forbearance', windows],
  ]);

test('who has only forborne bills owes nothing that counts: not past due, which is not missing; a share of nothing is', () => {
  const known = world([bill('b', '2026-06-05')], []);
  expect(values(known, '2026-08-31')).toEqual([0, 0, 'missing', 'missing', 0, 'missing', 1]);
  // Once the window has expired the bill counts from its own due day, at the month ends before as well.
  expect(values(known, '2026-09-01')).toEqual([88, 87, 0, 0, 100, 0, 1]);
});

test('paid before the window expired it never counts; paid in time it counts as ever', () => {
  const late = world([bill('b', '2026-06-05')], [paid('p', '2026-07-31')]);
  expect(values(late, '2026-09-01')).toEqual([0, 0, 'missing', 'missing', 0, 'missing', 1]);
  const inTime = world([bill('b', '2026-06-05')], [paid('p', '2026-06-05')]);
  expect(values(inTime, '2026-09-01')).toEqual([0, 0, 1, 1, 0, 'missing', 1]);
});

const graced = (known: Known, asOf: string): unknown[] =>
  (['on_time_share', 'on_time_amount_share'] as const).map((which) => {
    const indicator = indicatorShape.parse({
      fact: 'bill',
      unit: 'x',
      better: 'higher',
      label: { en: 'x', zh: 'x' },
      measure: which,
      graceDays: 3,
    }) as Measured;
    const value = form(indicator, measure(indicator, known, asOf, new Map()), asOf, { window: 'whole', months: new Set() }, 'number');
    return value.state === 'value' ? value.value : value.state;
  });

test('paid within the days of grace it is on time as ever, though its due day lies in a window', () => {
  const bills = [bill('a', '2026-06-05'), bill('b', '2026-06-12'), bill('c', '2026-07-03')];
  // On time after three days, late after four, and late outside the window.
  const payments = [paid('p', '2026-06-08'), paid('q', '2026-06-16'), paid('r', '2026-07-20')];
  expect(graced(world(bills, payments, []), '2026-09-01')).toEqual([1 / 3, 1 / 3]);
  expect(graced(world(bills, payments), '2026-09-01')).toEqual([1 / 2, 1 / 2]);
});

test('whatever is forborne, nobody stands worse for it', () => {
  const day = fc.integer({ min: 0, max: 70 }).map((n) => addDays('2026-06-01', n));
  const owed = fc.array(day, { maxLength: 8 }).map((days) => days.map((dueOn, n) => bill(`b${n}`, dueOn)));
  const made = fc.array(day, { maxLength: 8 }).map((days) => days.map((paidOn, n) => paid(`p${n}`, paidOn)));
  const windows = fc.array(
    fc.tuple(day, day, day).map((days) => {
      const [fromOn, untilOn, expiresOn] = days.sort();
      return row('w', { fromOn, untilOn, expiresOn });
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(owed, made, windows, day, (bills, payments, forborne, asOf) => {
      const read = (told: Row[]) => [...values(world(bills, payments, told), asOf), ...graced(world(bills, payments, told), asOf)];
      const [without, within] = [read([]), read(forborne)];
      // Days past due now and at their worst, and the amount; then the shares, and the months since it was serious.
      const isFine = (lower: boolean) => (at: number) => {
        const [before, after] = [without[at], within[at]];
        return typeof before !== 'number' || typeof after !== 'number' || (lower ? after <= before : after >= before);
      };
      expect([[0, 1, 4].every(isFine(true)), [2, 3, 5, 7, 8].every(isFine(false)), within[6]]).toEqual([true, true, without[6]]);
    }),
    { numRuns: 500 },
  );
});

test('the due day that lies in a window is the working day it moves to', () => {
  // Due on Sunday 31 May, so on Monday 1 June.
  expect(values(world([bill('b', '2026-05-31')], []), '2026-08-31')[0]).toBe(0);
  // Due on Saturday 13 June, so on Monday 15 June.
  expect(values(world([bill('b', '2026-06-13')], []), '2026-08-31')[0]).toBe(77);
});

test('payments are allocated as ever: what is paid goes to the oldest bill, forborne or not', () => {
  const known = world([bill('a', '2026-06-05'), bill('b', '2026-07-03')], [paid('p', '2026-07-03')]);
  expect(values(known, '2026-07-20')[0]).toBe(17);
});
