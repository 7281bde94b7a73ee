import { readable } from '../column.ts';
import { isMeasured, type Measured } from '../indicator.ts';
import { isSeries } from '../measure/series.ts';
import type { Ruleset } from '../ruleset.ts';
import { type Attributes, columnOf, vocabulary } from '../vocabulary.ts';

/** What an indicator yields, as far as bins and populations must fit it. */
export interface Yield {
  readonly kind: 'number' | 'word';
  /** No number of it lies below; minus infinity when any may. */
  readonly floor: number;
  /** No number of it lies above; left out when any may. */
  readonly ceiling?: number;
  /** Its numbers, when they are a closed list. */
  readonly numbers?: readonly number[];
  /** Its numbers have no fraction. */
  readonly whole: boolean;
  /** The words it may be, when they are a closed list. */
  readonly words: readonly string[] | undefined;
  readonly special: readonly number[];
}

/** Measures that count something: never below zero. */
const counting: ReadonlySet<string> = new Set([
  'count',
  'months_since',
  'tenure_months',
  'days_past_due',
  'arrears_amount',
  'cured_months',
  'broken_arrangements',
]);
/** Shares that weigh by nothing below zero: from 0 to 1. */
const shares: ReadonlySet<string> = new Set(['on_time_share', 'on_time_amount_share']);
const whole: ReadonlySet<string> = new Set(['count', 'months_since', 'tenure_months', 'arrears_amount', 'cured_months', 'broken_arrangements']);
/** Measures of a column that are of its size: never below zero where the column is not, without a fraction where it has none. */
const alike: ReadonlySet<string> = new Set(['latest', 'sum', 'min', 'max']);
const averaging: ReadonlySet<string> = new Set(['mean', 'monthly_mean', 'volatility']);

/** What an indicator yields; nothing when it is unknown or unsound itself. */
export function yieldOf(ruleset: Ruleset, name: string, attributes: Attributes): Yield | undefined {
  const indicator = Object.hasOwn(ruleset.indicators, name) ? ruleset.indicators[name] : undefined;
  if (indicator === undefined) return undefined;
  const special = indicator.special ?? [];
  const any = { kind: 'number', floor: Number.NEGATIVE_INFINITY, whole: false, words: undefined, special } as const;
  if (!isMeasured(indicator)) return any;
  const isDays = indicator.measure === 'days_past_due' && indicator.over !== 'mean';
  // Shares of several accounts that are added up may come to more than the whole.
  const upTo = indicator.gather === 'sum' ? {} : { ceiling: 1 };
  if (shares.has(indicator.measure)) return { ...any, floor: 0, ...upTo };
  if (counting.has(indicator.measure)) return { ...any, floor: 0, whole: isDays || whole.has(indicator.measure) };
  if (indicator.measure === 'share') return isBelowZero(indicator, attributes) ? any : { ...any, floor: 0, ...upTo };
  if (indicator.column === undefined && isSeries(indicator)) return averaging.has(indicator.measure) ? { ...any, floor: 0 } : any;
  return ofColumn(indicator, attributes, special);
}

/** Whether a share weighs by what may be negative, as statements with credits are: it has no bounds. */
function isBelowZero({ fact: name, by }: Measured, attributes: Attributes): boolean {
  const fact = vocabulary.get(name);
  const weight = fact && by !== undefined ? readable(fact, by, attributes) : undefined;
  return typeof weight === 'object' && !weight.nonNegative;
}

function ofColumn(indicator: Measured, attributes: Attributes, special: readonly number[]): Yield | undefined {
  const fact = vocabulary.get(indicator.fact);
  if (fact === undefined || indicator.column === undefined) return undefined;
  const column = readable(fact, indicator.column, attributes);
  if (typeof column === 'string' || column.kind === 'date') return undefined;
  const type = columnOf(fact, indicator.column, attributes)?.entry?.type;
  if (indicator.codes !== undefined) return ofCodes(Object.values(indicator.codes), indicator.gather === 'sum', special);
  const isAlike = alike.has(indicator.measure);
  return {
    kind: column.kind,
    floor: column.nonNegative && (isAlike || averaging.has(indicator.measure)) ? 0 : Number.NEGATIVE_INFINITY,
    whole: isAlike && (type === 'integer' || type === 'money'),
    words: column.words,
    special,
  };
}

/** Words that stand for numbers yield these and no others, unless those of several accounts are added up. */
const ofCodes = (numbers: readonly number[], isSum: boolean, special: readonly number[]): Yield => ({
  kind: 'number',
  floor: isSum && numbers.some((each) => each < 0) ? Number.NEGATIVE_INFINITY : Math.min(...numbers),
  whole: numbers.every(Number.isInteger),
  words: undefined,
  special,
  ...(isSum ? {} : { numbers }),
});
