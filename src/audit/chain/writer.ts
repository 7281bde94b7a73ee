import { Bounded } from '../../base/bounded.ts';
import { limits } from '../../base/limits.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';
import { type Burst, burst, type Made, type Rows } from '../../db/burst.ts';
import type { Sql } from '../../db/client.ts';
import { chained, type Draft, type Entry, type Written } from './entry.ts';
import { addEntries, beginStreams, headsIn, lockHeads } from './store.ts';

export interface Writing {
  readonly now: () => Instant;
  /** What there is to read for a batch, or to claim: statements of its transaction, sent behind the lock of the heads of all its streams. */
  readonly reads?: ((db: Sql, drafts: readonly Draft[]) => readonly Made[]) | undefined;
  /**
   * Asked once for every batch, with what was read. Answers, in the order of the drafts, each as it is to be recorded, or the
   * problem that refuses it alone. What was claimed and is recorded stays, refused or not.
   */
  readonly admit?: ((drafts: readonly Draft[], read: readonly Rows[]) => readonly (Draft | Problem)[]) | undefined;
  /** What belongs to the batch, written in the same transaction; the entries are those that were not refused. */
  readonly record?: ((db: Sql, entries: readonly Entry[]) => readonly Made[]) | undefined;
}

/** Writes batches of drafts, each in one transaction: resolves, once that is durable, to what became of each draft, in their order. */
export function writer(sql: Sql, { now, reads, admit, record }: Writing): (drafts: readonly Draft[]) => Promise<readonly (Entry | Problem)[]> {
  const begun = new Bounded<string, true>(limits.auditStreamsRemembered);
  const begin = async (streams: readonly string[]): Promise<void> => {
    const fresh = streams.filter((stream) => !begun.get(stream));
    if (fresh.length === 0) return;
    await beginStreams(sql, fresh);
    for (const stream of fresh) begun.set(stream, true);
  };
  const write = async (drafts: readonly Draft[], { rows: [heads = [], ...read], commit }: Burst): Promise<readonly (Entry | Problem)[]> => {
    const written = chained(admit ? admit(drafts, read) : drafts, headsIn(heads), now());
    const added = written.filter((each): each is Written => !(each instanceof Problem));
    const beside =
      record?.(
        sql,
        added.map(({ entry }) => entry),
      ) ?? [];
    await commit([...(added.length > 0 ? [addEntries(sql, added)] : []), ...beside]);
    return written.map((each) => (each instanceof Problem ? each : each.entry));
  };
  return async (drafts) => {
    const streams = [...new Set(drafts.map(({ stream }) => stream))];
    try {
      await begin(streams);
      // There and back twice, whatever the batch: every other time would hold up all who wait.
      const transaction = await burst(sql, [lockHeads(sql, streams), ...(reads?.(sql, drafts) ?? [])]);
      return await write(drafts, transaction).catch(async (error: unknown) => {
        if (transaction.isOpen()) await transaction.rollback();
        throw error;
      });
    } catch (error) {
      // A database that was restored meanwhile may lack what had begun.
      for (const stream of streams) begun.delete(stream);
      throw error;
    }
  };
}
