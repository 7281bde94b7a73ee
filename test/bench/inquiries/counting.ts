import type { Draft, Entry } from '../../../src/audit/chain/entry.ts';
import { Problem } from '../../../src/base/problem.ts';
import type { burst } from '../../../src/db/burst.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { admit } from '../../../src/sharing/inquiry/admit.ts';
import type { asking } from '../../../src/sharing/inquiry/asking.ts';
import type { InquiryBody, Request } from '../../../src/sharing/inquiry/inquiry.ts';
import type { keepBooks } from '../../../src/sharing/inquiry/store.ts';

/** The product's own, as it was built. */
export interface Parts {
  readonly burst: typeof burst;
  readonly asking: typeof asking;
  readonly admit: typeof admit;
  readonly keepBooks: typeof keepBooks;
}

interface Waiting {
  readonly draft: Draft;
  readonly request: Request;
  readonly resolve: (entered: Pick<Entry, 'seq' | 'at' | 'hash'>) => void;
  readonly reject: (error: unknown) => void;
}

const most = 500;

/**
 * What an inquiry would need were there no audit: its key, its proof and its quotas, in batches and twice to the database like the
 * audit, but no entry, no chain, no ledger, and nobody waits for the disk.
 */
export function counting(sql: Sql, { burst: begin, asking: reads, admit: decide, keepBooks: keep }: Parts, now: () => string) {
  const queue: Waiting[] = [];
  let isRunning = false;
  let seq = 0;
  const write = async (batch: readonly Waiting[]): Promise<void> => {
    const requests = batch.map(({ request }) => request);
    const partners = [...new Set(requests.map(({ partnerId }) => partnerId))];
    const lock = sql`select from assay.partner where partner_id = any(${partners}::uuid[]) order by partner_id for update`;
    const { rows, commit } = await begin(sql, [sql.unsafe('set local synchronous_commit = off'), lock, ...reads(sql, requests)]);
    const { drafts, counted } = decide(
      batch.map(({ draft }) => draft),
      requests,
      rows.slice(2),
    );
    await commit([keep(sql, { ...counted, disclosures: [] })]);
    for (const [at, { resolve, reject }] of batch.entries()) {
      seq += 1;
      const outcome = drafts[at];
      if (outcome instanceof Problem) reject(outcome);
      else resolve({ seq, at: now(), hash: '0'.repeat(64) });
    }
  };
  const run = async (): Promise<void> => {
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, most);
      await write(batch).catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      });
    }
    isRunning = false;
  };
  return (body: InquiryBody, request: Request) =>
    new Promise<Pick<Entry, 'seq' | 'at' | 'hash'>>((resolve, reject) => {
      queue.push({ draft: { stream: request.partnerId, body: body as never }, request, resolve, reject });
      if (!isRunning) void run();
      isRunning = true;
    });
}
