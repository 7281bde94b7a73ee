import { workingDay } from '../../base/profile.ts';
import { addDays, addMonths, type Day, firstOfMonth, isDay, lastOfMonth, wholeMonths } from '../../base/time.ts';
import { type Condition, isCompared, type Measured } from '../indicator.ts';
import type { Row } from '../measure/measure.ts';
import { lateDays } from '../measure/window.ts';
import { dayOf, vocabulary } from '../vocabulary.ts';
import { factsOf } from './ageing.ts';
import type { Memory } from './plain.ts';

/** Whether a value that is not 0 may be another on the next day, whatever is known: days past due as of the day count up. */
export const isDaily = (indicator: Measured, asOf: Day): boolean => indicator.measure === 'days_past_due' && lateDays(indicator, asOf)[0] === asOf;

/** A day on which a value can be another: `isRead`, since facts say something else; or only since it counts to that day. */
export interface Turn {
  readonly on: Day;
  readonly isRead: boolean;
}

/**
 * The days after one and up to another, rising, on which an indicator's value can be another than on the day before, but for
 * what `isDaily`: those told by days in the rows (when they become known, enter or leave its window, are met by a condition
 * or counted as another month), by what sources have loaded, and the first of every month. More days than these do no harm.
 */
export function turns(memory: Memory, indicator: Measured, asOf: Day, until: Day): Turn[] {
  const facts = factsOf(indicator, memory.subject);
  const rows = [...memory.told.values()].flatMap(({ known }) => facts.flatMap((fact) => known.get(fact) ?? []));
  const loaded = memory.intervals.filter(({ fact }) => facts.includes(fact));
  const days = isOfDays(indicator) ? indicator.window.days : 0;
  const months = monthsBetween(addDays(asOf, -days - longestMonth), until);
  // Month ends enter and leave a window of days on days of their own, and may be the last one to be cured of; the year to date is empty on its first day.
  const isToEnds = days > 0 || indicator.measure === 'cured_months';
  const ends = [...(isToEnds ? months.map(lastOfMonth) : []), ...(indicator.window === 'year_to_date' ? months : [])];
  const told = [...rows.flatMap(daysIn), ...loaded.flatMap(({ fromOn, untilOn }) => [fromOn, untilOn]), ...ends];
  const offsets = offsetsOf(indicator);
  const isNear = (day: Day): boolean => day > asOf && day <= until;
  const reads = new Set([
    ...memory.members.map(({ from }) => from),
    ...months,
    ...[...new Set(told)].flatMap((day) => offsets.map((offset) => addDays(day, offset))),
  ]);
  const counts = new Set([...(indicator.measure === 'cured_months' ? months.flatMap(endsIn) : []), ...countedFrom(indicator, rows, until)]);
  return [...new Set([...reads, ...counts])]
    .filter(isNear)
    .sort()
    .map((on) => ({ on, isRead: reads.has(on) }));
}

const longestMonth = 31;
const isOfDays = (indicator: Measured): indicator is Measured & { window: { days: number } } =>
  typeof indicator.window === 'object' && 'days' in indicator.window;

/** Every day that a row tells, and the working day it may be moved to. */
const daysIn = (row: Row): Day[] =>
  Object.values(row)
    .filter((each): each is Day => typeof each === 'string' && isDay(each) && each < '9999')
    .flatMap((day) => [day, workingDay(day)]);

/** How long after a day that a row tells something can change: at once, once it has passed, and when it leaves the window or nears it from a condition. */
function offsetsOf(indicator: Measured): number[] {
  const { where, match = [] } = indicator;
  const relative = (condition: Condition): number[] =>
    isCompared(condition) && typeof condition.value === 'object' && 'asOf' in condition.value ? [-condition.value.asOf] : [];
  const spans = [0, ...(isOfDays(indicator) ? [indicator.window.days] : []), ...[...where, ...match].flatMap(relative)];
  return [...new Set(spans.flatMap((span) => [span, span + 1, span + 2]))];
}

/** Days that count as the end of a month, of a shorter or a longer one. */
const endsIn = (month: Day): Day[] => [27, 28, 29, 30].map((days) => addDays(month, days));

/** Where whole months are counted from days in rows, when each is full. */
function countedFrom({ measure, fact: name, column: own }: Measured, rows: readonly Row[], until: Day): Day[] {
  if (measure !== 'months_since' && measure !== 'tenure_months') return [];
  const fact = vocabulary.get(name);
  const column = own ?? (fact && dayOf(fact));
  const from = rows.map((row) => (column === undefined ? null : row[column])).filter((day) => typeof day === 'string');
  return [...new Set(from)].flatMap((day) => Array.from({ length: Math.max(0, wholeMonths(day, until)) }, (_, months) => addMonths(day, months + 1)));
}

function monthsBetween(from: Day, until: Day): Day[] {
  const months: Day[] = [];
  for (let month = firstOfMonth(from); month <= until; month = addMonths(month, 1)) months.push(month);
  return months;
}
