import { round } from '../../base/rounding.ts';
import { type Plan, type PlanCard, placed } from '../card/evaluator.ts';
import { constantsOf, meets, type PopulationCondition } from '../card/population.ts';
import { yieldOf } from '../check/yield.ts';
import type { Value } from '../indicator.ts';
import type { Ruleset } from '../ruleset.ts';
import { type Actionable, stepDecimals } from './actionable.ts';
import { type Effort, worthwhile } from './cheapest.ts';

/** An actionable indicator made ready. */
export interface Action {
  readonly indicator: string;
  /** Where its value stands. */
  readonly at: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** Per unit. */
  readonly cost: number;
  /** From where a value that is no number is changed: the bound on its worse side. Nothing: it is not changed then. */
  readonly origin: number | undefined;
}

/** What an indicator can be brought to multiples of. */
export const stepOf = (ruleset: Ruleset, { indicator, step }: Actionable): number =>
  step ?? (yieldOf(ruleset, indicator, new Map())?.whole ? 1 : 10 ** -stepDecimals);

export const actionsOf = (ruleset: Ruleset): Action[] =>
  ruleset.actionable.map((actionable) => {
    const { indicator, from, to, cost } = actionable;
    const floor = yieldOf(ruleset, indicator, new Map())?.floor ?? Number.NEGATIVE_INFINITY;
    const better = ruleset.indicators[indicator]?.better;
    return {
      indicator,
      at: Object.keys(ruleset.indicators).indexOf(indicator),
      least: Math.max(from ?? floor, floor),
      most: to ?? Number.POSITIVE_INFINITY,
      step: stepOf(ruleset, actionable),
      cost,
      origin: better === 'higher' ? from : better === 'lower' ? to : undefined,
    };
  });

/** A value that an indicator can be brought to, or be left at. */
export interface Move {
  readonly value: Value;
  readonly cost: number;
}

export interface PointedMove extends Move {
  readonly points: number;
}

/** Numbers that no cut point divides: one cut point, or all between two. `from` and `to` count the steps that lie in it. */
interface Cell {
  readonly from: number;
  readonly to: number;
}

/** Values of an indicator that every condition takes alike. */
export interface Kind {
  readonly cheapest: Move;
  /** Leaving it as it is, where that is one of them. */
  readonly stay: Move | undefined;
  readonly cells: readonly Cell[];
}

/** The number at so many steps from zero: what it is on paper. */
const on = ({ step }: Action, steps: number): number => round(steps * step, 9);

/** The first multiple of the step at a number or above; `isOpen`: above. */
function stepsUp(action: Action, from: number, isOpen = false): number {
  if (!Number.isFinite(from)) return from;
  let steps = Math.floor(from / action.step) - 1;
  while (isOpen ? on(action, steps) <= from : on(action, steps) < from) steps++;
  return steps;
}
/** The last one at it or below. */
const stepsDown = (action: Action, to: number, isOpen = false): number => -stepsUp(action, -to, isOpen);

/** Every condition that rules and populations ask of the value at a place. */
const conditionsAt = ({ rules, cards }: Plan, place: number): PopulationCondition[] =>
  [rules.scope, ...[...rules.knockouts, ...rules.coldStart, ...rules.caps].map(({ when }) => when), ...cards.map(({ population }) => population)]
    .flat()
    .filter((each) => each.at === place)
    .map(({ condition }) => condition);

/** Months until which knock-outs last since what the value at a place counts from. */
const lastingAt = ({ rules }: Plan, place: number): number[] => rules.knockouts.flatMap(({ lasts }) => (lasts?.at === place ? [lasts.months] : []));

/** Every number at which something that reads the value at a place may change, rising. */
function cutsOf(plan: Plan, place: number): number[] {
  const characteristics = plan.cards.flatMap((card) => card.characteristics.filter((each) => each.at === place));
  const cuts = [
    ...conditionsAt(plan, place).flatMap((condition) => ('value' in condition ? constantsOf(condition.value) : [])),
    ...lastingAt(plan, place),
    ...characteristics.flatMap(({ bins, knots }) => [...bins.flatMap(({ from, to }) => [from, to]), ...(knots ?? []).map(({ at }) => at)]),
  ].filter((each) => typeof each === 'number');
  return [...new Set(cuts)].sort((a, b) => a - b);
}

