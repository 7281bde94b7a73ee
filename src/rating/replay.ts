import type { Db } from '../db/client.ts';
import { evaluate } from './evaluator.ts';
import { type RatingRow, unpack } from './rating.ts';
import { recall } from './version/recall.ts';

/** What evaluating the stored values with the stored version gives today, and what of it differs from what was kept. */
export interface Replay {
  readonly same: boolean;
  readonly score: number | null;
  readonly grade: string | null;
  readonly differences: readonly string[];
}

/** Evaluates a rating's stored values again with its stored version. */
export async function replay(db: Db, row: RatingRow): Promise<Replay> {
  const version = (await recall(db, [row.version])).get(row.version);
  if (!version) throw new RangeError(`rating ${row.ratingId} names version ${row.version}, which is not stored`);
  const again = evaluate(version.plan, unpack(row));
  const kept: Record<string, unknown> = {
    state: row.state,
    score: row.score,
    grade: row.grade ?? -1,
    bins: row.bins,
    points: row.points,
    reasons: row.reasons,
  };
  const now: Record<string, unknown> = {
    state: again.state,
    score: again.score,
    grade: again.gradeIndex,
    bins: again.bins,
    points: again.points,
    reasons: again.reasons.map((reason) => reason.code),
  };
  const differences = Object.keys(kept).filter((name) => JSON.stringify(kept[name]) !== JSON.stringify(now[name]));
  return { same: differences.length === 0, score: again.score, grade: again.grade, differences };
}
