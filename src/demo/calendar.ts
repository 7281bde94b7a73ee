import { addMonths, type Day, dayNumber, dayOf } from '../base/time.ts';

/**
 * The time of the demo world, fixed: 24 months of facts that end the day before `asOf`, and the months after it in
 * which outcomes were observed. Nothing here reads a clock.
 */
export const world = {
  firstMonth: '2024-07-01',
  months: 24,
  asOf: '2026-07-01',
  /** Earlier days everybody is rated on: the history of grades. */
  ratedBefore: ['2026-01-01'],
  /** The last day on which the grades of the year before may still be issued. */
  issuedUntil: '2027-03-31',
  /** Months the world lives on after `asOf`, to know what became of everybody. */
  horizonMonths: 3,
  observedUntil: '2026-10-01',
  seed: 42,
  customers: 1_500,
  currency: 'CNY',
} as const;

const starts = Array.from({ length: world.months + world.horizonMonths + 2 }, (_, month) => dayNumber(addMonths(world.firstMonth, month)));

/** Day number of the first of the month: 0 is the world's first. */
export const monthStart = (month: number): number => starts[month] ?? dayNumber(addMonths(world.firstMonth, month));
export const monthEnd = (month: number): number => monthStart(month + 1) - 1;
export const asOfNumber = dayNumber(world.asOf);

/** `2026-03` is the 21st month of the world, number 20. */
export const monthNumber = (month: string): number =>
  (Number(month.slice(0, 4)) - Number(world.firstMonth.slice(0, 4))) * 12 + Number(month.slice(5, 7)) - Number(world.firstMonth.slice(5, 7));

/** 0 is January, whatever the world's first month. */
export const season = (month: number): number => (((month + Number(world.firstMonth.slice(5, 7)) - 1) % 12) + 12) % 12;

const texts = new Map<number, Day>();

/** A day's text; the world has few days and many rows. */
export function dayText(number: number): Day {
  let text = texts.get(number);
  if (text === undefined) {
    text = dayOf(number);
    texts.set(number, text);
  }
  return text;
}

export const monthText = (month: number): string => dayText(monthStart(month)).slice(0, 7);

/** A due day on a weekend is due on Monday (day 0, 1970-01-01, was a Thursday). */
export function working(day: number): number {
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday < 5 ? day : day + 7 - weekday;
}
