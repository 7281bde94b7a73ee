import { limits } from '../../base/limits.ts';
import { type Evaluation, evaluate, type Plan, type PlanCard, placed } from '../card/evaluator.ts';
import { type Decision, decide } from '../decision/decision.ts';
import type { Given } from '../decision/given.ts';
import type { Value } from '../indicator.ts';
import { cheapest, type Effort, leastCost, worthwhile } from './cheapest.ts';
import { type Action, type Kind, kindsOf, type Move, movesOf, type PointedMove } from './move.ts';

/** An indicator that is changed on the way. */
export interface Change {
  readonly indicator: string;
  readonly from: Value;
  readonly to: number;
  readonly cost: number;
}

/** How a better grade is reached, or why it is not. Grades by their index, 0 the best. */
export type Path =
  | { readonly outcome: 'reached'; readonly target: number; readonly changes: readonly Change[]; readonly cost: number; readonly decision: Decision }
  /** There is no better grade; or the grade is the target, or better. */
  | { readonly outcome: 'best' | 'stands' }
  /** Not rated: out of scope, or without a valid score. */
  | { readonly outcome: 'unrated' }
  /** Knock-outs hold: they end, and until then nothing else counts. */
  | { readonly outcome: 'knocked_out'; readonly codes: readonly string[] }
  /** No change within the bounds reaches it. */
  | { readonly outcome: 'unreachable'; readonly target: number }
  /** Too many combinations to be sure of the cheapest. */
  | { readonly outcome: 'too_large'; readonly target: number };

/**
 * The cheapest change of actionable indicators that reaches a grade (by default the next better one) or a better one: exact,
 * through every step of the decision, and evaluated again. Of several that cost the same any one.
 *
 * A value that is missing or a special code is changed only where its action names the bound on its worse side, from which
 * the change then counts.
 */
export function pathTo(plan: Plan, values: readonly Value[], given: Given, actions: readonly Action[], wanted?: number): Path {
  const now = decide(plan, values, evaluate(plan, values), given);
  if (now.gradeIndex < 0) return { outcome: 'unrated' };
  const codes = now.steps.flatMap(({ step, code }) => (step === 'knockout' ? [code] : []));
  if (codes.length > 0) return { outcome: 'knocked_out', codes };
  if (now.gradeIndex === 0) return { outcome: 'best' };
  const target = wanted ?? now.gradeIndex - 1;
  if (now.gradeIndex <= target) return { outcome: 'stands' };
  // What a person decided on review stands whatever is measured.
  if (given.review) return { outcome: 'unreachable', target };
  const search = new Search({ plan, values, given, actions, target });
  search.down(0, 0, values);
  if (search.isGivenUp) return { outcome: 'too_large', target };
  return search.best ?? { outcome: 'unreachable', target };
}

interface Asked {
  readonly plan: Plan;
  readonly values: readonly Value[];
  readonly given: Given;
  readonly actions: readonly Action[];
  readonly target: number;
}

/** Goes through the combinations of kinds of values, and in each finds the cheapest with points enough. */
class Search {
  best: Extract<Path, { outcome: 'reached' }> | undefined;
  private readonly effort: Effort = { left: limits.pathSums };
  private readonly kinds: readonly (readonly Kind[])[];
  private readonly taken: Kind[] = [];
  private readonly moves = new Map<string, readonly PointedMove[]>();
  private readonly asked: Asked;
  /** The worst grade of a score that may lead to the target; nothing where rules may without a score. */
  private readonly leastGrade: number | undefined;

  constructor(asked: Asked) {
    this.asked = asked;
    const { plan, values, given, actions, target } = asked;
    this.kinds = actions.map((action) => kindsOf(plan, action, values[action.at] as Value));
    const leastGrade = Math.min(target + (given.override ? plan.rules.notches : 0), plan.grades.length - 1);
    const isSet = [...plan.rules.knockouts, ...plan.rules.coldStart].some(({ grade }) => grade <= leastGrade);
    this.leastGrade = isSet ? undefined : leastGrade;
  }

  get isGivenUp(): boolean {
    return this.effort.left < 0;
  }

  /** Takes each kind of the indicators from the nth on, the cheapest first; `values` has those before it. */
  down(nth: number, cost: number, values: readonly Value[]): void {
    const kinds = this.kinds[nth];
    if (kinds === undefined) return this.arrive(values);
    for (const kind of kinds) {
      this.taken[nth] = kind;
      if (this.isGivenUp || cost + kind.cheapest.cost >= this.below) return;
      if (kinds.length > 1 && this.isHopeless(nth + 1)) continue;
      this.down(nth + 1, cost + kind.cheapest.cost, values.with(this.asked.actions[nth]?.at as number, kind.cheapest.value));
    }
  }

  private get below(): number {
    return this.best?.cost ?? Number.POSITIVE_INFINITY;
  }

