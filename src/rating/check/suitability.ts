import type { Fact } from '../../base/fact.ts';
import { isDay } from '../../base/time.ts';
import { type Column, isClosed, type NoColumn, readable } from '../column.ts';
import type { Code } from '../errors.ts';
import { type Compared, type Condition, columnsOf, constantsOf, isCompared, type Measure, type Measured } from '../indicator.ts';
import { isBroken, isLateness } from '../measure/parts.ts';
import { isSeasonal, isSeries, seasonOf, servicesOf } from '../measure/series.ts';
import { type Attributes, dayOf, vocabulary } from '../vocabulary.ts';
import { error, type Fault, warning } from './fault.ts';
import { isRefused } from './refusal.ts';

/**
 * What a measure takes as its column. `state`: a number or a word; `day?`: a day, or none when the fact has its own; `number?`: a number, or none to count rows.
 */
type Takes = 'none' | 'number' | 'number?' | 'state' | 'day?';

const takes: Record<Measure, Takes> = {
  latest: 'state',
  count: 'none',
  sum: 'number',
  mean: 'number',
  monthly_mean: 'number?',
  min: 'number',
  max: 'number',
  share: 'none',
  volatility: 'number?',
  trend: 'number?',
  growth: 'number?',
  half_growth: 'number?',
  months_since: 'day?',
  tenure_months: 'day?',
  days_past_due: 'none',
  on_time_share: 'none',
  on_time_amount_share: 'none',
  arrears_amount: 'none',
  cured_months: 'none',
  broken_arrangements: 'none',
};

/** Options that belong to some measures alone. */
const options = { match: ['share'], by: ['share'], over: ['days_past_due'], codes: ['latest'], graceDays: ['on_time_share', 'on_time_amount_share'] } as const;

/** Measures that read one fact, whatever they name. */
const factOf = (indicator: Measured): string | undefined => (isLateness(indicator) ? 'bill' : isBroken(indicator) ? 'arrangement' : undefined);

const absent: Record<NoColumn, Code> = { unknown: 'RATING_COLUMN_UNKNOWN', closed: 'RATING_COLUMN_CLOSED', undeclared: 'RATING_ATTRIBUTE_UNDECLARED' };

/** Whether facts, columns, measure, window and filters of one measured indicator go together, and may be used in the dimension. */
export function suitability(indicator: Measured, dimension: string, attributes: Attributes, path: string): Fault[] {
  const fact = vocabulary.get(indicator.fact);
  if (fact === undefined) return [error('RATING_FACT_UNKNOWN', `${path}.fact`, { fact: indicator.fact, known: [...vocabulary.keys()].join(', ') })];
  if (isClosed(fact)) return [error('RATING_FACT_CLOSED', `${path}.fact`, { fact: fact.name })];
  const check = { fact, dimension, attributes };
  return [
    ...columnFaults(indicator, check, path),
    ...optionFaults(indicator, path),
    ...weightFaults(indicator, check, path),
    ...windowFaults(indicator, fact, path),
    ...unitFaults(indicator, fact, path),
    ...indicator.where.flatMap((condition, at) => conditionFaults(condition, check, `${path}.where[${at}]`)),
    ...accountFaults(indicator, path),
    ...(indicator.match ?? []).flatMap((condition, at) => conditionFaults(condition, check, `${path}.match[${at}]`)),
  ];
}

interface Check {
  readonly fact: Fact;
  readonly dimension: string;
  readonly attributes: Attributes;
}

/** The measured column is the fact's own; the account's are for conditions. */
const ownColumn = (fact: Fact, name: string, attributes: Attributes): Column | NoColumn =>
  name.startsWith('account.') ? 'unknown' : readable(fact, name, attributes);

function columnFaults(indicator: Measured, { fact, dimension, attributes }: Check, path: string): Fault[] {
  const { measure, column: name } = indicator;
  const wanted = takes[measure];
  const at = `${path}.column`;
  const only = factOf(indicator);
  if (only !== undefined && only !== fact.name) return [error('RATING_MEASURE_FACT', `${path}.fact`, { measure, fact: only, got: fact.name })];
  if (name === undefined) {
    if (wanted === 'none' || wanted === 'number?' || (wanted === 'day?' && dayOf(fact) !== undefined)) return [];
    return [error('RATING_COLUMN_MISSING', path, { measure, wanted: { state: 'number, word', 'day?': 'day', number: 'number' }[wanted] })];
  }
  if (wanted === 'none') return [error('RATING_COLUMN_MISPLACED', at, { measure })];
  const column = ownColumn(fact, name, attributes);
  if (typeof column === 'string') return [error(absent[column], at, { fact: fact.name, column: name })];
  const fits = wanted === 'state' ? column.kind !== 'date' : wanted === 'day?' ? column.kind === 'date' : column.kind === 'number';
  const faults = fits ? [] : [error('RATING_MEASURE_TYPE', at, { measure, column: name, kind: column.kind })];
  return [...faults, ...refusals(column, dimension, name, at), ...specialFaults(indicator, column, path), ...codeFaults(indicator, column, path)];
}

