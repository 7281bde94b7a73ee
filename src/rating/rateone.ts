import type { Tx } from '../db/client.ts';
import { readKnownAt } from '../db/facts.ts';
import { newId } from '../db/id.ts';
import { type RateRequest, rateSlice } from './rateslice.ts';
import { keyOf } from './rating.ts';
import { valuesOf } from './reader.ts';
import { ready } from './ready.ts';
import { addRun, finishRun } from './run/store.ts';
import { currentRating, runFacts } from './store.ts';

/**
 * Rates one customer now, in the caller's transaction, from the facts as known at this instant: the id of the rating that
 * now stands, or nothing when there is no such customer.
 */
export async function rateOne(tx: Tx, request: RateRequest, customerId: string): Promise<string | undefined> {
  const { version, asOf } = request;
  const knownAt = await readKnownAt(tx);
  const reader = await ready(tx, request, knownAt);
  const rows = await runFacts(tx, reader.known, [asOf, [customerId], knownAt]);
  if (rows.length === 0) return undefined;
  const run = await addRun(tx, { runId: newId(), digest: version.digest, dimension: version.ruleset.dimension, asOf, knownAt }, request.now());
  await rateSlice(
    tx,
    request,
    run,
    rows.map((row) => valuesOf(reader, row)),
  );
  await finishRun(tx, run.runId, request.now());
  return currentRating(tx, keyOf(run, version.version), customerId);
}
