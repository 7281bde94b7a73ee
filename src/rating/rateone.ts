import type { Tx } from '../db/client.ts';
import { readKnownAt } from '../db/facts.ts';
import { newId } from '../db/id.ts';
import { evaluate } from './card/evaluator.ts';
import { known } from './known.ts';
import { type RateRequest, rateSlice } from './rateslice.ts';
import { keyOf } from './rating.ts';
import { ready } from './ready.ts';
import { addRun, finishRun } from './run/store.ts';
import { currentRatings } from './store.ts';

/**
 * Rates one customer, each of its accounts, or the group it heads, as the version says, now, in the caller's transaction,
 * from the facts as known at this instant: the ids of the ratings that now stand (accounts by id). None when there is no
 * such customer, account or group.
 */
export async function rateOne(tx: Tx, request: RateRequest, customerId: string): Promise<string[]> {
  const { version, asOf, kind = 'monitoring' } = request;
  const knownAt = await readKnownAt(tx);
  const reader = await ready(tx, request, knownAt);
  const read = await known(tx, reader, [customerId]);
  if (read.length === 0) return [];
  const { dimension, subject } = version.ruleset;
  const run = await addRun(tx, { runId: newId(), digest: version.digest, dimension, subject, kind, asOf, knownAt }, request.now());
  await rateSlice(tx, request, run, read, (subjects) => subjects.map((values) => evaluate(version.plan, values)));
  await finishRun(tx, run.runId, request.now());
  const rated = new Set(read.map(({ subjectId }) => subjectId));
  const standing = await currentRatings(tx, keyOf(run, version.version), customerId);
  return standing.filter(({ subjectId }) => rated.has(subjectId)).map(({ ratingId }) => ratingId);
}
