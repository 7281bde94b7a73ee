import { canonical } from '../../base/digest.ts';
import type { Db } from '../../db/client.ts';
import { evaluate } from '../card/evaluator.ts';
import { type Decision, decide } from '../decision/decision.ts';
import { nothing } from '../decision/given.ts';
import type { Value } from '../indicator.ts';
import { type RatingRow, unpack } from '../rating.ts';
import { recall } from '../version/recall.ts';
import type { Derived } from './derive.ts';

/** An indicator that the facts give another value of than was kept. */
export interface ValueDifference {
  readonly indicator: string;
  readonly kept: Value;
  readonly derived: Value;
}

/** What evaluating with the stored version gives today, and what of it differs from what was kept. */
export interface Replay {
  readonly same: boolean;
  readonly score: number | null;
  readonly grade: string | null;
  /** Parts of the rating; `values` when facts give others, `given` when grades issued and overrides do; `facts` when there are none any more. */
  readonly differences: readonly string[];
  /** Of a replay from facts. */
  readonly values: readonly ValueDifference[] | null;
}

/**
 * Evaluates a rating again with its stored version: what is stored of it, or, from facts, what is derived again as known
 * then (null: the customer is no longer there).
 */
export async function replay(db: Db, row: RatingRow, derived?: Derived | null): Promise<Replay> {
  const version = (await recall(db, [row.version])).get(row.version);
  if (!version) throw new RangeError(`rating ${row.ratingId} names version ${row.version}, which is not stored`);
  const [kept, said] = [unpack(row), row.given ?? nothing];
  const basis = derived?.values ?? kept;
  const given = derived ? { ...derived.given, review: said.review } : said;
  const again = decide(version.plan, basis, evaluate(version.plan, basis), given);
  const values = derived ? version.plan.indicators.flatMap((indicator, at) => differing(indicator, kept[at] as Value, basis[at] as Value)) : null;
  const inputs = [...(derived === null ? ['facts'] : []), ...(values?.length ? ['values'] : []), ...(canonical(given) === canonical(said) ? [] : ['given'])];
  const differences = [...inputs, ...outcome(row, again)];
  return { same: differences.length === 0, score: again.score, grade: again.grade, differences, values };
}

const differing = (indicator: string, kept: Value, derived: Value): ValueDifference[] =>
  JSON.stringify(kept) === JSON.stringify(derived) ? [] : [{ indicator, kept, derived }];

function outcome(row: RatingRow, again: Decision): string[] {
  const kept: Record<string, unknown> = {
    state: row.state,
    provisional: row.provisional,
    card: row.card,
    score: row.score,
    grade: row.grade ?? -1,
    bins: row.bins,
    points: row.points,
    reasons: row.reasons,
  };
  const now: Record<string, unknown> = {
    state: again.state,
    provisional: again.provisional,
    card: again.card,
    score: again.score,
    grade: again.gradeIndex,
    bins: again.bins,
    points: again.points,
    reasons: again.reasons.map((reason) => reason.code),
  };
  return Object.keys(kept).filter((name) => JSON.stringify(kept[name]) !== JSON.stringify(now[name]));
}
