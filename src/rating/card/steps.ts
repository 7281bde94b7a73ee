import type { Value } from '../indicator.ts';
import type { Column } from './columns.ts';
import { type PlanCard, type PlanCharacteristic, placed } from './evaluator.ts';
import { meets, type PlanCondition } from './population.ts';
import type { Knot } from './scorecard.ts';

/** A function of a value that is constant between cuts: one of these per stretch of numbers, and one per word of a dictionary. */
export interface Steps<T> {
  /** Rising; each is the first number of its stretch. */
  readonly cuts: readonly number[];
  readonly of: (value: Value) => T;
}

/** Where a stretch of numbers lies on a scale. */
export interface Ramp {
  readonly left: Knot;
  readonly right: Knot;
}

/** What a value leads to on a characteristic. */
export interface Step {
  /** -1 none. */
  readonly bin: number;
  /** NaN none; on a ramp those of the stretch's first number. */
  readonly points: number;
  readonly reason: string | undefined;
  readonly ramp: Ramp | undefined;
}

/** Numbers that begin another stretch: finite, each once. */
const rising = (cuts: readonly (number | undefined)[]): number[] => {
  const sorted = cuts.filter((cut) => cut !== undefined && Number.isFinite(cut)) as number[];
  return sorted.sort((a, b) => a - b).filter((cut, at) => cut !== sorted[at - 1]);
};

/** A characteristic of a card. */
export function stepsOf(characteristic: PlanCharacteristic, { decimals }: PlanCard): Steps<Step> {
  const { bins, codes, knots = [] } = characteristic;
  return {
    cuts: rising([...bins.flatMap(({ from, to }) => [from, to]), ...knots.map(({ at }) => at)]),
    of: (value) => {
      const { bin, points } = placed(characteristic, value, decimals);
      return { bin, points: points ?? Number.NaN, reason: codes[bin], ramp: bin === bins.length ? rampAt(knots, value) : undefined };
    },
  };
}

/** Beyond its ends a scale is a ramp that does not rise. */
function rampAt(knots: readonly Knot[], value: Value): Ramp | undefined {
  if (value.state !== 'value' || !Number.isFinite(value.value)) return undefined;
  const above = knots.findIndex(({ at }) => at > Number(value.value));
  const [left, right] = [knots.at(above < 0 ? -1 : Math.max(above - 1, 0)), knots.at(above)];
  return left && right && { left, right };
}

/** Conditions on one indicator, of several cards: a bit for each card that none of them rules out. */
export function holdersOf(cards: readonly PlanCard[], at: number): Steps<number> {
  const asked = cards.map(({ population }) => population.filter((each) => each.at === at).map(({ condition }) => condition));
  const constants = asked.flat().flatMap((condition) => ('value' in condition ? [condition.value].flat() : []));
  const numbers = constants.filter((constant) => typeof constant === 'number');
  return {
    cuts: rising(numbers.flatMap((number) => [number, next(number)])),
    of: (value) => asked.reduce((bits, conditions, card) => (conditions.every((each) => meets(each, value)) ? bits | (1 << card) : bits), 0),
  };
}

/** Indicators that say which card holds. */
export const namedIn = (cards: readonly PlanCard[]): number[] => [...new Set(cards.flatMap(({ population }) => population.map(({ at }: PlanCondition) => at)))];

/** The least double above a finite one. */
function next(number: number): number {
  if (number === 0) return Number.MIN_VALUE;
  const float = new Float64Array([number]);
  const bits = new BigInt64Array(float.buffer);
  bits[0] = (bits[0] as bigint) + (number > 0 ? 1n : -1n);
  return float[0] as number;
}

/** Steps over the dictionary of a column: what stands at `offset + code`, or at the number of cuts a number reaches. */
export interface Bound<T> {
  readonly numbers: Float64Array;
  readonly codes: Int32Array;
  /** Filled up with infinity, to one less than a power of two. */
  readonly cuts: Float64Array;
  readonly offset: number;
  readonly steps: readonly T[];
}

export function bind<T>({ cuts, of }: Steps<T>, { numbers, codes, dictionary }: Column): Bound<T> {
  const stretches = [-Number.MAX_VALUE, ...cuts].map((value) => of({ state: 'value', value }));
  // Without a cut every number is alike, and the dictionary's first entry stands for it.
  const [offset, steps] = cuts.length === 0 ? [0, []] : [stretches.length, stretches];
  const filled = new Float64Array(2 ** Math.ceil(Math.log2(cuts.length + 1)) - 1).fill(Number.POSITIVE_INFINITY);
  filled.set(cuts);
  return {
    numbers,
    codes,
    cuts: filled,
    offset,
    steps: [...steps, ...dictionary.map((value, code) => (offset > 0 && code === 0 ? (stretches[0] as T) : of(value)))],
  };
}

/** By step, the four of its ramp: where it starts, with how many points, how far it runs, how far it rises; of another all 0. */
export const rampsOf = (steps: readonly Step[]): Float64Array =>
  Float64Array.from(
    steps.flatMap(({ ramp }) => {
      if (ramp === undefined) return [0, 0, 0, 0];
      const { left, right } = ramp;
      return [left.at, left.points, right.at - left.at || 1, right.points - left.points];
    }),
  );

/** Finds the step of each row. */
export function place({ numbers, codes, cuts, offset }: Bound<unknown>, rows: Int32Array, count: number, slots: Int32Array): void {
  if (offset === 0) {
    for (let i = 0; i < count; i++) slots[i] = codes[rows[i] as number] as number;
    return;
  }
  const half = (cuts.length + 1) >> 1;
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    const number = numbers[row] as number;
    let slot = 0;
    if (Number.isNaN(number)) slot = offset + (codes[row] as number);
    // Counted, not branched on: where a number falls cannot be foretold.
    else for (let width = half; width > 0; width >>= 1) slot += Number(number >= (cuts[slot + width - 1] as number)) * width;
    slots[i] = slot;
  }
}