  /** Whether no card gives points enough for less than the best so far, with the kinds taken of the first so many indicators and any of the rest. */
  private isHopeless(count: number): boolean {
    if (this.leastGrade === undefined) return false;
    return this.asked.plan.cards.every((card, at) => {
      this.effort.left -= weights.bound;
      const lists = this.kinds.map((kinds, nth) => this.movesIn(at, nth, nth < count ? [this.taken[nth] as Kind] : kinds));
      const fixed = this.fixedOf(card, this.asked.values);
      return fixed === undefined || leastCost(lists, this.needOf(card, this.leastGrade as number) - fixed) >= this.below;
    });
  }

  /** Every indicator has its kind: within these nothing but points counts. */
  private arrive(values: readonly Value[]): void {
    this.effort.left -= weights.arrival;
    const { plan } = this.asked;
    const scored = evaluate(plan, values);
    const worst = this.worstOf(values, scored);
    if (worst === undefined) return;
    if (worst === anything) return void this.accept(this.taken.map((kind) => kind.cheapest));
    const card = plan.cards[scored.card] as PlanCard;
    const fixed = this.fixedOf(card, values);
    const lists = this.taken.map((kind, nth) => this.movesIn(scored.card, nth, [kind]));
    if (fixed === undefined || this.isGivenUp || lists.some((list) => list.length === 0)) return;
    cheapest(lists, this.needOf(card, worst) - fixed, this.below, this.effort, (picks) => this.accept(picks.map((pick, nth) => lists[nth]?.[pick] as Move)));
  }

  /** The moves to values of some kinds of an indicator that are worth their cost on a card. */
  private movesIn(card: number, nth: number, kinds: readonly Kind[]): readonly PointedMove[] {
    const { plan, actions, values } = this.asked;
    const key = `${card} ${nth} ${kinds.length === 1 ? this.kinds[nth]?.indexOf(kinds[0] as Kind) : 'any'}`;
    const known = this.moves.get(key);
    if (known) return known;
    const action = actions[nth] as Action;
    const found =
      kinds.length === 1
        ? movesOf(plan.cards[card] as PlanCard, action, kinds[0] as Kind, values[action.at] as Value, this.effort)
        : worthwhile(kinds.flatMap((kind) => this.movesIn(card, nth, [kind])));
    this.moves.set(key, found);
    return found;
  }

  /** What the initial score and the characteristics that nothing changes come to; nothing where one of them has no points. */
  private fixedOf(card: PlanCard, values: readonly Value[]): number | undefined {
    const fixed = card.characteristics.filter((each) => !this.asked.actions.some(({ at }) => at === each.at));
    const points = fixed.map((each) => placed(each, values[each.at] as Value, card.decimals).points);
    return points.includes(null) ? undefined : points.reduce<number>((sum, each) => sum + (each ?? 0), card.initial);
  }

  /** What a card's points must come to for a grade, but for the rounding of the score. */
  private needOf({ decimals }: PlanCard, grade: number): number {
    const floor = Math.min(...this.asked.plan.grades.slice(0, grade + 1).map(({ from }) => from ?? Number.NEGATIVE_INFINITY));
    const unit = 10 ** -decimals;
    return Number.isFinite(floor) ? (Math.ceil(floor / unit - tiny) - 0.5) * unit : -limits.minorMax;
  }

  /**
   * The worst grade of a score that the steps behind it let reach the target, where values are of these kinds; `anything`
   * where they set it whatever the score; nothing where no score does.
   */
  private worstOf(values: readonly Value[], scored: Evaluation): number | undefined {
    const { plan, given, target } = this.asked;
    const isEnough = (evaluation: Evaluation): boolean => {
      const { gradeIndex } = decide(plan, values, evaluation, given);
      return gradeIndex >= 0 && gradeIndex <= target;
    };
    if (isEnough({ ...scored, state: 'invalid', grade: null, gradeIndex: -1 })) return anything;
    let worst = -1;
    while (worst < plan.grades.length - 1 && isEnough({ ...scored, state: 'rated', gradeIndex: worst + 1 })) worst++;
    return scored.card < 0 || worst < 0 ? undefined : worst;
  }

  /** Whether moves reach the target, evaluated again; the best that do are kept. */
  private accept(moves: readonly Move[]): boolean {
    const { plan, values, given, actions, target } = this.asked;
    const changed = moves.reduce<readonly Value[]>((held, { value }, nth) => held.with(actions[nth]?.at as number, value), values);
    const decision = decide(plan, changed, evaluate(plan, changed), given);
    if (decision.gradeIndex < 0 || decision.gradeIndex > target) return false;
    const cost = moves.reduce((sum, move) => sum + move.cost, 0);
    if (cost >= this.below) return true;
    const changes = moves.flatMap(({ value, cost: own }, nth): Change[] => {
      const { indicator, at } = actions[nth] as Action;
      const from = values[at] as Value;
      return value === from || value.state !== 'value' ? [] : [{ indicator, from, to: Number(value.value), cost: own }];
    });
    this.best = { outcome: 'reached', target, changes, cost, decision };
    return true;
  }
}

/** Any grade, or none. */
const anything = Number.POSITIVE_INFINITY;
/** What steps of the search take, beside one more sum. */
const weights = { bound: 60, arrival: 100 } as const;
/** Cut-offs that are whole units but for it are whole. */
const tiny = 1e-9;
