import { addDays, type Day, lastOfMonth } from '../../base/time.ts';
import type { Measured } from '../indicator.ts';
import { vocabulary } from '../vocabulary.ts';
import { type Covered, isBroken, isLateness } from './parts.ts';
import { isSeries, seriesMonths } from './series.ts';
import { span } from './window.ts';

/** Days a source has loaded of a fact, inclusive. */
export interface Interval {
  readonly source: string;
  readonly fact: string;
  readonly fromOn: Day;
  readonly untilOn: Day;
}

/**
 * What of an indicator's window a set of sources has loaded. Profiles and accounts are states, not events: they are always whole, and so is what the
 * installation keeps itself, whatever was loaded. Payment measures need bills and payments both. Broken arrangements need any arrangements, and instalments
 * and payments of the whole window: what was not loaded would look unpaid. A window `all` is whole once anything was loaded; an empty one is never loaded.
 */
export function coveredBy(intervals: readonly Interval[], sources: readonly string[], indicator: Measured, asOf: Day): Covered {
  const of = (fact: string) => merged(intervals.filter((interval) => interval.fact === fact && sources.includes(interval.source) && interval.fromOn <= asOf));
  const { from, until } = span(indicator.window, asOf);
  const all = (...facts: string[]): Covered['window'] => (facts.every((fact) => of(fact).length > 0) ? 'whole' : 'none');
  const loadedOf = (fact: string): Covered['window'] => {
    if (from === undefined) return all(fact);
    const loaded = of(fact);
    if (loaded.some((interval) => interval.fromOn <= from && interval.untilOn >= until)) return 'whole';
    return loaded.some((interval) => interval.fromOn <= until && interval.untilOn >= from) ? 'part' : 'none';
  };
  const isOwn = vocabulary.get(indicator.fact)?.own === true;
  const within = (): Covered['window'] => {
    if (isLateness(indicator)) return all('bill', 'payment');
    if (vocabulary.get(indicator.fact)?.day === null) return 'whole';
    if (from !== undefined && from > until) return 'none';
    if (isOwn) return 'whole';
    if (!isBroken(indicator)) return loadedOf(indicator.fact);
    return least(all('arrangement'), loadedOf('instalment'), loadedOf('payment'));
  };
  const months = isSeries(indicator) ? seriesMonths(indicator, asOf) : [];
  return { window: within(), months: isOwn ? new Set(months) : wholeMonths(of(indicator.fact), months) };
}

const least = (...windows: Covered['window'][]): Covered['window'] => (['none', 'part'] as const).find((each) => windows.includes(each)) ?? 'whole';

/** The months of a fact that intervals hold whole. */
export const loadedMonths = (intervals: readonly Interval[], fact: string, months: readonly Day[]): ReadonlySet<Day> =>
  wholeMonths(merged(intervals.filter((interval) => interval.fact === fact)), months);

/** The months that lie whole in one of these intervals, which do not touch each other. */
const wholeMonths = (intervals: readonly { fromOn: Day; untilOn: Day }[], months: readonly Day[]): ReadonlySet<Day> =>
  new Set(months.filter((month) => intervals.some(({ fromOn, untilOn }) => fromOn <= month && untilOn >= lastOfMonth(month))));

/** Joins intervals that overlap or follow each other without a gap. */
function merged(intervals: readonly Interval[]): { fromOn: Day; untilOn: Day }[] {
  const out: { fromOn: Day; untilOn: Day }[] = [];
  for (const { fromOn, untilOn } of [...intervals].sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1))) {
    const last = out.at(-1);
    if (last && fromOn <= addDays(last.untilOn, 1)) last.untilOn = untilOn > last.untilOn ? untilOn : last.untilOn;
    else out.push({ fromOn, untilOn });
  }
  return out;
}
