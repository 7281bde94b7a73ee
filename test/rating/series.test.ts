import { describe, expect, test } from 'vitest';
import { addMonths, type Day } from '../../src/base/time.ts';
import { type Condition, cycleOf, type Indicator, indicatorShape, type Measured, type Window } from '../../src/rating/indicator.ts';
import { form } from '../../src/rating/measure/parts.ts';
import { monthText, seasonOf, seriesMonths } from '../../src/rating/measure/series.ts';
import { lateDays, monthsOf, mostLateDays, span } from '../../src/rating/measure/window.ts';

const words = { label: { en: 'x', zh: 'x' }, unit: 'x', better: 'neither' };
const measured = (indicator: object): Measured => indicatorShape.parse({ fact: 'usage', column: 'quantity', ...indicator, ...words }) as Measured;

describe('a window', () => {
  test.each<[Window, Day, Day | undefined, Day]>([
    ['all', '2026-03-15', undefined, '2026-03-15'],
    [{ months: 2 }, '2026-03-15', '2026-01-01', '2026-02-28'],
    [{ months: 1 }, '2024-03-01', '2024-02-01', '2024-02-29'],
    [{ days: 1 }, '2026-03-01', '2026-02-28', '2026-02-28'],
    [{ days: 90 }, '2026-03-15', '2025-12-15', '2026-03-14'],
    ['year_to_date', '2026-03-15', '2026-01-01', '2026-03-14'],
    ['year_to_date', '2026-01-01', '2026-01-01', '2025-12-31'],
    ['last_year', '2026-03-15', '2025-01-01', '2025-12-31'],
    ['last_year', '2026-01-01', '2025-01-01', '2025-12-31'],
  ])('%j as of %s begins on %s and ends on %s', (window, asOf, from, until) => {
    expect(span(window, asOf)).toEqual({ from, until });
  });

  test.each<[Window, Day, Day[], Day[]]>([
    [{ months: 2 }, '2026-03-31', ['2026-01-01', '2026-02-01'], ['2026-01-31', '2026-02-28']],
    ['year_to_date', '2026-03-31', ['2026-01-01', '2026-02-01'], ['2026-01-31', '2026-02-28']],
    ['year_to_date', '2026-01-20', [], []],
    ['year_to_date', '2026-01-01', [], []],
    [{ days: 31 }, '2026-03-31', [], ['2026-02-28']],
    [{ days: 31 }, '2026-04-01', ['2026-03-01'], ['2026-03-31']],
    [{ days: 14 }, '2026-03-31', [], []],
  ])('%j as of %s holds the whole months %j and the month ends %j', (window, asOf, months, ends) => {
    const worst = measured({ fact: 'bill', measure: 'days_past_due', column: undefined, over: 'max', window });
    expect([monthsOf(window, asOf), lateDays(worst, asOf)]).toEqual([months, ends]);
    expect(ends.length).toBeLessThanOrEqual(mostLateDays(worst));
  });

  test('days past due over the month ends of a window without any is missing', () => {
    const worst = measured({ fact: 'bill', measure: 'days_past_due', column: undefined, over: 'mean', window: 'year_to_date' });
    expect(form(worst, [3], '2026-01-20', { window: 'whole', months: new Set() }, 'number')).toEqual({ state: 'missing' });
  });
});

/** Totals of the months before 2026-07, the last one June; null: not loaded; undefined: no rows; 'unsaid': rows without a value. */
type Total = number | string | null | undefined | 'unsaid';
const asOf = '2026-07-10';
function value(indicator: object, totals: Total[]): number | string {
  const one = measured({ window: { months: 6 }, ...indicator });
  const months = totals.map((total, at) => ({ month: addMonths('2026-07-01', at - totals.length), total }));
  const text = months.flatMap(({ month, total }) => (total == null ? [] : [monthText(month, total === 'unsaid' ? '' : String(total))])).join(',');
  const loaded = new Set(months.filter(({ total }) => total !== null).map(({ month }) => month));
  const formed = form(one, [text, null], asOf, { window: 'whole', months: loaded }, 'number');
  return formed.state === 'value' ? (formed.value as number) : formed.state;
}
const gas: Condition[] = [{ column: 'account.service', op: '=', value: 'gas' }];
const mobile: Condition[] = [{ column: 'account.service', op: '=', value: 'mobile' }];
const year = (...ratios: number[]): Total[] => [
  100,
  200,
  300,
  400,
  500,
  600,
  ...Array(6).fill(9),
  ...[100, 200, 300, 400, 500, 600].map((base, at) => base * (ratios[at] ?? 1)),
];