/** What an indicator can be brought to from its value, by kind, the cheapest kind first. */
export function kindsOf(plan: Plan, action: Action, now: Value): Kind[] {
  const conditions = conditionsAt(plan, action.at);
  const lasting = lastingAt(plan, action.at);
  const origin = originOf(action, now);
  const kinds = new Map<string, Kind>();
  const add = (move: Move, cell?: Cell): void => {
    const key = [...conditions.map((each) => meets(each, move.value)), ...lasting.map((months) => isBelow(move.value, months))].join();
    const { cheapest, stay, cells } = kinds.get(key) ?? { cheapest: move, stay: cell ? undefined : move, cells: [] };
    kinds.set(key, { cheapest: move.cost < cheapest.cost ? move : cheapest, stay, cells: cell ? [...cells, cell] : cells });
  };
  add({ value: now, cost: 0 });
  const cells = origin === undefined ? [] : cellsOf(action, cutsOf(plan, action.at));
  for (const cell of cells) add(moveTo(action, origin as number, nearestIn(action, origin as number, cell)), cell);
  return [...kinds.values()].sort((a, b) => a.cheapest.cost - b.cheapest.cost);
}

const isBelow = (value: Value, months: number): boolean => value.state === 'value' && typeof value.value === 'number' && value.value < months;

/** From where changes are counted. */
const originOf = ({ origin }: Action, now: Value): number | undefined =>
  now.state !== 'value' ? origin : typeof now.value === 'number' ? now.value : undefined;

function cellsOf(action: Action, cuts: readonly number[]): Cell[] {
  const bounds = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  const [least, most] = [stepsUp(action, action.least), stepsDown(action, action.most)];
  const within = (from: number, to: number): Cell => ({ from: Math.max(from, least), to: Math.min(to, most) });
  const between = bounds.slice(1).map((to, nth) => within(stepsUp(action, bounds[nth] as number, true), stepsDown(action, to, true)));
  const points = cuts.map((cut) => within(stepsUp(action, cut), stepsDown(action, cut)));
  return [...between, ...points].filter(({ from, to }) => from <= to);
}

/** Of the steps that lie in a cell, the one nearest to a number. */
function nearestIn(action: Action, origin: number, { from, to }: Cell): number {
  const [below, above] = [stepsDown(action, origin), stepsUp(action, origin)].map((steps) => Math.min(Math.max(steps, from), to)) as [number, number];
  return Math.abs(on(action, below) - origin) <= Math.abs(on(action, above) - origin) ? below : above;
}

function moveTo(action: Action, origin: number, steps: number): Move {
  const value = on(action, steps);
  return { value: { state: 'value', value }, cost: action.cost * Math.abs(value - origin) };
}

/**
 * The moves of a kind that are worth their cost on a card, by rising cost: each gives more points than any cheaper one. Of
 * a cell they are the nearest step, and on a scale those behind it at which the points rise.
 */
export function movesOf(card: PlanCard, action: Action, kind: Kind, now: Value, effort: Effort): PointedMove[] {
  const characteristic = card.characteristics.find(({ at }) => at === action.at);
  const pointsOf = (value: Value): number | null => (characteristic ? placed(characteristic, value, card.decimals).points : 0);
  const found: PointedMove[] = [];
  const add = (move: Move): void => {
    const points = pointsOf(move.value);
    if (points !== null) found.push({ ...move, points });
  };
  if (kind.stay) add(kind.stay);
  const origin = originOf(action, now) as number;
  for (const cell of kind.cells) {
    for (const steps of stepsIn(action, origin, cell, pointsOf)) {
      effort.left--;
      if (effort.left < 0) return [];
      add(moveTo(action, origin, steps));
    }
  }
  return worthwhile(found);
}

/** The steps of a cell at which points rise, going away from a number, the nearest first; both ways where the number lies inside. */
function* stepsIn(action: Action, origin: number, cell: Cell, pointsOf: (value: Value) => number | null): Generator<number> {
  const points = (steps: number): number => pointsOf({ state: 'value', value: on(action, steps) }) ?? Number.NEGATIVE_INFINITY;
  const nearest = nearestIn(action, origin, cell);
  yield nearest;
  for (const end of [cell.from, cell.to]) {
    if (!Number.isFinite(end)) continue;
    let [steps, width] = [nearest, 1];
    while (steps !== end && points(end) > points(steps)) {
      const next = rising(steps, end, width, points);
      width = Math.abs(next - steps);
      steps = next;
      yield steps;
    }
  }
}

/** The first step behind one, towards an end, that gives more points; points rise all the way, about every `width` steps. */
function rising(from: number, end: number, width: number, points: (steps: number) => number): number {
  const way = Math.sign(end - from);
  const least = points(from);
  const isMore = (ahead: number): boolean => ahead >= Math.abs(end - from) || points(from + way * ahead) > least;
  let [low, high] = [0, width];
  while (!isMore(high)) [low, high] = [high, high * 2];
  if (high === width && width > 2 && !isMore(width - 2)) low = width - 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isMore(middle)) high = middle;
    else low = middle;
  }
  return from + way * Math.min(high, Math.abs(end - from));
}
