import { limits } from '../../base/limits.ts';
import { round, roundOnPaper } from '../../base/rounding.ts';
import { type PlanRules, rulesOf } from '../decision/rules.ts';
import type { Value } from '../indicator.ts';
import type { Ruleset } from '../ruleset.ts';
import { weighted, weightOf } from '../weights/weights.ts';
import { type Grade, gradeOf } from './grade.ts';
import { meets, type PlanCondition } from './population.ts';
import { type Bin, baselineOf, type Card, type Characteristic, type Knot, pointsOf, scaled } from './scorecard.ts';

export interface Reason {
  readonly code: string;
  /** Points lost against the baseline, summed over the characteristics of the code; always above 0. */
  readonly difference: number;
}

/** What a ruleset says of one customer. Bins and points are in the order of the characteristics of the card that holds. */
export interface Evaluation {
  /** invalid: no card holds or a characteristic has no bin for its value, so there is neither score nor grade. */
  readonly state: 'rated' | 'invalid';
  /** Index of the card that holds, -1 none. */
  readonly card: number;
  readonly score: number | null;
  readonly grade: string | null;
  /** 0 is the best grade, -1 none. */
  readonly gradeIndex: number;
  /** Index of the bin that matched, the number of bins for the scale, -1 none. */
  readonly bins: readonly number[];
  /** null where nothing matched. */
  readonly points: readonly (number | null)[];
  readonly reasons: readonly Reason[];
  /** The indicator of the first characteristic without a bin for its value. */
  readonly invalidCharacteristic: string | null;
}

type Match = (value: Value) => boolean;

export interface PlanCharacteristic {
  readonly indicator: string;
  /** Where its value stands. */
  readonly at: number;
  /** With their points: on a card with weights, weight x score. */
  readonly bins: readonly Bin[];
  readonly matches: readonly Match[];
  /** Of its scale: where a number goes that no bin took. On a card with weights they give scores, which `weighted` makes points of. */
  readonly knots: readonly Knot[] | undefined;
  /** Nothing on a card without weights. */
  readonly weight: number | undefined;
  readonly baseline: number;
  /** The most points that a bin or knot gives. */
  readonly best: number;
  /** One per bin; after them that of the scale. */
  readonly codes: readonly (string | undefined)[];
}

export interface PlanCard {
  readonly name: string;
  /** All must hold; none, it holds for everybody. */
  readonly population: readonly PlanCondition[];
  readonly initial: number;
  readonly decimals: number;
  /** Makes the score of a sum of points. Weighed points are rarely short decimals, so their sum may miss a half by a hair. */
  readonly rounding: (sum: number, decimals: number) => number;
  readonly sign: 1 | -1;
  readonly characteristics: readonly PlanCharacteristic[];
}

/** A ruleset made ready to evaluate; values stand in the order of `indicators`. */
export interface Plan {
  readonly indicators: readonly string[];
  readonly cards: readonly PlanCard[];
  readonly grades: readonly Grade[];
  /** What decides beside the cards. */
  readonly rules: PlanRules;
}

/** Makes the plan of a ruleset that passed the check; an unknown indicator or grade is a programming error. */
export function compile(ruleset: Ruleset): Plan {
  const indicators = Object.keys(ruleset.indicators);
  const place = (name: string): number => {
    const at = indicators.indexOf(name);
    if (at < 0) throw new RangeError(`unknown indicator ${name}`);
    return at;
  };
  const gradeAt = (name: string): number => {
    const at = ruleset.grades.findIndex(({ grade }) => grade === name);
    if (at < 0) throw new RangeError(`unknown grade ${name}`);
    return at;
  };
  return {
    indicators,
    cards: ruleset.cards.map((card) => ({
      name: card.name,
      population: card.population.map((condition) => ({ at: place(condition.indicator), condition })),
      initial: card.initial,
      decimals: card.decimals,
      rounding: card.weights === undefined ? round : roundOnPaper,
      sign: card.reversed ? -1 : 1,
      characteristics: card.characteristics.map((each) => planned(card, each, place(each.indicator))),
    })),
    grades: ruleset.grades,
    rules: rulesOf(ruleset, place, gradeAt),
  };
}

function planned(card: Card, characteristic: Characteristic, at: number): PlanCharacteristic {
  const { indicator, bins, scale, reason } = characteristic;
  const weight = weightOf(card.weights, indicator);
  return {
    indicator,
    at,
    bins: bins.map((bin) => ({ ...bin, points: weighted(weight, bin.points) })),
    matches: bins.map(matcher),
    knots: scale?.knots,
    weight,
    baseline: weighted(weight, baselineOf(card, characteristic)),
    best: weighted(weight, Math.max(...pointsOf(characteristic, card.decimals))),
    codes: [...bins.map((bin) => bin.reason ?? reason), reason],
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
  const at = plan.cards.findIndex(({ population }) => population.every((each) => meets(each.condition, values[each.at] as Value)));
  const card = plan.cards[at];
  if (card === undefined) return { ...unrated, card: -1, bins: [], points: [], invalidCharacteristic: null };
  const bins: number[] = [];
  const points: (number | null)[] = [];
  let sum = card.initial;
  let invalidCharacteristic: string | null = null;
  for (const characteristic of card.characteristics) {
    const { bin, points: gained } = placed(characteristic, values[characteristic.at] as Value, card.decimals);
    bins.push(bin);
    points.push(gained);
    if (gained === null) invalidCharacteristic ??= characteristic.indicator;
    else sum += gained;
  }
  if (invalidCharacteristic !== null) return { ...unrated, card: at, bins, points, invalidCharacteristic };
  const score = card.rounding(sum, card.decimals);
  const gradeIndex = gradeOf(plan.grades, score);
  const grade = plan.grades[gradeIndex]?.grade ?? null;
  return { state: 'rated', card: at, score, grade, gradeIndex, bins, points, reasons: reasonsOf(card, bins, points as number[]), invalidCharacteristic };
}

const unrated = { state: 'invalid', score: null, grade: null, gradeIndex: -1, reasons: [] } as const;

/** The first bin that matches, else the scale, else nothing. */
export function placed({ bins, matches, knots, weight }: PlanCharacteristic, value: Value, decimals: number): { bin: number; points: number | null } {
  const bin = matches.findIndex((match) => match(value));
  if (bin >= 0) return { bin, points: (bins[bin] as Bin).points };
  if (knots === undefined || value.state !== 'value' || typeof value.value !== 'number') return { bin: -1, points: null };
  return { bin: bins.length, points: weighted(weight, scaled(knots, value.value, decimals)) };
}

/** Codes by points lost, most first, ties in the card's order, at most `limits.reasonsGiven`; nothing lost, no reason. */
function reasonsOf(card: PlanCard, bins: readonly number[], points: readonly number[]): Reason[] {
  const lost = new Map<string, number>();
  card.characteristics.forEach(({ codes, baseline }, position) => {
    const code = codes[bins[position] as number];
    if (code === undefined) return;
    const difference = card.sign * (baseline - (points[position] as number));
    lost.set(code, (lost.get(code) ?? 0) + difference);
  });
  return [...lost]
    .map(([code, difference]) => ({ code, difference: round(difference, 9) }))
    .filter(({ difference }) => difference > 0)
    .toSorted((a, b) => b.difference - a.difference)
    .slice(0, limits.reasonsGiven);
}
