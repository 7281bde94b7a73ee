import { addDays, type Day } from '../base/time.ts';
import type { Measured } from './indicator.ts';
import { type Covered, isLateness, span } from './parts.ts';
import { vocabulary } from './vocabulary.ts';

/** Days a source has loaded of a fact, inclusive. */
export interface Interval {
  readonly source: string;
  readonly fact: string;
  readonly fromOn: Day;
  readonly untilOn: Day;
}

/**
 * How much of an indicator's window a set of sources has loaded. Profiles and accounts are states, not events: they are
 * always whole. Lateness needs bills and payments both. A window `all` is whole once anything was loaded.
 */
export function coveredBy(intervals: readonly Interval[], sources: readonly string[], indicator: Measured, asOf: Day): Covered {
  const of = (fact: string) => merged(intervals.filter((interval) => interval.fact === fact && sources.includes(interval.source) && interval.fromOn <= asOf));
  if (isLateness(indicator)) return of('bill').length > 0 && of('payment').length > 0 ? 'whole' : 'none';
  if (vocabulary.get(indicator.fact)?.day === null) return 'whole';
  const { from, until } = span(indicator.window, asOf);
  const loaded = of(indicator.fact);
  if (from === undefined) return loaded.length > 0 ? 'whole' : 'none';
  if (loaded.some((interval) => interval.fromOn <= from && interval.untilOn >= until)) return 'whole';
  return loaded.some((interval) => interval.fromOn <= until && interval.untilOn >= from) ? 'part' : 'none';
}

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
