import { addDays, type Day } from '../../base/time.ts';
import { evaluate, type Plan } from '../card/evaluator.ts';
import { type Decision, decide } from '../decision/decision.ts';
import type { Given, SpokenOver } from '../decision/given.ts';
import { combine, combined, type Derived, type Indicator, isMeasured, type Measured, missing, type Value } from '../indicator.ts';
import { type Cycle, nextTurn, type Turn as Passage } from '../issue/cycle.ts';
import { derivationOrder } from '../ruleset.ts';
import type { Read } from '../values.ts';
import { isAged } from './ageing.ts';
import { type Memory, readOn, valueFrom } from './plain.ts';
import { isDaily, type Turn, turns } from './turning.ts';

/** What a grade is foreseen from. */
export interface Basis {
  readonly plan: Plan;
  /** Those that decide, and those they are derived of; the others are missing in what is foreseen. */
  readonly indicators: Readonly<Record<string, Indicator>>;
  readonly cycle: Cycle | undefined;
  /** As of which day it is known what is known. */
  readonly asOf: Day;
  /** Values and decision of that day. */
  readonly values: readonly Value[];
  readonly now: Decision;
  /** The last grade issued as of that day or earlier. */
  readonly last: Given['last'];
  /** An override in force from the next day on, and the first day without it. */
  readonly override: (SpokenOver & { readonly expiresOn: Day }) | null;
  /** Facts with payments on time, and coverage as if it went on. */
  readonly memory: Memory;
  /** How far to look. */
  readonly days: number;
}

/** A day of the future: what is measured then, and what becomes of it. */
export interface Foreseen {
  readonly on: Day;
  readonly values: readonly Value[];
  readonly decision: Decision;
}

export interface Forecast {
  /** The day it is foreseen from. */
  readonly from: Foreseen;
  /**
   * The first day on which the monitoring grade is better than now, but for one that is gone the day after: a payment on a
   * due day that takes what was past due leaves its own bill to be so from the next day on.
   */
  readonly better: Foreseen | undefined;
  /** The first day without a knock-out, where some hold now. */
  readonly free: Foreseen | undefined;
  /** The first issue on or after that day whose grade is no worse than that day's. */
  readonly issued: { readonly turn: Passage; readonly decision: Decision } | undefined;
  /** What was not found is not there up to this day. */
  readonly until: Day;
}

/** Indicators that keep their value: those of new facts, and those derived of one of them. */
export function keptIn(indicators: Readonly<Record<string, Indicator>>): Set<string> {
  const kept = new Set(Object.entries(indicators).flatMap(([name, each]) => (isMeasured(each) && !isAged(each) ? [name] : [])));
  for (const name of derivationOrder(indicators)) {
    const indicator = indicators[name] as Indicator;
    if (!isMeasured(indicator) && combined(indicator).of.some((part) => kept.has(part))) kept.add(name);
  }
  return kept;
}

const outs = ({ steps }: Decision): string[] => steps.flatMap(({ step, code }) => (step === 'knockout' ? [code] : []));

/** Goes through the days to come until it knows when the grade is better, when that is issued, and when what knocks out has ended. */
export function forecast(basis: Basis): Forecast {
  const { now, cycle, asOf } = basis;
  const until = addDays(asOf, basis.days);
  const isOut = outs(now).length > 0;
  const isIssuable = cycle !== undefined && nextTurn(cycle, asOf, 'issued') !== undefined;
  const from: Foreseen = { on: asOf, values: basis.values, decision: now };
  const isBetter = ({ decision }: Foreseen): boolean => decision.gradeIndex >= 0 && decision.gradeIndex < now.gradeIndex;
  let [better, free]: (Foreseen | undefined)[] = [];
  const days = foresee(basis, until);
  for (let { value: day } = days.next(); day; ) {
    const next = days.next().value;
    const isGone = next !== undefined && next.on === addDays(day.on, 1) && !isBetter(next);
    if (isBetter(day) && !isGone) better ??= day;
    if (isOut && day.decision.gradeIndex >= 0 && outs(day.decision).length === 0) free ??= day;
    if (better && (free || !isOut)) {
      const { turn, decision } = day;
      if (!isIssuable) break;
      if (turn && decision.gradeIndex >= 0 && decision.gradeIndex <= better.decision.gradeIndex)
        return { from, better, free, issued: { turn, decision }, until };
    }
    day = next;
  }
  return { from, better, free, issued: undefined, until };
}

