import { weighted } from '../weights/weights.ts';
import { block, clear, inBlocks, mark, type Scorer, unrated } from './blocks.ts';
import { type Column, codesOf, type Evaluator, type Outcome } from './columns.ts';
import type { Plan, PlanCard } from './evaluator.ts';
import { floorsOf } from './grade.ts';
import { forget, type Losing, type Losses, lead, lose, losingOf, lossesOf } from './losses.ts';
import { between } from './scorecard.ts';
import { type Bound, bind, place, rampsOf, type Step, stepsOf } from './steps.ts';

/** An evaluator of any plan that generates no code. */
export const closuresOf = (plan: Plan): Evaluator => inBlocks(plan, (card) => scorerOf(card, codesOf(plan), floorsOf(plan.grades)));

/** Intermediate columns of a block. */
interface Scratch {
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  readonly gained: Float64Array;
  readonly sums: Float64Array;
}

/** What a characteristic's steps give, and what they lose. */
interface Gaining extends Bound<Step> {
  readonly bins: Int8Array;
  readonly points: Float64Array;
  /** By step, the four of its ramp: where it starts, with how many points, how far it runs, how far it rises; run 0 none. */
  readonly ramps: Float64Array;
  readonly weight: number | undefined;
  /** Some step has no bin. */
  readonly isOpen: boolean;
  readonly losing: Losing;
}

function scorerOf(card: PlanCard, codes: readonly string[], floors: Float64Array): Scorer {
  const scratch = { slots: new Int32Array(block), gained: new Float64Array(block), sums: new Float64Array(block) };
  const losses = lossesOf(card, codes, block);
  const characteristics = card.characteristics.map((each) => ({ at: each.at, weight: each.weight, steps: stepsOf(each, card) }));
  return (columns: readonly Column[], outcome: Outcome) => {
    const gaining = characteristics.map(({ at, weight, steps }, position): Gaining => {
      const bound = bind(steps, columns[at] as Column);
      return {
        ...bound,
        bins: Int8Array.from(bound.steps, ({ bin }) => bin),
        points: Float64Array.from(bound.steps, ({ points }) => points),
        ramps: rampsOf(bound.steps),
        weight,
        isOpen: bound.steps.some(({ bin }) => bin < 0),
        losing: losingOf(losses, position, bound.steps),
      };
    });
    return (rows, count) => {
      const own: Scratch = { rows, ...scratch };
      const { slots, gained } = own;
      scratch.sums.fill(card.initial, 0, count);
      forget(losses);
      for (const [position, bins] of outcome.bins.entries()) {
        const each = gaining[position];
        if (each === undefined) clear(rows, count, bins);
        else {
          place(each, rows, count, slots);
          if (each.losing.isRamped) climb(each, own, count, card.decimals);
          else gain(each, own, count);
          note(each, own, count, bins);
          lose(losses, each.losing, count, slots, gained);
          if (each.isOpen) mark(rows, count, position, bins, outcome.invalid);
        }
      }
      finish(losses, own, count, card, floors, outcome);
    };
  };
}

function gain({ points }: Gaining, { slots, gained, sums }: Scratch, count: number): void {
  for (let i = 0; i < count; i++) {
    const some = points[slots[i] as number] as number;
    gained[i] = some;
    sums[i] = (sums[i] as number) + some;
  }
}

/** Gains where some steps are ramps. */
function climb({ points, ramps, weight, numbers }: Gaining, { rows, slots, gained, sums }: Scratch, count: number, decimals: number): void {
  for (let i = 0; i < count; i++) {
    const slot = slots[i] as number;
    const run = ramps[slot * 4 + 2] as number;
    let some = points[slot] as number;
    if (run > 0) {
      const value = numbers[rows[i] as number] as number;
      const score = between(ramps[slot * 4] as number, ramps[slot * 4 + 1] as number, run, ramps[slot * 4 + 3] as number, value, decimals);
      some = weighted(weight, score);
    }
    gained[i] = some;
    sums[i] = (sums[i] as number) + some;
  }
}

function note({ bins }: Gaining, { rows, slots }: Scratch, count: number, found: Int8Array): void {
  for (let i = 0; i < count; i++) found[rows[i] as number] = bins[slots[i] as number] as number;
}

function finish(losses: Losses, { rows, sums }: Scratch, count: number, { decimals, rounding }: PlanCard, floors: Float64Array, outcome: Outcome): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if ((outcome.invalid[row] as number) >= 0) {
      unrated(outcome, row);
      continue;
    }
    const score = rounding(sums[i] as number, decimals);
    let grade = 0;
    while (score < (floors[grade] as number)) grade++;
    outcome.score[row] = score;
    outcome.grade[row] = grade;
    lead(losses, i, row, outcome);
  }
}
