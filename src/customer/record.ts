import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { derive } from './derive.ts';
import type { Contradictions } from './link/match.ts';
import { place } from './link/place.ts';
import { findContradictions, openArrivals, supersedeChanged } from './link/store.ts';
import { rankSource } from './store.ts';

interface Recording {
  readonly source: string;
  /** Whose word counts more in survivorship: lower wins. None given: as before, at first 100. */
  readonly priority?: number | undefined;
  readonly recordedAt: Instant;
}

/**
 * Records what a source says of its customers, staged by intake in the temporary tables staged_customer and
 * staged_identifier of this transaction (each record once), and answers what became of the records. A record that says
 * the same is left alone; a changed one supersedes and keeps its customer; a new one joins the customer that its
 * verified numbers name, or founds one. Golden records follow. A record that contradicts the customer it joined is told
 * of and stays joined.
 */
export async function recordCustomers(
  tx: Tx,
  { source, priority, recordedAt }: Recording,
): Promise<{ inserted: number; superseded: number; unchanged: number; contradictions: Contradictions }> {
  const counts = await openArrivals(tx);
  await rankSource(tx, source, priority);
  if (counts.superseded > 0) await supersedeChanged(tx, recordedAt);
  if (counts.inserted > 0) await place(tx, source, recordedAt);
  await derive(tx, recordedAt);
  return { ...counts, contradictions: await findContradictions(tx, limits.contradictionsShown) };
}
