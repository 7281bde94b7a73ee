import { addDays, addMonths, type Day, daysBetween, firstOfMonth, lastOfMonth, wholeMonths } from '../base/time.ts';
import { type Measured, missing, type Value, type Window } from './indicator.ts';
import type { Kind } from './vocabulary.ts';

/** One exact figure of a measure: an integer or decimal (as number or text), a day, a word, or nothing. */
export type Part = number | string | null;

/** A compiled statement over the facts. */
export interface Statement {
  readonly text: string;
  /** What follows [as-of day, first or list of customer ids, last customer id or known-at]. */
  readonly constants: string[];
  /** Where each indicator's parts begin among the columns, and how many they are. */
  readonly parts: readonly { at: number; count: number }[];
}

/** How much of the window the customer's sources have loaded. */
export type Covered = 'none' | 'part' | 'whole';

/** First and last day of a window as of a day, both inclusive; no first day for `all`. */
export function span(window: Window, asOf: Day): { from: Day | undefined; until: Day } {
  if (window === 'all') return { from: undefined, until: asOf };
  const first = firstOfMonth(asOf);
  return { from: addMonths(first, -window.months), until: addDays(first, -1) };
}

/** The days lateness is taken at: the as-of day, or the month ends of the window, oldest first. */
export function lateDays(indicator: Measured, asOf: Day): Day[] {
  if (indicator.window === 'all' || (indicator.over ?? 'current') === 'current') return [asOf];
  const first = firstOfMonth(asOf);
  const { months } = indicator.window;
  return Array.from({ length: months }, (_, at) => lastOfMonth(addMonths(first, at - months)));
}

/** Payment measures: they read bills and payments as allocated, whatever fact they name. */
export const isLateness = (indicator: Measured): boolean => ['days_past_due', 'on_time_share', 'arrears_amount'].includes(indicator.measure);

/**
 * The value of a measure from its exact parts: the one place where quotients are formed, in double, so that the plain
 * definition (`measure.ts`) and the statement (`facts.ts`) cannot differ.
 *
 * A count or sum over a window that was not loaded whole is missing, and so is a sum of rows that all lack the value.
 *
 * Parts: latest, min, max [value, special]; count [rows]; sum, mean [rows with a
 * value, their sum, special, all rows]; share [numerator, denominator]; months_since, tenure_months [day]; days_past_due [bills, oldest uncovered due day per day asked];
 * on_time_share [on time, due]; arrears_amount [bills, amount].
 */
export function form(indicator: Measured, parts: readonly Part[], asOf: Day, covered: Covered, kind: Kind): Value {
  if (covered === 'none') return missing;
  const [first = null, second = null, third = null, fourth = null] = parts;
  switch (indicator.measure) {
    case 'latest':
    case 'min':
    case 'max':
      return first === null ? special(second) : valued(indicator, first, kind);
    case 'count':
      return covered === 'whole' ? number(Number(first)) : missing;
    case 'sum':
      if (Number(first) === 0 && third !== null) return special(third);
      return covered === 'whole' && (Number(first) > 0 || Number(fourth) === 0) ? number(Number(second ?? 0)) : missing;
    case 'mean':
      return Number(first) > 0 ? number(Number(second) / Number(first)) : special(third);
    case 'share':
    case 'on_time_share':
      return quotient(first, second);
    case 'months_since':
    case 'tenure_months':
      return first === null ? missing : number(wholeMonths(String(first), asOf));
    case 'arrears_amount':
      return Number(first) > 0 ? number(Number(second ?? 0)) : missing;
    case 'days_past_due':
      return late(indicator, parts, asOf);
  }
}

function late(indicator: Measured, [bills = null, ...oldest]: readonly Part[], asOf: Day): Value {
  if (Number(bills) === 0) return missing;
  const days = lateDays(indicator, asOf).map((day, at) => (oldest[at] == null ? 0 : daysBetween(String(oldest[at]), day)));
  return number(indicator.over === 'mean' ? days.reduce((sum, day) => sum + day, 0) / days.length : Math.max(...days));
}

const number = (value: number): Value => ({ state: 'value', value });
const special = (code: Part): Value => (code === null ? missing : { state: 'special', code: Number(code) });
const quotient = (numerator: Part, denominator: Part): Value =>
  Number(denominator ?? 0) === 0 ? missing : number(Number(numerator ?? 0) / Number(denominator));

/** `latest` of a special code is that code; words stay words. */
function valued(indicator: Measured, part: number | string, kind: Kind): Value {
  if (kind === 'word') return { state: 'value', value: String(part) };
  return indicator.special?.includes(Number(part)) ? { state: 'special', code: Number(part) } : number(Number(part));
}
