import { limits } from '../../base/limits.ts';
import { Problem } from '../../base/problem.ts';
import type { Sql } from '../../db/client.ts';
import { databaseProblem } from '../../db/failure.ts';
import { problem } from '../errors.ts';
import type { Draft, Entry } from './entry.ts';
import { type Writing, writer } from './writer.ts';

export interface Auditing extends Writing {
  /** What an entry waits at most, instead of `limits.auditSeconds`. */
  readonly waitMs?: number | undefined;
}

export interface Auditor {
  /**
   * Resolves once the entry is durable. AUDIT_DOWN, AUDIT_FULL and AUDIT_CLOSED, within a bounded time: nothing may be
   * disclosed then, though the entry may stand (AUDIT_DOWN is `held` while its transaction goes on). What `admit` refused is
   * rejected with its problem.
   */
  append(draft: Draft): Promise<Entry>;
  /** Takes nothing more; resolves when all that was taken is on record, or refused. */
  close(): Promise<void>;
  /** How many wait for the next commit. */
  readonly waiting: number;
}

interface Waiting {
  readonly draft: Draft;
  readonly resolve: (entry: Entry) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts drafts on record, those that come while others are being committed in one commit together. Several auditors, of
 * several servers, take turns at a stream. `sql` is the pool itself, not the view of one caller, who may go away.
 */
export function auditor(sql: Sql, { waitMs = limits.auditSeconds * 1000, ...writing }: Auditing): Auditor {
  const queue: Waiting[] = [];
  const write = writer(sql, writing);
  let running: Promise<void> | undefined;
  let [closed, stuck] = [false, false];

  const settle = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const outcomes = await write(batch.map(({ draft }) => draft));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at] as Entry | Problem;
        if (outcome instanceof Problem) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      // One that cannot be stored takes nobody along. The transaction is undone for certain: the database said so.
      if (batch.length > 1 && isOwn(error)) for (const one of batch) await settle([one]);
      else for (const { reject } of batch) reject(told(error));
    }
  };
  const run = async (): Promise<void> => {
    // Those of the same turn share the first commit.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, limits.auditBatch);
      const timer = setTimeout(() => {
        stuck = true;
        for (const { reject } of batch) reject(problem('AUDIT_DOWN', { held: 1 }));
        for (const { reject } of queue.splice(0)) reject(problem('AUDIT_DOWN'));
      }, waitMs);
      await settle(batch);
      clearTimeout(timer);
      stuck = false;
    }
    running = undefined;
  };

  return {
    append: (draft) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(problem('AUDIT_CLOSED'));
        if (stuck) return reject(problem('AUDIT_DOWN'));
        if (queue.length >= limits.auditWaiting) return reject(problem('AUDIT_FULL', { limit: limits.auditWaiting }));
        queue.push({ draft, resolve, reject });
        running ??= run();
      }),
    close: async () => {
      closed = true;
      await running;
    },
    get waiting() {
      return queue.length;
    },
  };
}

/** Whether an entry of the batch is at fault: data that Postgres refuses (classes 21 to 23), or a problem of whoever admits and records. */
const isOwn = (error: unknown): boolean =>
  (error instanceof Problem && !error.code.startsWith('DB_')) || /^2[123]/.test(String((error as { code?: unknown } | null)?.code));

function told(error: unknown): unknown {
  const code = String((error as { code?: unknown } | null)?.code);
  const isDown = databaseProblem(error, 'Assay') !== undefined || /^(DB_|26|40|57)/.test(code);
  return isDown ? problem('AUDIT_DOWN', {}, { internal: String((error as Error).message), cause: error }) : error;
}