const refusals = (column: Column, dimension: string, name: string, path: string): Fault[] =>
  isRefused(dimension, column.class) ? [error('RATING_ATTRIBUTE_REFUSED', path, { column: name, class: column.class, dimension })] : [];

const specialFaults = (indicator: Measured, column: Column, path: string): Fault[] =>
  indicator.special === undefined || column.kind === 'number' ? [] : [error('RATING_SPECIAL_MISPLACED', `${path}.special`)];

/** Numbers that words stand for: of a column of words, of words it may have, and of one at least. */
function codeFaults({ codes, column: name, measure }: Measured, { kind, words }: Column, path: string): Fault[] {
  if (codes === undefined || measure !== 'latest') return [];
  if (kind !== 'word') return [error('RATING_CODES_NUMBER', `${path}.codes`, { column: name ?? '' })];
  const strange = words === undefined ? [] : Object.keys(codes).filter((word) => !words.includes(word));
  return [
    ...(Object.keys(codes).length === 0 ? [error('RATING_CODES_NONE', `${path}.codes`)] : []),
    ...strange.map((word) => error('RATING_WORD_UNKNOWN', `${path}.codes.${word}`, { got: word, known: (words ?? []).join(', ') })),
  ];
}

function optionFaults(indicator: Measured, path: string): Fault[] {
  const faults: Fault[] = [];
  for (const [option, belongs] of Object.entries(options) as [keyof typeof options, readonly Measure[]][]) {
    if (indicator[option] !== undefined && !belongs.includes(indicator.measure)) {
      faults.push(error('RATING_OPTION_MISPLACED', `${path}.${option}`, { option, measure: indicator.measure, belongs: belongs.join(', ') }));
    }
  }
  if (indicator.measure === 'share' && indicator.match === undefined) faults.push(error('RATING_MATCH_MISSING', path));
  const isCount = takes[indicator.measure] === 'none' || (takes[indicator.measure] === 'number?' && indicator.column === undefined);
  if (indicator.special !== undefined && isCount) faults.push(error('RATING_SPECIAL_MISPLACED', `${path}.special`));
  return faults;
}

function weightFaults(indicator: Measured, { fact, dimension, attributes }: Check, path: string): Fault[] {
  if (indicator.by === undefined || indicator.measure !== 'share') return [];
  const column = ownColumn(fact, indicator.by, attributes);
  if (typeof column === 'string') return [error(absent[column], `${path}.by`, { fact: fact.name, column: indicator.by })];
  if (!column.amount) return [error('RATING_MEASURE_TYPE', `${path}.by`, { measure: 'share', column: indicator.by, kind: column.kind })];
  return refusals(column, dimension, indicator.by, `${path}.by`);
}

function windowFaults(indicator: Measured, fact: Fact, path: string): Fault[] {
  const { window, measure } = indicator;
  const days = typeof window === 'object' && 'days' in window ? window.days : undefined;
  if (isSeries(indicator)) {
    if (fact.day === null) return [error('RATING_MONTHS_WITHOUT_DAY', `${path}.fact`, { fact: fact.name, measure })];
    if (window === 'all' || days !== undefined) return [error('RATING_WINDOW_MONTHS', `${path}.window`, { measure })];
    const least = { monthly_mean: 1, volatility: 2, trend: 3, growth: 1, half_growth: 2 }[measure as 'trend'];
    const isShort = typeof window === 'object' && 'months' in window && window.months < least;
    return [...(isShort ? [error('RATING_WINDOW_SHORT', `${path}.window`, { measure, least })] : []), ...seasonFaults(indicator, path)];
  }
  if (window !== 'all' && fact.day === null) return [error('RATING_WINDOW_WITHOUT_DAY', `${path}.window`, { fact: fact.name })];
  const monthEnds = indicator.over === 'max' || indicator.over === 'mean';
  const isOfTheDay = measure === 'arrears_amount' || (measure === 'days_past_due' && !monthEnds);
  if (isOfTheDay && window !== 'all') return [warning('RATING_WINDOW_IDLE', `${path}.window`, { measure })];
  if (monthEnds && days !== undefined && days < 31) return [error('RATING_WINDOW_NO_MONTH_END', `${path}.window`, { days })];
  return monthEnds && window === 'all' ? [error('RATING_WINDOW_NEEDED', path, { over: indicator.over as string })] : [];
}

