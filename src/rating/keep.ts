import type { Tx } from '../db/client.ts';
import { cell, copyInto } from '../db/copy.ts';
import { isNothing } from './decision/given.ts';
import { inputDigest, pack, type Rated, type RatingKey } from './rating.ts';
import { lockRatings, mergeStaged, ratingColumns, stageRatings, takesCopy } from './store.ts';

/**
 * Writes ratings: other inputs move the row that stands for the same day and version to the history, the same inputs add
 * nothing. Answers how many rows are new.
 */
export async function keep(tx: Tx, key: RatingKey, ratedAt: string, rated: readonly Rated[]): Promise<number> {
  const [first, last] = [rated[0]?.customerId, rated.at(-1)?.customerId];
  if (first === undefined || last === undefined) return 0;
  const lines = rated.map((each) => line(key, ratedAt, each));
  await lockRatings(tx, key.dimension);
  if (await takesCopy(tx, key, first, last)) {
    await copyInto(tx, 'assay.rating', ratingColumns, lines);
    return rated.length;
  }
  await stageRatings(tx);
  await copyInto(tx, 'staged_rating', ratingColumns, lines);
  return mergeStaged(tx, ratedAt);
}

function line(key: RatingKey, ratedAt: string, { customerId, subjectId, ratingId, values, given, decision }: Rated): string {
  const packed = pack(values);
  const cells = [
    ...[customerId, subjectId, key.dimension, key.kind, key.asOf, key.version, ratingId, key.runId, key.knownAt, ratedAt, decision.state, decision.score].map(
      cell,
    ),
    cell(decision.gradeIndex < 0 ? null : decision.gradeIndex),
    array(packed.values),
    array(packed.states),
    packed.words === null ? '\\N' : cell(`{${packed.words.map(quoted).join(',')}}`),
    array(decision.bins),
    array(decision.points),
    cell(`{${decision.reasons.map(({ code }) => quoted(code)).join(',')}}`),
    inputDigest(packed, given),
    decision.card,
    cell(isNothing(given) ? null : JSON.stringify(given)),
    decision.provisional ? 't' : 'f',
  ];
  return `${cells.join('\t')}\n`;
}

const array = (values: readonly (number | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;
const quoted = (word: string | null): string => (word === null ? 'NULL' : `"${word.replace(/[\\"]/g, '\\$&')}"`);
