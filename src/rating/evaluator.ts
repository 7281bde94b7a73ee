import { limits } from '../base/limits.ts';
import { round } from '../base/rounding.ts';
import { type Grade, gradeOf } from './grade.ts';
import type { Value } from './indicator.ts';
import type { Ruleset } from './ruleset.ts';
import { type Bin, baselineOf, type Card, type Characteristic } from './scorecard.ts';

export interface Reason {
  readonly code: string;
  /** Points lost against the baseline, summed over the characteristics of the code; always above 0. */
  readonly difference: number;
}

/** What a ruleset says of one customer. Bins and points are in the order of the card's characteristics. */
export interface Evaluation {
  /** invalid: a characteristic has no bin for its value, so there is neither score nor grade. */
  readonly state: 'rated' | 'invalid';
  readonly score: number | null;
  readonly grade: string | null;
  /** 0 is the best grade, -1 none. */
  readonly gradeIndex: number;
  /** Index of the bin that matched, -1 none. */
  readonly bins: readonly number[];
  /** null where no bin matched. */
  readonly points: readonly (number | null)[];
  readonly reasons: readonly Reason[];
  /** The indicator of the first characteristic without a bin for its value. */
  readonly invalidCharacteristic: string | null;
}

type Match = (value: Value) => boolean;

interface PlanCharacteristic {
  readonly indicator: string;
  /** Where its value stands. */
  readonly at: number;
  readonly matches: readonly Match[];
  readonly points: readonly number[];
  readonly baseline: number;
  readonly codes: readonly (string | undefined)[];
}

/** A ruleset made ready to evaluate; values stand in the order of `indicators`. */
export interface Plan {
  readonly indicators: readonly string[];
  readonly initial: number;
  readonly decimals: number;
  readonly sign: 1 | -1;
  readonly characteristics: readonly PlanCharacteristic[];
  readonly grades: readonly Grade[];
}

/** Makes the plan of a ruleset that passed the check; an unknown indicator or no card is a programming error. */
export function compile(ruleset: Ruleset): Plan {
  const indicators = Object.keys(ruleset.indicators);
  const [card] = ruleset.cards;
  if (card === undefined) throw new RangeError('a ruleset without a card');
  return {
    indicators,
    initial: card.initial,
    decimals: card.decimals,
    sign: card.reversed ? -1 : 1,
    characteristics: card.characteristics.map((each) => planned(card, each, indicators)),
    grades: ruleset.grades,
  };
}

function planned(card: Card, characteristic: Characteristic, indicators: readonly string[]): PlanCharacteristic {
  const at = indicators.indexOf(characteristic.indicator);
  if (at < 0) throw new RangeError(`unknown indicator ${characteristic.indicator}`);
  return {
    indicator: characteristic.indicator,
    at,
    matches: characteristic.bins.map(matcher),
    points: characteristic.bins.map((bin) => bin.points),
    baseline: baselineOf(card, characteristic),
    codes: characteristic.bins.map((bin) => bin.reason ?? characteristic.reason),
  };
}

/** A state matches only its own kind of bin: missing is never a number, a special code never a range. */
function matcher(bin: Bin): Match {
  if (bin.missing) return (value) => value.state === 'missing';
  if (bin.special !== undefined) return (value) => value.state === 'special' && value.code === bin.special;
  if (bin.in !== undefined) {
    const words = new Set(bin.in);
    return (value) => value.state === 'value' && typeof value.value === 'string' && words.has(value.value);
  }
  const [from, to] = [bin.from ?? Number.NEGATIVE_INFINITY, bin.to ?? Number.POSITIVE_INFINITY];
  return (value) => value.state === 'value' && typeof value.value === 'number' && value.value >= from && value.value < to;
}

/** Evaluates one customer: sums in the card's order, rounds once. `values` are in the order of `plan.indicators`. */
export function evaluate(plan: Plan, values: readonly Value[]): Evaluation {
  if (values.length !== plan.indicators.length) throw new RangeError(`${values.length} values for ${plan.indicators.length} indicators`);
  const bins: number[] = [];
  const points: (number | null)[] = [];
  let sum = plan.initial;
  let invalidCharacteristic: string | null = null;
  for (const characteristic of plan.characteristics) {
    const value = values[characteristic.at] as Value;
    const bin = characteristic.matches.findIndex((match) => match(value));
    const gained = characteristic.points[bin];
    bins.push(bin);
    points.push(gained ?? null);
    if (gained === undefined) invalidCharacteristic ??= characteristic.indicator;
    else sum += gained;
  }
  if (invalidCharacteristic !== null) {
    return { state: 'invalid', score: null, grade: null, gradeIndex: -1, bins, points, reasons: [], invalidCharacteristic };
  }
  const score = round(sum, plan.decimals);
  const gradeIndex = gradeOf(plan.grades, score);
  const grade = plan.grades[gradeIndex]?.grade ?? null;
  return { state: 'rated', score, grade, gradeIndex, bins, points, reasons: reasonsOf(plan, bins), invalidCharacteristic };
}

/** Codes by points lost, most first, ties in the card's order, at most `limits.reasonsGiven`; nothing lost, no reason. */
function reasonsOf(plan: Plan, bins: readonly number[]): Reason[] {
  const lost = new Map<string, number>();
  plan.characteristics.forEach((characteristic, position) => {
    const bin = bins[position] as number;
    const code = characteristic.codes[bin];
    if (code === undefined) return;
    const difference = plan.sign * (characteristic.baseline - (characteristic.points[bin] as number));
    lost.set(code, (lost.get(code) ?? 0) + difference);
  });
  return [...lost]
    .map(([code, difference]) => ({ code, difference: round(difference, 9) }))
    .filter(({ difference }) => difference > 0)
    .toSorted((a, b) => b.difference - a.difference)
    .slice(0, limits.reasonsGiven);
}