/** A seasonal service goes up and down with the year: it has no half against half, and its trend is not that of another service. */
function seasonFaults(indicator: Measured, path: string): Fault[] {
  const { measure } = indicator;
  const season = seasonOf(indicator);
  if ((measure !== 'trend' && measure !== 'half_growth') || season === 'even') return [];
  const seasonal = servicesOf(indicator).filter(isSeasonal).join(', ');
  if (season === 'mixed') return [error('RATING_SEASONS_MIXED', path, { measure, seasonal })];
  return measure === 'half_growth' ? [error('RATING_HALVES_SEASONAL', `${path}.measure`, { measure, seasonal })] : [];
}

/** Quantities of several units have no sum: where rows have a unit, a condition must keep to one, or to one service. */
function unitFaults({ column, by, where }: Measured, fact: Fact, path: string): Fault[] {
  const measured = [column, by].filter((name) => name !== undefined && fact.columns[name]?.type === 'quantity');
  const isKept = where.some((condition) => isCompared(condition) && condition.op === '=' && ['unit', 'account.service'].includes(condition.column));
  return 'unit' in fact.columns && measured.length > 0 && !isKept ? [error('RATING_UNITS_MIXED', path, { column: String(measured[0]), fact: fact.name })] : [];
}

/** Payment behaviour is of whole accounts: its filter chooses accounts, not bills. */
function accountFaults(indicator: Measured, path: string): Fault[] {
  if (!isLateness(indicator)) return [];
  return indicator.where.flatMap((condition, at) => {
    const column = columnsOf(condition).find((name) => !name.startsWith('account.'));
    return column === undefined ? [] : [error('RATING_CONDITION_ACCOUNT', `${path}.where[${at}].column`, { column, measure: indicator.measure })];
  });
}

function conditionFaults(condition: Condition, { fact, dimension, attributes }: Check, path: string): Fault[] {
  const column = readable(fact, condition.column, attributes);
  if (typeof column === 'string') return [error(absent[column], `${path}.column`, { fact: fact.name, column: condition.column })];
  const faults = refusals(column, dimension, condition.column, `${path}.column`);
  const isOfDays = column.kind === 'date';
  if (!isCompared(condition))
    return [...faults, ...(isOfDays ? [] : [error('RATING_CONDITION_DAY', `${path}.open`, { what: 'open', column: condition.column })])];
  const { value } = condition;
  if (typeof value === 'object' && !Array.isArray(value)) {
    const what = 'asOf' in value ? 'asOf' : 'column';
    if (!isOfDays) return [...faults, error('RATING_CONDITION_DAY', `${path}.value`, { what, column: condition.column })];
    if (condition.op === 'in') return [...faults, error('RATING_CONDITION_LIST', `${path}.value`, { op: condition.op })];
    return [...faults, ...('column' in value ? otherFaults(value.column, { fact, dimension, attributes }, path) : [])];
  }
  return [...faults, ...comparedFaults(condition, column, path)];
}

/** The other column that a day is compared with must hold days itself. */
function otherFaults(name: string, { fact, dimension, attributes }: Pick<Check, 'fact' | 'dimension' | 'attributes'>, path: string): Fault[] {
  const other = readable(fact, name, attributes);
  if (typeof other === 'string') return [error(absent[other], `${path}.value.column`, { fact: fact.name, column: name })];
  const faults = refusals(other, dimension, name, `${path}.value.column`);
  return other.kind === 'date' ? faults : [...faults, error('RATING_CONDITION_DAY', `${path}.value.column`, { what: 'column', column: name })];
}

function comparedFaults(condition: Compared, column: Column, path: string): Fault[] {
  const { op, value } = condition;
  const faults = Array.isArray(value) === (op === 'in') ? [] : [error('RATING_CONDITION_LIST', `${path}.value`, { op })];
  if (column.kind === 'word' && !['=', '<>', 'in'].includes(op)) faults.push(error('RATING_CONDITION_ORDER', `${path}.op`, { op, column: condition.column }));
  for (const each of constantsOf(condition)) {
    if (!suits(each, column))
      faults.push(error('RATING_CONDITION_VALUE', `${path}.value`, { value: String(each), column: condition.column, expected: expected(column) }));
  }
  return faults;
}

function suits(value: string | number | boolean, column: Column): boolean {
  if (column.kind === 'number') return typeof value === 'number';
  if (column.kind === 'date') return typeof value === 'string' && isDay(value);
  return typeof value !== 'number' && (column.words === undefined ? typeof value === 'string' : column.words.includes(String(value)));
}

const expected = (column: Column): string => column.words?.join(', ') ?? { number: '1', word: 'word', date: 'YYYY-MM-DD' }[column.kind];
