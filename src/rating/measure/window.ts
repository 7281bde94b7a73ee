import { addDays, addMonths, type Day, firstOfMonth, lastOfMonth } from '../../base/time.ts';
import type { Measured, Window } from '../indicator.ts';

/** First and last day of a window as of a day, both inclusive; no first day for `all`. On 1 January `year_to_date` ends before it begins: it is empty. */
export function span(window: Window, asOf: Day): { from: Day | undefined; until: Day } {
  const year = Number(asOf.slice(0, 4));
  if (window === 'all') return { from: undefined, until: asOf };
  if (window === 'year_to_date') return { from: newYear(year), until: addDays(asOf, -1) };
  if (window === 'last_year') return { from: newYear(year - 1), until: addDays(newYear(year), -1) };
  if ('days' in window) return { from: addDays(asOf, -window.days), until: addDays(asOf, -1) };
  const first = firstOfMonth(asOf);
  return { from: addMonths(first, -window.months), until: addDays(first, -1) };
}

const newYear = (year: number): Day => `${String(year).padStart(4, '0')}-01-01`;

/** The first days of the months that lie whole in a window, oldest first; none of `all`, which has no beginning. */
export function monthsOf(window: Window, asOf: Day): Day[] {
  const { from, until } = span(window, asOf);
  return from === undefined ? [] : monthsBetween(from, until).filter((month) => month >= from && lastOfMonth(month) <= until);
}

/** Remembers what follows from an indicator and the last as-of day: a run asks for it once per customer. */
export function remembered<Answer>(answer: (indicator: Measured, asOf: Day) => Answer): (indicator: Measured, asOf: Day) => Answer {
  const kept = new WeakMap<Measured, { readonly asOf: Day; readonly answer: Answer }>();
  return (indicator, asOf) => {
    const found = kept.get(indicator);
    if (found?.asOf === asOf) return found.answer;
    const made = answer(indicator, asOf);
    kept.set(indicator, { asOf, answer: made });
    return made;
  };
}

/** The days lateness is taken at: the as-of day, or the month ends inside the window, oldest first (a window without any has none). */
export const lateDays = remembered((indicator, asOf): readonly Day[] => {
  const { from, until } = span(indicator.window, asOf);
  if (from === undefined || (indicator.over ?? 'current') === 'current') return [asOf];
  return monthsBetween(from, until)
    .map(lastOfMonth)
    .filter((day) => day <= until);
});

function monthsBetween(from: Day, until: Day): Day[] {
  const months: Day[] = [];
  for (let month = firstOfMonth(from); month <= until; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The most days an indicator can look at lateness on, whatever the as-of day. */
export function mostLateDays({ window, over = 'current' }: Measured): number {
  if (window === 'all' || over === 'current') return 1;
  if (typeof window === 'string') return 12;
  return 'months' in window ? window.months : Math.ceil(window.days / 28);
}