/**
 * The days to come on which anything can change, with what becomes of them. At the end of every turn of the cycle the grade
 * is taken to be issued: it is the last issued one from then on.
 */
export function* foresee(basis: Basis, until: Day): Generator<Foreseen & { readonly turn: Passage | undefined }, undefined> {
  const { plan, cycle, asOf, override } = basis;
  const timeline = new Timeline(basis, until);
  let { last } = basis;
  let turn = cycle && nextTurn(cycle, asOf, 'issued');
  // From the day after an issue on it is the last one, as from the first day on what was issued before.
  let issued = asOf;
  for (let day = asOf; ; ) {
    const next = [timeline.after(day), turn?.asOf, override?.expiresOn, addDays(issued, 1)].filter((each) => each !== undefined && each > day);
    day = next.sort()[0] ?? never;
    if (day > until) return;
    const ended = turn?.asOf === day ? turn : undefined;
    if (cycle && ended) [turn, issued] = [nextTurn(cycle, day, 'issued'), day];
    const values = timeline.on(day);
    if (values === undefined) continue;
    const spoken = override && override.expiresOn > day ? override : null;
    const decision = decide(plan, values, evaluate(plan, values), { last, override: spoken, review: null });
    yield { on: day, values, decision, turn: ended };
    if (ended && decision.grade !== null) last = { grade: decision.grade, asOf: day };
  }
}

const never: Day = '9999-12-31';

/** What a measured indicator is, and when it may be something else. */
interface Aged {
  readonly name: string;
  readonly indicator: Measured;
  /** Those still to come, the next one last. */
  readonly turns: Turn[];
  read: Read | undefined;
  value: Value | undefined;
}

/** The values of a ruleset's indicators on days to come, in their order; days are asked for in their order. */
class Timeline {
  private readonly aged: readonly Aged[];
  private readonly basis: Basis;

  constructor(basis: Basis, until: Day) {
    const { indicators, asOf, memory } = basis;
    this.basis = basis;
    this.aged = Object.entries(indicators).flatMap(([name, indicator]): Aged[] => {
      if (!isMeasured(indicator) || !isAged(indicator)) return [];
      const first = { on: addDays(asOf, 1), isRead: true };
      return [{ name, indicator, turns: [first, ...turns(memory, indicator, first.on, until)].reverse(), read: undefined, value: undefined }];
    });
  }

  /** The next day on which a value may be another. */
  after(day: Day): Day | undefined {
    return this.aged
      .map((each) => (this.isCounting(each, day) ? addDays(day, 1) : each.turns.at(-1)?.on))
      .filter((each) => each !== undefined)
      .sort()[0];
  }

  /** Nothing where there is no such subject then. */
  on(day: Day): readonly Value[] | undefined {
    const { memory } = this.basis;
    for (const each of this.aged) {
      const due = each.turns.filter(({ on }) => on <= day);
      each.turns.length -= due.length;
      if (each.read === undefined || due.some(({ isRead }) => isRead)) each.read = readOn(memory, each.indicator, day);
      if (due.length > 0 || this.isCounting(each, addDays(day, -1))) each.value = valueFrom(memory, each.indicator, each.read, day);
    }
    return this.aged.every(({ value }) => value !== undefined) ? this.whole() : undefined;
  }

  /** Days past due go up by one a day. */
  private isCounting({ indicator, value }: Aged, day: Day): boolean {
    return value?.state === 'value' && value.value !== 0 && isDaily(indicator, day);
  }

  /** The rest as it was: what is kept, and what is derived anew. */
  private whole(): Value[] {
    const { plan, indicators, values } = this.basis;
    const now = new Map(this.aged.map(({ name, value }) => [name, value as Value]));
    for (const name of derivationOrder(indicators)) {
      const indicator = indicators[name] as Indicator;
      if (now.has(name)) continue;
      now.set(name, isMeasured(indicator) ? (values[plan.indicators.indexOf(name)] as Value) : derived(indicator, now));
    }
    return plan.indicators.map((name) => now.get(name) ?? missing);
  }
}

function derived(indicator: Derived, values: ReadonlyMap<string, Value>): Value {
  const [left, right] = combined(indicator).of;
  return combine(indicator, values.get(left) ?? missing, values.get(right) ?? missing);
}
