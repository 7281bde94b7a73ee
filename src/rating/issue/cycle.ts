import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { addDays, addMonths, type Day } from '../../base/time.ts';
import { error, type Fault } from '../check/fault.ts';

/**
 * When a dimension's official grades are issued, and how long they hold.
 *
 * year: as of the first of `month` each year, over the twelve months before. With `preliminary: { after: half_year }` also
 * halfway through: such a grade is told and may be objected to, but never takes the place of the final one.
 *
 * quarter: as of the first of January, April, July and October, over the three months before.
 *
 * event: for single customers, as of any day.
 *
 * A grade holds from the day it is issued for `validMonths` after the day it is as of, or until a later one is issued; by
 * default for the length of a cycle and three months more, so that the next one may take its time (on event: twelve).
 */
export const cycleShape = z.strictObject({
  every: z.enum(['year', 'quarter', 'event']),
  month: z.int().min(1).max(12).optional(),
  preliminary: z.strictObject({ after: z.enum(['half_year']) }).optional(),
  /** Days after the day of issue on which the customer may still ask for a review. */
  objectionDays: z.int().min(0).max(limits.objectionDaysMax).default(15),
  validMonths: z.int().min(1).max(limits.validMonthsMax).optional(),
  /** Who is told: everybody, or only whose grade is another than the one before. */
  notice: z.enum(['all', 'changed']).default('all'),
});
export type Cycle = z.infer<typeof cycleShape>;

/** One passage of a cycle: its name, what is made at its end, the day it began and the day its grades are as of. */
export interface Turn {
  /** `2026`, `2026-H1 preliminary`, `2026-Q2`; of a year that does not begin in January `2026/27`; on event the day. */
  readonly name: string;
  readonly kind: 'issued' | 'preliminary';
  readonly from: Day;
  /** The day after its last: an issue run may be prepared from then on. */
  readonly asOf: Day;
}

const graceMonths = 3;
const eventMonths = 12;
const halfYear = 6;
const lengths = { year: 12, quarter: 3, event: 0 } as const;

/** What keys of a cycle do not go together. A validity shorter than the cycle would leave everybody without a grade before its end. */
export function cycleFaults({ every, month, preliminary, validMonths }: Cycle): Fault[] {
  const misplaced = every === 'year' ? [] : Object.entries({ month, preliminary }).filter(([, value]) => value !== undefined);
  const isShort = validMonths !== undefined && validMonths < lengths[every];
  return [
    ...misplaced.map(([key]) => error('RATING_CYCLE_MISPLACED', `cycle.${key}`, { key, every })),
    ...(isShort ? [error('RATING_CYCLE_SHORT', 'cycle.validMonths', { validMonths, every, months: lengths[every] })] : []),
  ];
}

/** The months in which something of a kind is made: every `length` months, counted from the year 0. */
interface Grid {
  readonly kind: Turn['kind'];
  readonly length: number;
  readonly offset: number;
  /** How many months lie behind the day it is as of. */
  readonly span: number;
}

function gridsOf({ every, month = 1, preliminary }: Cycle): Grid[] {
  if (every === 'event') return [];
  const length = lengths[every];
  const offset = every === 'year' ? month - 1 : 0;
  const final: Grid = { kind: 'issued', length, offset, span: length };
  return preliminary && every === 'year' ? [final, { kind: 'preliminary', length, offset: (offset + halfYear) % length, span: halfYear }] : [final];
}

const monthsOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const firstOf = (months: number): Day => addMonths('0000-01-01', months);

/** The last day of a grid that is not after a day. */
const lastOn = ({ length, offset }: Grid, day: Day): Day => {
  const months = monthsOf(day);
  return firstOf(months - ((((months - offset) % length) + length) % length));
};

function turnOf({ every, month = 1 }: Cycle, { kind, span }: Grid, asOf: Day): Turn {
  const from = addMonths(asOf, -span);
  const year = Number(from.slice(0, 4));
  const written = month === 1 || every !== 'year' ? from.slice(0, 4) : `${from.slice(0, 4)}/${String((year + 1) % 100).padStart(2, '0')}`;
  const part = every === 'quarter' ? `-Q${(monthsOf(from) % 12) / 3 + 1}` : kind === 'preliminary' ? '-H1 preliminary' : '';
  return { name: `${written}${part}`, kind, from, asOf };
}

/** On event a day is a turn of its own. */
export const eventOn = (day: Day): Turn => ({ name: day, kind: 'issued', from: day, asOf: day });

/** The last turn that ended on or before a day; none where grades are issued on event only. */
export function lastTurn(cycle: Cycle, day: Day): Turn | undefined {
  const turns = gridsOf(cycle).map((grid) => turnOf(cycle, grid, lastOn(grid, day)));
  return turns.reduce<Turn | undefined>((last, turn) => (last === undefined || turn.asOf > last.asOf ? turn : last), undefined);
}

/** The first turn that ends after a day, of one kind or of any: the one that the day belongs to. */
export function nextTurn(cycle: Cycle, day: Day, kind?: Turn['kind']): Turn | undefined {
  const grids = gridsOf(cycle).filter((grid) => kind === undefined || grid.kind === kind);
  const turns = grids.map((grid) => turnOf(cycle, grid, addMonths(lastOn(grid, day), grid.length)));
  return turns.reduce<Turn | undefined>((next, turn) => (next === undefined || turn.asOf < next.asOf ? turn : next), undefined);
}

/** The turn whose grades are as of exactly this day; nothing when none ends then. */
export function turnOn(cycle: Cycle, day: Day): Turn | undefined {
  if (cycle.every === 'event') return eventOn(day);
  const turn = lastTurn(cycle, day);
  return turn?.asOf === day ? turn : undefined;
}

/** So many months after the day they are as of, final grades hold. */
const monthsValid = ({ every, validMonths }: Cycle): number => validMonths ?? (every === 'event' ? eventMonths : lengths[every] + graceMonths);

/** A cycle in a line. */
export function cycleText(cycle: Cycle): string {
  const { every, month = 1, preliminary, objectionDays, notice } = cycle;
  const start = every === 'year' ? `every year, as of the first of month ${month}` : every === 'quarter' ? 'every quarter' : 'on event, customer by customer';
  const half = preliminary ? ', preliminary after half a year' : '';
  return `grades are issued ${start}${half}: valid ${monthsValid(cycle)} months, open to objection for ${objectionDays} days, told to ${notice === 'all' ? 'everybody' : 'whose grade changed'}`;
}

/** From when to when a grade holds, both included, and until when it may be objected to. */
export interface Validity {
  readonly validFrom: Day;
  readonly validUntil: Day;
  readonly objectionUntil: Day;
}

/** Of a grade of a turn that is issued on a day. A preliminary one holds until its final one is due. */
export function validityOf(cycle: Cycle, turn: Pick<Turn, 'kind' | 'asOf'>, issuedOn: Day): Validity {
  const months = turn.kind === 'preliminary' ? halfYear + graceMonths : monthsValid(cycle);
  return {
    validFrom: issuedOn,
    validUntil: addDays(addMonths(turn.asOf, months), -1),
    objectionUntil: addDays(issuedOn, cycle.objectionDays),
  };
}
