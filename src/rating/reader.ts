import type { Day, Instant } from '../base/time.ts';
import { type Indicator, isMeasured, type Measured, type Value } from './indicator.ts';
import { coveredBy, type Interval } from './measure/coverage.ts';
import { always, type Covered, type Level, type Reading, type Statement } from './measure/parts.ts';
import { derivationOrder } from './ruleset.ts';
import type { Subject } from './subject.ts';
import { type Attributes, columnOf, type Kind, vocabulary } from './vocabulary.ts';

/** What is rated (`subject.ts`), with the values of every indicator, in the order the indicators were given. */
export interface SubjectValues {
  readonly customerId: string;
  readonly subjectId: string;
  readonly values: Value[];
}

export const inOrder = (a: SubjectValues, b: SubjectValues): number =>
  a.customerId < b.customerId || (a.customerId === b.customerId && a.subjectId < b.subjectId) ? -1 : 1;

/** Measured indicators that one statement reads, per customer or per account. */
export interface Layer {
  readonly measured: readonly string[];
  readonly kinds: readonly Kind[];
  readonly current: Statement;
  readonly known: Statement;
  readonly covered: (sources: readonly string[]) => readonly Covered[];
}

/** Indicators made ready to be read as of a day, known at an instant. Its own layer is per account where accounts are rated, else per customer. */
export interface Reader extends Layer {
  readonly subject: Subject;
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly names: readonly string[];
  readonly indicators: Readonly<Record<string, Indicator>>;
  readonly order: readonly string[];
  /** What is measured per account and gathered for the customer. */
  readonly perAccount: Layer | undefined;
}

/** What reading indicators takes: how statements are compiled, and what the sources have loaded. */
export interface Ingredients {
  readonly indicators: Readonly<Record<string, Indicator>>;
  readonly subject: Subject;
  readonly attributes: Attributes;
  readonly intervals: readonly Interval[];
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly compiled: (indicators: readonly Measured[], reading: Reading, level: Level) => Statement;
}

export function readerOf(ingredients: Ingredients): Reader {
  const { indicators, subject, asOf, knownAt } = ingredients;
  const measured = Object.keys(indicators).filter((name) => isMeasured(indicators[name] as Indicator));
  const isGathered = (name: string): boolean => subject === 'customer' && (indicators[name] as Measured).gather !== undefined;
  const gathered = measured.filter(isGathered);
  return {
    ...layerOf(
      ingredients,
      measured.filter((name) => !isGathered(name)),
      subject === 'account' ? 'account' : 'customer',
    ),
    subject,
    asOf,
    knownAt,
    names: Object.keys(indicators),
    indicators,
    order: derivationOrder(indicators).filter((name) => !measured.includes(name)),
    perAccount: gathered.length > 0 ? layerOf(ingredients, gathered, 'account') : undefined,
  };
}

function layerOf({ indicators, attributes, intervals, asOf, knownAt, compiled }: Ingredients, measured: readonly string[], level: Level): Layer {
  const list = measured.map((name) => indicators[name] as Measured);
  const remembered = new Map<string, Covered[]>();
  return {
    measured,
    kinds: list.map((indicator) => kindOf(indicator, attributes)),
    current: compiled(list, 'current', level),
    known: compiled(list, knownAt === always ? 'now' : 'known', level),
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
