import { z } from 'zod';
import { limits } from '../base/limits.ts';

const label = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const constant = z.union([z.number(), z.string(), z.boolean()]);

/** A day told by the as-of day, on columns that hold days: `{ asOf: 0 }` is that day, `{ asOf: -30 }` thirty days before it. */
const relativeDay = z.strictObject({ asOf: z.int().min(-limits.windowDaysMax).max(limits.windowDaysMax) });

/** A day of another column of the same row; where either is empty the condition does not hold. */
const otherColumn = z.strictObject({ column: z.string().min(1) });

const comparedShape = z.strictObject({
  column: z.string().min(1),
  op: z.enum(['=', '<>', '<', '<=', '>', '>=', 'in']),
  value: z.union([constant, z.array(constant).min(1).max(limits.constantsPerCondition), relativeDay, otherColumn]),
});

/** On columns that hold days: true, there is none or it comes after the as-of day; false, it is that day or lies before it. */
const openShape = z.strictObject({ column: z.string().min(1), open: z.boolean() });

/** `column operator constant`, or `column open`; a column of the account is named `account.service`. Conditions are joined by and. */
export const conditionShape = z.union([comparedShape, openShape]);
export type Condition = z.infer<typeof conditionShape>;
export type Compared = z.infer<typeof comparedShape>;

export const isCompared = (condition: Condition): condition is Compared => 'op' in condition;
/** The columns of the fact that a condition reads. */
export const columnsOf = (condition: Condition): string[] =>
  isCompared(condition) && typeof condition.value === 'object' && 'column' in condition.value ? [condition.column, condition.value.column] : [condition.column];
/** What a condition compares with; none is a day told by the as-of day, or by another column. */
export const constantsOf = ({ value }: Compared): (string | number | boolean)[] => (typeof value === 'object' && !Array.isArray(value) ? [] : [value].flat());

/**
 * `{ months: N }`: the N calendar months before the as-of day's month; `{ days: N }`: the N days before the as-of day; `year_to_date`: 1 January
 * to the day before the as-of day, empty on 1 January; `last_year`: the calendar year before; `all`: everything up to the as-of day.
 */
const windowShape = z.union([
  z.enum(['all', 'year_to_date', 'last_year']),
  z.strictObject({ months: z.int().min(1).max(limits.windowMonthsMax) }),
  z.strictObject({ days: z.int().min(1).max(limits.windowDaysMax) }),
]);
export type Window = z.infer<typeof windowShape>;

const common = {
  label,
  description: label.optional(),
  unit: z.string().min(1).max(40),
  better: z.enum(['higher', 'lower', 'neither']),
  /** Values of the column that are codes, not numbers: a state of their own. */
  special: z.array(z.number()).max(20).optional(),
};

export const measures = [
  'latest',
  'count',
  'sum',
  'mean',
  'monthly_mean',
  'min',
  'max',
  'share',
  'volatility',
  'trend',
  'growth',
  'half_growth',
  'months_since',
  'tenure_months',
  'days_past_due',
  'on_time_share',
  'on_time_amount_share',
  'arrears_amount',
  'cured_months',
  'broken_arrangements',
] as const;
export type Measure = (typeof measures)[number];

export const measuredShape = z.strictObject({
  fact: z.string().min(1),
  measure: z.enum(measures),
  /** What is measured; not for count, share by rows and the payment measures. A month without it is the number of its rows. */
  column: z.string().min(1).optional(),
  window: windowShape.default('all'),
  where: z.array(conditionShape).max(20).default([]),
  /** share only: the conditions the numerator meets, of the rows that meet `where`. */
  match: z.array(conditionShape).min(1).max(20).optional(),
  /** share only: rows (default) or the sum of this money or quantity column. */
  by: z.string().min(1).optional(),
  /** days_past_due only: at the as-of day (default), or over the month ends of the window. */
  over: z.enum(['current', 'max', 'mean']).optional(),
  /** on_time_share and on_time_amount_share only: days after the due day that still count as on time. */
  graceDays: z.int().min(0).max(365).optional(),
  /** latest of words only: the number that a word stands for, such as the place of a bureau's grade; any other word is missing. */
  codes: z.record(z.string().min(1), z.number()).optional(),
  /** Measured per account of the customer, or per member of the group, and made one value (`gather.ts`). */
  gather: z.enum(['worst', 'sum', 'latest', 'main']).optional(),
  ...common,
});

const pair = z.tuple([z.string().min(1), z.string().min(1)]);
export const derivedShape = z.union([
  z.strictObject({ ratio: pair, ...common }),
  z.strictObject({ difference: pair, ...common }),
  z.strictObject({ sum: pair, ...common }),
  z.strictObject({ product: pair, ...common }),
]);

export const indicatorShape = z.union([measuredShape, derivedShape]);
export type Measured = z.infer<typeof measuredShape>;
export type Derived = z.infer<typeof derivedShape>;
export type Indicator = z.infer<typeof indicatorShape>;

export const isMeasured = (indicator: Indicator): indicator is Measured => 'fact' in indicator;

/** An indicator of one customer: a number or word, or one of the two states that are never a number. */
export type Value =
  | { readonly state: 'value'; readonly value: number | string }
  | { readonly state: 'missing' }
  | { readonly state: 'special'; readonly code: number };

export const missing: Value = { state: 'missing' };

/** What `ratio: [a, b]` and its siblings combine, and how. Division by zero gives missing. */
export function combined(indicator: Derived): { kind: 'ratio' | 'difference' | 'sum' | 'product'; of: readonly [string, string] } {
  if ('ratio' in indicator) return { kind: 'ratio', of: indicator.ratio };
  if ('difference' in indicator) return { kind: 'difference', of: indicator.difference };
  if ('sum' in indicator) return { kind: 'sum', of: indicator.sum };
  return { kind: 'product', of: indicator.product };
}

/** A derived indicator of two values: a state that is not a number passes on as missing. */
export function combine(indicator: Derived, left: Value, right: Value): Value {
  if (left.state !== 'value' || right.state !== 'value') return missing;
  const [a, b] = [Number(left.value), Number(right.value)];
  const { kind } = combined(indicator);
  const value = kind === 'ratio' ? a / b : kind === 'difference' ? a - b : kind === 'sum' ? a + b : a * b;
  return Number.isFinite(value) ? { state: 'value', value } : missing;
}

/** The way from a derived indicator back to itself, it first and last; nothing when there is none. */
export function cycleOf(indicators: Readonly<Record<string, Indicator>>, name: string): string[] | undefined {
  const seen = new Set<string>();
  const back = (at: string): string[] | undefined => {
    const indicator = Object.hasOwn(indicators, at) ? indicators[at] : undefined;
    if (indicator === undefined || isMeasured(indicator) || seen.has(at)) return undefined;
    seen.add(at);
    for (const part of combined(indicator).of) {
      const rest = part === name ? [name] : back(part);
      if (rest) return [at, ...rest];
    }
    return undefined;
  };
  return back(name);
}
