import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../../src/base/time.ts';
import { type Cycle, cycleFaults, cycleShape, cycleText, lastTurn, nextTurn, turnOn, validityOf } from '../../../src/rating/issue/cycle.ts';

const cycle = (more: object): Cycle => cycleShape.parse(more);
const year = cycle({ every: 'year' });
const half = cycle({ every: 'year', month: 1, preliminary: { after: 'half_year' } });
const april = cycle({ every: 'year', month: 4, preliminary: { after: 'half_year' } });
const october = cycle({ every: 'year', month: 10, preliminary: { after: 'half_year' } });
const quarter = cycle({ every: 'quarter' });
const event = cycle({ every: 'event' });

describe('the turn that a day belongs to, and the one that ended last', () => {
  test.each<[string, Cycle, string, string, string]>([
    ['a year', year, '2026-05-10', '2025 from 2025-01-01 as of 2026-01-01', '2026 from 2026-01-01 as of 2027-01-01'],
    ['the first day of a year', year, '2027-01-01', '2026 from 2026-01-01 as of 2027-01-01', '2027 from 2027-01-01 as of 2028-01-01'],
    ['the last day of a year', year, '2026-12-31', '2025 from 2025-01-01 as of 2026-01-01', '2026 from 2026-01-01 as of 2027-01-01'],
    ['the first half', half, '2026-06-30', '2025 from 2025-01-01 as of 2026-01-01', '2026-H1 preliminary from 2026-01-01 as of 2026-07-01'],
    ['the second half', half, '2026-07-01', '2026-H1 preliminary from 2026-01-01 as of 2026-07-01', '2026 from 2026-01-01 as of 2027-01-01'],
    ['a year that begins in April', april, '2026-12-01', '2026/27-H1 preliminary from 2026-04-01 as of 2026-10-01', '2026/27 from 2026-04-01 as of 2027-04-01'],
    [
      'a year that begins in October',
      october,
      '1999-12-31',
      '1998/99 from 1998-10-01 as of 1999-10-01',
      '1999/00-H1 preliminary from 1999-10-01 as of 2000-04-01',
    ],
    ['a quarter', quarter, '2026-08-15', '2026-Q2 from 2026-04-01 as of 2026-07-01', '2026-Q3 from 2026-07-01 as of 2026-10-01'],
    ['the quarter at the turn of the year', quarter, '2026-01-01', '2025-Q4 from 2025-10-01 as of 2026-01-01', '2026-Q1 from 2026-01-01 as of 2026-04-01'],
  ])('%s', (_, each, day, last, next) => {
    const written = [lastTurn(each, day), nextTurn(each, day)].map((turn) => `${turn?.name} from ${turn?.from} as of ${turn?.asOf}`);
    expect(written).toEqual([last, next]);
  });

  test('the next final one, where a preliminary one comes before', () => {
    expect(nextTurn(half, '2026-03-01', 'issued')).toMatchObject({ name: '2026', kind: 'issued', asOf: '2027-01-01' });
    expect(nextTurn(half, '2026-08-01', 'preliminary')).toMatchObject({ name: '2027-H1 preliminary', asOf: '2027-07-01' });
  });

  test('on event there is none, and each day is one of its own', () => {
    expect([lastTurn(event, '2026-05-10'), nextTurn(event, '2026-05-10')]).toEqual([undefined, undefined]);
    expect(turnOn(event, '2026-05-10')).toEqual({ name: '2026-05-10', kind: 'issued', from: '2026-05-10', asOf: '2026-05-10' });
  });

  test.each([
    [year, '2026-01-01', '2025'],
    [year, '2026-07-01', undefined],
    [half, '2026-07-01', '2026-H1 preliminary'],
    [half, '2026-01-02', undefined],
    [april, '2026-04-01', '2025/26'],
    [quarter, '2026-10-01', '2026-Q3'],
    [quarter, '2026-09-30', undefined],
  ])('%j as of %s is %s', (each, day, name) => {
    expect(turnOn(each, day)?.name).toBe(name);
  });

  test('turns follow one another: the one that a day belongs to is the next, and the last ended on or before it', () => {
    const days = fc.integer({ min: -10_000, max: 40_000 }).map(dayOf);
    fc.assert(
      fc.property(fc.constantFrom(year, half, april, october, quarter), days, (each, day) => {
        const [last, next] = [lastTurn(each, day), nextTurn(each, day)];
        if (!last || !next) throw new Error('a cycle has turns');
        expect(last.asOf <= day && day < next.asOf).toBe(true);
        expect(turnOn(each, next.asOf)).toEqual(next);
        expect(lastTurn(each, addDays(next.asOf, -1))).toEqual(last);
        expect(nextTurn(each, last.asOf)).toEqual(next);
        const final = nextTurn(each, day, 'issued');
        expect(final && lastTurn({ ...each, preliminary: undefined }, addDays(final.asOf, -1))?.asOf).toBe(final?.from);
      }),
    );
  });
});

