import { workingDay } from '../../base/profile.ts';
import { addDays, addMonths, type Day, firstOfMonth, isDay, lastOfMonth } from '../../base/time.ts';
import { type Condition, isCompared, type Measured } from '../indicator.ts';
import type { Row } from '../measure/measure.ts';
import { lateDays } from '../measure/window.ts';
import { dayOf, vocabulary } from '../vocabulary.ts';
import { factsOf } from './ageing.ts';
import type { Memory } from './plain.ts';

/** Whether a value that is not 0 may be another on the next day, whatever is known: days past due as of the day count up. */
export const isDaily = (indicator: Measured, asOf: Day): boolean => indicator.measure === 'days_past_due' && lateDays(indicator, asOf)[0] === asOf;

/**
 * The days after one and up to another, rising, on which an indicator's value can be another than on the day before, but for
 * what `isDaily`: those told by days in the rows (when they become known, enter or leave its window, are met by a condition
 * or counted as another month), by what sources have loaded, and the first of every month. More days than these do no harm.
 */
export function turningDays(memory: Memory, indicator: Measured, asOf: Day, until: Day): Day[] {
  const facts = factsOf(indicator, memory.subject);
  const rows = [...memory.told.values()].flatMap(({ known }) => facts.flatMap((fact) => known.get(fact) ?? []));
  const loaded = memory.intervals.filter(({ fact }) => facts.includes(fact));
  const told = [...rows.flatMap(daysIn), ...loaded.flatMap(({ fromOn, untilOn }) => [fromOn, untilOn])];
  const days = new Set(memory.members.map(({ from }) => from));
  const months = monthsBetween(addDays(asOf, -longest(indicator)), until);
  const offsets = offsetsOf(indicator);
  const isNear = (day: Day): boolean => day > asOf && day <= until;
  for (const day of new Set([...told, ...months.map(lastOfMonth)])) for (const offset of offsets) days.add(addDays(day, offset));
  for (const month of months) for (const date of datesIn(indicator)) days.add(addDays(month, date - 1));
  for (const day of countedFrom(indicator, rows)) {
    for (let count = 0, next = day; next <= until; next = addMonths(day, ++count)) days.add(next);
  }
  return [...days].filter(isNear).sort();
}

/** Every day that a row tells, and the working day it may be moved to. */
const daysIn = (row: Row): Day[] =>
  Object.values(row)
    .filter((each): each is Day => typeof each === 'string' && isDay(each) && each < '9999')
    .flatMap((day) => [day, workingDay(day)]);

const longest = ({ window }: Measured): number => (typeof window === 'object' && 'days' in window ? window.days + 31 : 0);

/** How long after a day that a row tells something can change: at once, once it has passed, and when it leaves the window or nears it from a condition. */
function offsetsOf(indicator: Measured): number[] {
  const { window, where, match = [] } = indicator;
  const relative = (condition: Condition): number[] =>
    isCompared(condition) && typeof condition.value === 'object' && 'asOf' in condition.value ? [-condition.value.asOf] : [];
  const spans = [0, ...(typeof window === 'object' && 'days' in window ? [window.days] : []), ...[...where, ...match].flatMap(relative)];
  return [...new Set(spans.flatMap((span) => [span, span + 1, span + 2]))];
}

/** Days of the month: the first, and where months are counted from month ends those that are the last of one. */
const datesIn = ({ measure }: Measured): number[] => (measure === 'cured_months' ? [1, 28, 29, 30, 31] : [1]);

/** The days in rows from which an indicator counts whole months. */
function countedFrom({ measure, fact: name, column: own }: Measured, rows: readonly Row[]): Day[] {
  if (measure !== 'months_since' && measure !== 'tenure_months') return [];
  const fact = vocabulary.get(name);
  const column = own ?? (fact && dayOf(fact));
  return rows.map((row) => (column === undefined ? null : row[column])).filter((day) => typeof day === 'string');
}

function monthsBetween(from: Day, until: Day): Day[] {
  const months: Day[] = [];
  for (let month = firstOfMonth(from); month <= until; month = addMonths(month, 1)) months.push(month);
  return months;
}