describe('a measure over months', () => {
  test.each<[string, object, Total[], number | string]>([
    ['the mean counts a loaded month without rows as 0', { measure: 'monthly_mean' }, [10, 20, undefined, 30, '0.5', undefined], 60.5 / 6],
    ['the mean leaves out months that were not loaded', { measure: 'monthly_mean' }, [null, null, null, 10, 20, undefined], 10],
    ['the mean leaves out months whose rows all lack the value', { measure: 'monthly_mean' }, ['unsaid', 10, 20, 30, 40, 50], 30],
    ['the mean of nothing is missing', { measure: 'monthly_mean' }, [null, null, null, null, null, null], 'missing'],
    ['volatility is the population standard deviation over the mean', { measure: 'volatility', window: { months: 8 } }, [2, 4, 4, 4, 5, 5, 7, 9], 0.4],
    ['what never changes has volatility 0', { measure: 'volatility' }, [5, 5, 5, 5, 5, 5], 0],
    ['volatility around 0 is missing', { measure: 'volatility' }, [-5, 5, -5, 5, -5, 5], 'missing'],
    ['the trend is the least-squares slope per month', { measure: 'trend', where: mobile }, [1, 3, 2, 5, 7, 8], 10 / 7],
    ['the trend keeps the place of a month that was not loaded', { measure: 'trend', where: mobile }, [10, null, 30, 40, null, 60], 10],
    ['two points make no trend', { measure: 'trend', where: mobile }, [null, null, null, null, 5, 6], 'missing'],
    ['three points make one', { measure: 'trend', where: mobile }, [null, null, null, 4, 5, 6], 1],
    ['a seasonal trend is of the ratio to the year before', { measure: 'trend', where: gas }, year(1, 1.5, 2, 2.5, 3, 3.5), 0.5],
    ['a seasonal service that repeats itself has no trend', { measure: 'trend', where: gas }, year(), 0],
    ['a base of 0 drops the pair', { measure: 'trend', where: gas }, [0, ...year(9, 1.5, 2, 2.5, 3, 3.5).slice(1)], 0.5],
    ['a base that was not loaded drops the pair', { measure: 'trend', where: gas }, [null, ...year(9, 1.5, 2, 2.5, 3, 3.5).slice(1)], 0.5],
    ['without the year before a seasonal trend is missing', { measure: 'trend', where: gas }, [1, 2, 3, 4, 5, 6], 'missing'],
    ['growth is over the same months a year before', { measure: 'growth' }, year(2, 2, 2, 2, 2, 2), 1],
    ['growth leaves out a month whose base was not loaded', { measure: 'growth' }, [null, ...year(9, 2, 2, 2, 2, 2).slice(1)], 1],
    ['growth over nothing is missing', { measure: 'growth' }, [0, 0, 0, 0, 0, 0, ...Array(6).fill(9), 1, 2, 3, 4, 5, 6], 'missing'],
    ['half growth is the last half over the first', { measure: 'half_growth', where: mobile }, [10, 10, 10, 15, 15, 15], 0.5],
    ['half growth leaves the middle month out', { measure: 'half_growth', where: mobile, window: { months: 5 } }, [10, 10, 99, 15, 15], 0.5],
    ['half growth after nothing is missing', { measure: 'half_growth', where: mobile }, [0, 0, 0, 15, 15, 15], 'missing'],
  ])('%s', (_, indicator, totals, expected) => {
    const got = value(indicator, totals);
    if (typeof expected === 'string') expect(got).toBe(expected);
    else expect(got).toBeCloseTo(expected, 12);
  });

  test.each<[string, Condition[], string]>([
    ['of every service', [], 'mixed'],
    ['of gas', gas, 'seasonal'],
    ['of gas and water', [{ column: 'account.service', op: 'in', value: ['gas', 'water'] }], 'seasonal'],
    ['of mobile', mobile, 'even'],
    ['of gas and mobile', [{ column: 'account.service', op: 'in', value: ['gas', 'mobile'] }], 'mixed'],
    ['of all but three', (['electricity', 'gas', 'water'] as const).map((value) => ({ column: 'account.service', op: '<>', value })), 'even'],
  ])('what is %s is of season %s', (_, where, season) => {
    expect(seasonOf(measured({ measure: 'trend', where, window: { months: 6 } }))).toBe(season);
  });

  test('a fact that hangs on no account has no season', () => {
    expect(seasonOf(measured({ fact: 'interaction', column: undefined, measure: 'trend', window: { months: 6 } }))).toBe('even');
  });

  test('what looks a year back reads those months too, and none between', () => {
    expect(seriesMonths(measured({ measure: 'growth', window: { months: 1 } }), asOf)).toEqual(['2025-06-01', '2026-06-01']);
    expect(seriesMonths(measured({ measure: 'trend', where: gas, window: { months: 13 } }), asOf)).toHaveLength(25);
    expect(seriesMonths(measured({ measure: 'trend', where: mobile, window: { months: 13 } }), asOf)).toHaveLength(13);
  });
});

test('a circle of derived indicators is told from where it is entered, and nothing else is', () => {
  const ratio = (...pair: [string, string]) => indicatorShape.parse({ ratio: pair, ...words });
  const indicators: Record<string, Indicator> = {
    a: ratio('x', 'b'),
    b: ratio('c', 'x'),
    c: ratio('a', 'x'),
    into: ratio('x', 'a'),
    self: ratio('self', 'x'),
    lost: ratio('x', 'nowhere'),
    x: measured({ measure: 'sum' }),
  };
  expect(Object.fromEntries(Object.keys(indicators).map((name) => [name, cycleOf(indicators, name)?.join(' ')]))).toEqual({
    a: 'a b c a',
    b: 'b c a b',
    c: 'c a b c',
    into: undefined,
    self: 'self self',
    lost: undefined,
    x: undefined,
  });
});
