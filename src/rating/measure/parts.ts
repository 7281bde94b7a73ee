import { type Day, daysBetween, wholeMonths } from '../../base/time.ts';
import { type Measured, missing, type Value } from '../indicator.ts';
import type { Kind } from '../vocabulary.ts';
import { overMonths } from './series.ts';
import { lateDays } from './window.ts';

/** One exact figure of a measure: an integer or decimal (as number or text), a day, a word, or nothing. */
export type Part = number | string | null;

/**
 * Which customers and which facts a statement reads. current: a range of customers, the rows that are current, and
 * lateness from the caches. known: named customers, the rows as known at an instant, and lateness derived from them.
 * now: the same of all that is known now (`always`), to which superseded rows add nothing.
 */
export type Reading = 'current' | 'known' | 'now';

/** The instant at which all is known that is known now. */
export const always = 'infinity';

/** What a row of a statement is of: a customer, or an account known as of the day. */
export type Level = 'customer' | 'account';

/** Columns before the first part: customer id, sources; of an account also its id, contract start and end. */
export const leads: Readonly<Record<Level, number>> = { customer: 2, account: 5 };
export const accountLead = { id: 2, start: 3, end: 4 } as const;

/** A compiled statement over the facts. */
export interface Statement {
  readonly text: string;
  /** What follows [as-of day, first or list of customer ids, last customer id or known-at]. */
  readonly constants: string[];
  /** Where each indicator's parts begin among the columns, and how many they are. */
  readonly parts: readonly { at: number; count: number }[];
}

/** What of an indicator's window the customer's sources have loaded. */
export interface Covered {
  readonly window: 'none' | 'part' | 'whole';
  /** Of a measure over months: the months that were loaded whole. */
  readonly months: ReadonlySet<Day>;
}

/** Payment measures: they read bills and payments as allocated, whatever fact they name. */
export const isLateness = (indicator: Measured): boolean =>
  ['days_past_due', 'on_time_share', 'on_time_amount_share', 'arrears_amount', 'cured_months'].includes(indicator.measure);

/** From this many days past due at a month end on there is something to be cured of (`cured_months`). */
export const seriousDays = 30;

/** Measures of arrangements as they came out: they read arrangements, instalments and payments. */
export const isBroken = (indicator: Measured): boolean => indicator.measure === 'broken_arrangements';

/**
 * The value of a measure from its exact parts: the one place where quotients are formed, in double, so that the plain
 * definition (`measure.ts`) and the statement (`facts.ts`) cannot differ.
 *
 * A count or sum over a window that was not loaded whole is missing, and so is a sum of rows that all lack the value.
 *
 * Parts: latest, min, max [value, special]; count [rows]; sum, mean [rows with a value, their sum, special, all rows]; share [numerator, denominator];
 * measures over months [months that have rows, special]; months_since, tenure_months [day]; days_past_due [bills, oldest uncovered due day per day asked];
 * on_time_share, on_time_amount_share [on time, due]; arrears_amount [bills, amount]; cured_months [last month end at 30 days or more]; broken_arrangements [how many].
 * Of bills, forborne ones too: who owes nothing else is at 0, and only who never had a bill is missing.
 */
export function form(indicator: Measured, parts: readonly Part[], asOf: Day, covered: Covered, kind: Kind): Value {
  if (covered.window === 'none') return missing;
  const whole = covered.window === 'whole';
  const [first = null, second = null, third = null, fourth = null] = parts;
  switch (indicator.measure) {
    case 'latest':
    case 'min':
    case 'max':
      return first === null ? special(second) : valued(indicator, first, kind);
    case 'count':
    case 'broken_arrangements':
      return whole ? number(Number(first)) : missing;
    case 'sum':
      if (Number(first) === 0 && third !== null) return special(third);
      return whole && (Number(first) > 0 || Number(fourth) === 0) ? number(Number(second ?? 0)) : missing;
    case 'mean':
      return Number(first) > 0 ? number(Number(second) / Number(first)) : special(third);
    case 'share':
    case 'on_time_share':
    case 'on_time_amount_share':
      return quotient(first, second);
    case 'monthly_mean':
    case 'volatility':
    case 'trend':
    case 'growth':
    case 'half_growth':
      return finite(overMonths(indicator, String(first ?? ''), asOf, covered.months)) ?? special(second);
    case 'months_since':
    case 'tenure_months':
    case 'cured_months':
      return first === null ? missing : number(wholeMonths(String(first), asOf));
    case 'arrears_amount':
      return Number(first) > 0 ? number(Number(second ?? 0)) : missing;
    case 'days_past_due':
      return late(indicator, parts, asOf);
  }
}

function late(indicator: Measured, [bills = null, ...oldest]: readonly Part[], asOf: Day): Value {
  const days = lateDays(indicator, asOf).map((day, at) => (oldest[at] == null ? 0 : daysBetween(String(oldest[at]), day)));
  if (Number(bills) === 0 || days.length === 0) return missing;
  return number(indicator.over === 'mean' ? days.reduce((sum, day) => sum + day, 0) / days.length : Math.max(...days));
}

const number = (value: number): Value => ({ state: 'value', value });
const finite = (value: number | undefined): Value | undefined => (value !== undefined && Number.isFinite(value) ? number(value) : undefined);
const special = (code: Part): Value => (code === null ? missing : { state: 'special', code: Number(code) });
const quotient = (numerator: Part, denominator: Part): Value =>
  Number(denominator ?? 0) === 0 ? missing : number(Number(numerator ?? 0) / Number(denominator));

const coded = ({ codes }: Measured, word: string): Value => {
  if (codes === undefined) return { state: 'value', value: word };
  return Object.hasOwn(codes, word) ? number(codes[word] as number) : missing;
};

/** `latest` of a special code is that code; words stay words, unless they stand for numbers. */
function valued(indicator: Measured, part: number | string, kind: Kind): Value {
  if (kind === 'word') return coded(indicator, String(part));
  return indicator.special?.includes(Number(part)) ? { state: 'special', code: Number(part) } : number(Number(part));
}
