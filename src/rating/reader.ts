import type { Day, Instant } from '../base/time.ts';
import { coveredBy, type Interval } from './coverage.ts';
import { combine, combined, type Derived, type Indicator, isMeasured, type Measured, missing, type Value } from './indicator.ts';
import { type Covered, form, type Part, type Statement } from './parts.ts';
import { derivationOrder } from './ruleset.ts';
import { type Attributes, columnOf, type Kind, vocabulary } from './vocabulary.ts';

/** A customer with the values of every indicator, in the order the indicators were given. */
export interface CustomerValues {
  readonly customerId: string;
  readonly values: Value[];
}

/** Indicators made ready to be read as of a day, known at an instant. */
export interface Reader {
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly names: readonly string[];
  readonly indicators: Readonly<Record<string, Indicator>>;
  readonly measured: readonly string[];
  readonly order: readonly string[];
  readonly kinds: readonly Kind[];
  readonly current: Statement;
  readonly known: Statement;
  readonly covered: (sources: readonly string[]) => readonly Covered[];
}

/** What reading indicators takes: their compiled statements, and what the sources have loaded. */
export interface Ingredients {
  readonly indicators: Readonly<Record<string, Indicator>>;
  readonly attributes: Attributes;
  readonly intervals: readonly Interval[];
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly current: Statement;
  readonly known: Statement;
}

/** Names of the indicators that statements are compiled of, in the order of their parts. */
export const measuredNames = (indicators: Readonly<Record<string, Indicator>>): string[] =>
  Object.keys(indicators).filter((name) => isMeasured(indicators[name] as Indicator));

export function readerOf({ indicators, attributes, intervals, asOf, knownAt, current, known }: Ingredients): Reader {
  const measured = measuredNames(indicators);
  const list = measured.map((name) => indicators[name] as Measured);
  const remembered = new Map<string, Covered[]>();
  return {
    asOf,
    knownAt,
    names: Object.keys(indicators),
    indicators,
    measured,
    order: derivationOrder(indicators).filter((name) => !measured.includes(name)),
    kinds: list.map((indicator) => kindOf(indicator, attributes)),
    current,
    known,
    covered: (sources) => {
      const key = sources.join('\n');
      const found = remembered.get(key) ?? list.map((indicator) => coveredBy(intervals, sources, indicator, asOf));
      remembered.set(key, found);
      return found;
    },
  };
}

const kindOf = (indicator: Measured, attributes: Attributes): Kind => {
  const fact = vocabulary.get(indicator.fact);
  return (fact && indicator.column !== undefined && columnOf(fact, indicator.column, attributes)?.kind) || 'number';
};

/** Forms every value of one row of a reader's statement: measured ones from their parts, then derived ones. */
export function valuesOf(reader: Reader, row: readonly unknown[]): CustomerValues {
  const covered = reader.covered((row[1] ?? []) as string[]);
  const byName = new Map<string, Value>();
  reader.measured.forEach((name, at) => {
    const { at: from, count } = reader.current.parts[at] as { at: number; count: number };
    const parts = row.slice(from, from + count) as Part[];
    byName.set(name, form(reader.indicators[name] as Measured, parts, reader.asOf, covered[at] as Covered, reader.kinds[at] as Kind));
  });
  for (const name of reader.order) {
    const indicator = reader.indicators[name] as Derived;
    const [left, right] = combined(indicator).of;
    byName.set(name, combine(indicator, byName.get(left) ?? missing, byName.get(right) ?? missing));
  }
  return { customerId: row[0] as string, values: reader.names.map((name) => byName.get(name) ?? missing) };
}
