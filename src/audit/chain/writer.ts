import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql, Tx } from '../../db/client.ts';
import { chained, type Draft, type Entry, type Written } from './entry.ts';
import { addEntries, beginStreams, lockHeads } from './store.ts';

export interface Writing {
  readonly now: () => Instant;
  /**
   * Asked once for every batch, in its transaction: what it asks the database is sent behind the lock of the heads of all its
   * streams. Answers, in the order of the drafts, each as it is to be recorded, or the problem that refuses it alone. What it
   * wrote stays, refused or not.
   */
  readonly admit?: ((tx: Tx, drafts: readonly Draft[]) => Promise<readonly (Draft | Problem)[]>) | undefined;
  /** Writes what belongs to the batch, in the same transaction; the entries are those that were not refused. */
  readonly record?: ((tx: Tx, entries: readonly Entry[]) => Promise<unknown>) | undefined;
}

/** Writes batches of drafts, each in one transaction: resolves, once that is durable, to what became of each draft, in their order. */
export function writer(sql: Sql, { now, admit, record }: Writing): (drafts: readonly Draft[]) => Promise<readonly (Entry | Problem)[]> {
  const begun = new Bounded<string, true>(limits.auditStreamsRemembered);
  const begin = async (streams: readonly string[]): Promise<void> => {
    const fresh = streams.filter((stream) => !begun.get(stream));
    if (fresh.length === 0) return;
    await beginStreams(sql, fresh);
    for (const stream of fresh) begun.set(stream, true);
  };
  return async (drafts) => {
    const streams = [...new Set(drafts.map(({ stream }) => stream))];
    try {
      await begin(streams);
      return await sql.begin(async (tx) => {
        // One way there and back for each of both: every other one would hold up all who wait.
        const [heads, admitted] = await Promise.all([lockHeads(tx, streams), admit ? admit(tx, drafts) : drafts]);
        const written = chained(admitted, heads, now());
        const added = written.filter((each): each is Written => !(each instanceof Problem));
        const entries = added.map(({ entry }) => entry);
        await Promise.all([added.length > 0 && addEntries(tx, added), record?.(tx, entries)]);
        return written.map((each) => (each instanceof Problem ? each : each.entry));
      });
    } catch (error) {
      // A database that was restored meanwhile may lack what had begun.
      for (const stream of streams) begun.delete(stream);
      throw error;
    }
  };
}