describe('how long a grade holds', () => {
  test.each<[string, Cycle, 'issued' | 'preliminary', string, string, [string, string, string]]>([
    ['a year: three months longer than its cycle', year, 'issued', '2026-01-01', '2026-02-10', ['2026-02-10', '2027-03-31', '2026-02-25']],
    ['a preliminary one: until its final one can be there', half, 'preliminary', '2026-07-01', '2026-07-20', ['2026-07-20', '2027-03-31', '2026-08-04']],
    ['a quarter', quarter, 'issued', '2026-07-01', '2026-07-02', ['2026-07-02', '2026-12-31', '2026-07-17']],
    ['on event: a year', event, 'issued', '2026-02-28', '2026-03-02', ['2026-03-02', '2027-02-27', '2026-03-17']],
    [
      'as the ruleset says',
      cycle({ every: 'year', validMonths: 12, objectionDays: 30 }),
      'issued',
      '2026-01-01',
      '2026-01-05',
      ['2026-01-05', '2026-12-31', '2026-02-04'],
    ],
  ])('%s', (_, each, kind, asOf, on, [validFrom, validUntil, objectionUntil]) => {
    expect(validityOf(each, { kind, asOf }, on)).toEqual({ validFrom, validUntil, objectionUntil });
  });
});

test.each([
  ['a year with all its keys', { every: 'year', month: 4, preliminary: { after: 'half_year' }, validMonths: 12 }, []],
  ['a month of a quarter', { every: 'quarter', month: 2 }, ['RATING_CYCLE_MISPLACED cycle.month']],
  [
    'a preliminary grade on event, and a month',
    { every: 'event', month: 1, preliminary: { after: 'half_year' } },
    ['RATING_CYCLE_MISPLACED cycle.month', 'RATING_CYCLE_MISPLACED cycle.preliminary'],
  ],
  ['a validity that ends before the next issue', { every: 'quarter', validMonths: 2 }, ['RATING_CYCLE_SHORT cycle.validMonths']],
  ['any validity on event', { every: 'event', validMonths: 1 }, []],
])('the check of %s', (_, given, faults) => {
  expect(cycleFaults(cycle(given)).map(({ code, path }) => `${code} ${path}`)).toEqual(faults);
});

test.each([
  [
    half,
    'grades are issued every year, as of the first of month 1, preliminary after half a year: valid 15 months, open to objection for 15 days, told to everybody',
  ],
  [quarter, 'grades are issued every quarter: valid 6 months, open to objection for 15 days, told to everybody'],
  [
    cycle({ every: 'event', validMonths: 3, objectionDays: 0, notice: 'changed' }),
    'grades are issued on event, customer by customer: valid 3 months, open to objection for 0 days, told to whose grade changed',
  ],
])('a cycle in a line: %j', (given, line) => {
  expect(cycleText(given)).toBe(line);
});
