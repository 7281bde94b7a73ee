import { limits } from '../../base/limits.ts';
import { addMonths, type Day, daysBetween, firstOfMonth, lastOfMonth } from '../../base/time.ts';
import { problem } from '../errors.ts';
import { type Interval, loadedMonths } from '../measure/coverage.ts';
import { type At, bucketOf, historyOf, type Scheme, worst } from './bucket.ts';

/** How an owner stood at the month ends asked for, oldest first, and stands on the as-of day. */
export interface Past {
  readonly months: readonly At[];
  readonly now: At;
}

/** Lateness as the graph shows it, in a scheme's buckets. */
export interface Late {
  readonly daysPastDue: number | null;
  readonly bucket: number | null;
  readonly history: string;
}

export function lateOf(scheme: Scheme, { now, months }: Past): Late {
  const standing = typeof now === 'object' ? now : undefined;
  return { daysPastDue: standing?.daysPastDue ?? null, bucket: standing ? bucketOf(scheme, standing) : null, history: historyOf(scheme, months) };
}

/** In a scheme of days, which no bill needs be counted for. */
export const lateByDays = (scheme: Scheme, daysPastDue: number | null): Late =>
  lateOf(scheme, { now: daysPastDue === null ? 'unknown' : { daysPastDue, billsOwed: 0 }, months: [] });

/** What of an account's contract and bills says how it stood on any day: nothing is late and no bill known where it has none with an amount due. */
export interface Held {
  readonly contractStart: Day | null;
  readonly knownOn: Day | null;
  /** Bills not covered by their due day: that day, and when they were. */
  readonly late: readonly (readonly [dueOn: Day, coveredOn: Day | null])[];
}

/** Refuses more months than a history has (RATING_HISTORY_MONTHS). */
export function checkMonths(months: number): void {
  if (months < 0 || months > limits.historyMonthsMax) throw problem('RATING_HISTORY_MONTHS', { months, most: limits.historyMonthsMax }, { path: 'months' });
}

/**
 * How the owner of accounts stood at the ends of the last `months` whole months and stands on the as-of day: of a month whose bills and payments its
 * sources have not loaded whole nothing is known, of the as-of day where they have loaded none at all. Nothing is told of month ends before `sinceOn`.
 */
export function pastOf(accounts: readonly Held[], loaded: readonly Interval[], asOf: Day, months: number, sinceOn: Day = ''): Past {
  const firsts = Array.from({ length: months }, (_, at) => addMonths(firstOfMonth(asOf), at - months));
  const own = loaded.filter(({ fromOn }) => fromOn <= asOf);
  const wholes = ['bill', 'payment'].map((fact) => loadedMonths(own, fact, firsts));
  const stood = (day: Day, isLoaded: boolean): At => worst(accounts.map((account) => standingOn(account, day, isLoaded)));
  return {
    months: firsts.map((first) =>
      lastOfMonth(first) < sinceOn
        ? 'unknown'
        : stood(
            lastOfMonth(first),
            wholes.every((whole) => whole.has(first)),
          ),
    ),
    now: stood(
      asOf,
      ['bill', 'payment'].every((fact) => own.some((interval) => interval.fact === fact)),
    ),
  };
}

function standingOn({ contractStart, knownOn, late }: Held, day: Day, isLoaded: boolean): At {
  if (contractStart !== null && day < contractStart) return 'unopened';
  if (knownOn === null || knownOn > day || !isLoaded) return 'unknown';
  const open = late.filter(([dueOn, coveredOn]) => dueOn < day && (coveredOn === null || coveredOn > day)).map(([dueOn]) => dueOn);
  return { daysPastDue: Math.max(0, ...open.map((dueOn) => daysBetween(dueOn, day))), billsOwed: open.length };
}
