import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { match } from './match.ts';
import { decideAlone, placeDecided, readArrivals, readCandidates, writeDecisions } from './store.ts';

/** Gives every new record its customer: set-wise where nobody shares a verified number with it, by `match` in batches where somebody does. */
export async function place(tx: Tx, source: string, recordedAt: Instant): Promise<void> {
  const contested = await decideAlone(tx);
  await placeDecided(tx, source, recordedAt);
  let after = '00000000-0000-0000-0000-000000000000';
  for (let left = contested; left > 0; left -= limits.matchBatchRecords) {
    const arrivals = await readArrivals(tx, after, limits.matchBatchRecords);
    const until =
      arrivals
        .map(({ recordId }) => recordId)
        .sort()
        .at(-1) ?? after;
    const candidates = await readCandidates(tx, after, until, limits.autoLinkRecords + 1);
    await writeDecisions(tx, match(arrivals, candidates, limits.autoLinkRecords));
    await placeDecided(tx, source, recordedAt);
    after = until;
  }
}
