import type { Day } from '../../base/time.ts';

/** An override of a customer's grade that began. */
export interface Begun {
  readonly customerId: string;
  readonly askedBy: string;
  readonly cause: string;
  readonly notches: number;
  readonly fromOn: Day;
}

/** What became of its customer within the horizon after it began; nothing when neither can be said. */
export type Outcome = 'good' | 'bad' | undefined;

/** How overrides of one direction turned out. */
export interface Turned {
  readonly count: number;
  readonly good: number;
  readonly bad: number;
  /** Neither happened nor observed for the whole horizon. */
  readonly indeterminate: number;
  /** Of good and bad; null without either. */
  readonly badRate: number | null;
}

/** Overrides together. */
export interface Tally {
  readonly count: number;
  /** Of everybody who was graded; null when nobody was. */
  readonly rate: number | null;
  /** To a better grade than the computed one. */
  readonly up: Turned;
  readonly down: Turned;
}

/** Overrides by what they have in common: who asked, or why. */
export interface Group extends Tally {
  readonly name: string;
}

export interface Tallied extends Tally {
  readonly officers: readonly Group[];
  readonly causes: readonly Group[];
}

type Known = readonly (readonly [begun: Begun, outcome: Outcome])[];

/** Counts overrides with their outcomes (by position) against how many were graded; groups by count, then by name. */
export function tally(begun: readonly Begun[], outcomes: readonly Outcome[], graded: number | null): Tallied {
  if (begun.length !== outcomes.length) throw new RangeError('overrides and outcomes differ in number');
  const known = begun.map((each, at) => [each, outcomes[at]] as const);
  return { ...together(known, graded), officers: grouped(known, graded, ({ askedBy }) => askedBy), causes: grouped(known, graded, ({ cause }) => cause) };
}

const grouped = (known: Known, graded: number | null, nameOf: (begun: Begun) => string): Group[] =>
  [...Map.groupBy(known, ([begun]) => nameOf(begun))]
    .map(([name, own]) => ({ name, ...together(own, graded) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));

function together(known: Known, graded: number | null): Tally {
  const way = (isUp: boolean) => turned(known.filter(([{ notches }]) => notches > 0 === isUp).map(([, outcome]) => outcome));
  return { count: known.length, rate: graded ? known.length / graded : null, up: way(true), down: way(false) };
}

function turned(outcomes: readonly Outcome[]): Turned {
  const good = outcomes.filter((outcome) => outcome === 'good').length;
  const bad = outcomes.filter((outcome) => outcome === 'bad').length;
  const count = outcomes.length;
  return { count, good, bad, indeterminate: count - good - bad, badRate: good + bad === 0 ? null : bad / (good + bad) };
}
