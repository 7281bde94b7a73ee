import { expect, test } from 'vitest';
import { indicatorShape, type Measured } from '../../src/rating/indicator.ts';
import { coveredBy, type Interval } from '../../src/rating/measure/coverage.ts';

const loaded = (fact: string, fromOn: string, untilOn: string, source = 's'): Interval => ({ source, fact, fromOn, untilOn });
const year = (fact: string): Interval => loaded(fact, '2025-01-01', '2025-12-31');
const plan = [year('arrangement'), year('instalment')];
const broken = { measure: 'broken_arrangements', fact: 'arrangement' };
const count = { measure: 'count', fact: 'payment' };

test.each<[string, object, object | string, Interval[], string]>([
  [
    'a count over what was loaded without a gap',
    count,
    { months: 12 },
    [loaded('payment', '2025-01-01', '2025-06-30'), loaded('payment', '2025-07-01', '2025-12-31')],
    'whole',
  ],
  [
    'a count over a day that was not loaded',
    count,
    { months: 12 },
    [loaded('payment', '2025-01-01', '2025-06-29'), loaded('payment', '2025-07-01', '2025-12-31')],
    'part',
  ],
  ["a count over another source's days", count, { months: 12 }, [loaded('payment', '2025-01-01', '2025-12-31', 'other')], 'none'],
  ['an empty window', count, 'year_to_date', [year('payment')], 'none'],
  ['broken arrangements, all loaded', broken, { months: 12 }, [...plan, year('payment')], 'whole'],
  [
    'broken arrangements, agreed before what is loaded of them',
    broken,
    { months: 6 },
    [loaded('arrangement', '2025-01-01', '2025-03-31'), year('instalment'), year('payment')],
    'whole',
  ],
  [
    'broken arrangements, the last payments not loaded: they would look unpaid',
    broken,
    { months: 12 },
    [...plan, loaded('payment', '2025-01-01', '2025-11-30')],
    'part',
  ],
  ['broken arrangements without payments', broken, { months: 12 }, plan, 'none'],
  ['list entries, of which no source loads any', { measure: 'count', fact: 'list_entry' }, { months: 12 }, [], 'whole'],
  ['list entries of all time', { measure: 'count', fact: 'list_entry' }, 'all', [], 'whole'],
  ['broken arrangements of all time', broken, 'all', [...plan, loaded('payment', '2025-01-01', '2025-11-30')], 'whole'],
])('loaded of the window: %s', (_, measured, window, intervals, expected) => {
  const indicator = indicatorShape.parse({ ...measured, window, unit: 'x', better: 'lower', label: { en: 'x', zh: 'x' } }) as Measured;
  expect(coveredBy(intervals, ['s'], indicator, '2026-01-01').window).toBe(expected);
});
