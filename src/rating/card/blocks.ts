import { limits } from '../../base/limits.ts';
import type { Column, Evaluator, Outcome } from './columns.ts';
import type { Plan, PlanCard } from './evaluator.ts';
import { type Bound, bind, holdersOf, namedIn, place } from './steps.ts';

/** Rows evaluated together: their intermediate columns stay in the processor's nearest cache. */
export const block = 1_024;

/** Evaluates the first `count` of these rows with a card. */
export type Score = (rows: Int32Array, count: number) => void;

/** A card made ready to be bound to columns and an outcome. */
export type Scorer = (columns: readonly Column[], outcome: Outcome) => Score;

/** An evaluator of a plan whose cards are evaluated by these scorers, block by block. */
export function inBlocks(plan: Plan, scorerOf: (card: PlanCard) => Scorer): Evaluator {
  const scorers = plan.cards.map(scorerOf);
  const choosers = namedIn(plan.cards).map((at) => ({ at, holders: holdersOf(plan.cards, at) }));
  const scratch: Scratch = { rows: new Int32Array(block), slots: new Int32Array(block), cards: new Int32Array(block) };
  return (columns, from, to, outcome) => {
    const asked = choosers.map(({ at, holders }) => bind(holders, columns[at] as Column));
    const scores = scorers.map((scorer) => scorer(columns, outcome));
    for (let start = from; start < to; start += block) {
      const count = Math.min(block, to - start);
      choose(asked, scratch, start, count, scores.length);
      for (let card = -1; card < scores.length; card++) {
        const chosen = select(scratch, start, count, card, outcome);
        if (card < 0) blank(scratch.rows, chosen, outcome);
        else scores[card]?.(scratch.rows, chosen);
      }
    }
  };
}

/** Intermediate columns of a block. */
interface Scratch {
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  /** A bit for each card that holds. */
  readonly cards: Int32Array;
}

/** Finds the cards that hold for each row. */
function choose(asked: readonly Bound<number>[], { rows, slots, cards }: Scratch, start: number, count: number, length: number): void {
  for (let i = 0; i < count; i++) rows[i] = start + i;
  cards.fill(2 ** length - 1, 0, count);
  for (const each of asked) {
    place(each, rows, count, slots);
    for (let i = 0; i < count; i++) cards[i] = (cards[i] as number) & (each.steps[slots[i] as number] as number);
  }
}

/** Gathers the rows whose first card is this one, -1 none. */
function select({ rows, cards }: Scratch, start: number, count: number, card: number, outcome: Outcome): number {
  let chosen = 0;
  for (let i = 0; i < count; i++) {
    const bits = cards[i] as number;
    if (31 - Math.clz32(bits & -bits) !== card) continue;
    outcome.card[start + i] = card;
    outcome.invalid[start + i] = -1;
    rows[chosen++] = start + i;
  }
  return chosen;
}

/** Rows without a card. */
function blank(rows: Int32Array, count: number, outcome: Outcome): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    for (const bins of outcome.bins) bins[row] = -1;
    unrated(outcome, row);
  }
}

/** Leaves a row without score, grade and reasons. */
export function unrated({ score, grade, reasons, differences }: Outcome, row: number): void {
  score[row] = Number.NaN;
  grade[row] = -1;
  reasons.fill(-1, row * limits.reasonsGiven, (row + 1) * limits.reasonsGiven);
  differences.fill(0, row * limits.reasonsGiven, (row + 1) * limits.reasonsGiven);
}

/** Leaves rows without a bin. */
export function clear(rows: Int32Array, count: number, found: Int8Array): void {
  for (let i = 0; i < count; i++) found[rows[i] as number] = -1;
}

/** Names the first characteristic of each row that has no bin for its value. */
export function mark(rows: Int32Array, count: number, position: number, bins: Int8Array, invalid: Int8Array): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if ((bins[row] as number) < 0 && (invalid[row] as number) < 0) invalid[row] = position;
  }
}
