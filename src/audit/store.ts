import type { Instant } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import type { Entry, KeptEntry } from './entry.ts';

export async function addEntries(tx: Tx, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const texts = (of: (entry: Entry) => string | null) => entries.map(of) as string[];
  await tx`
    insert into assay.log_entry (entry_id, at, who, what, kind, subject_id, why, digest, detail)
    select * from unnest(${entries.map(() => newId())}::uuid[], ${texts(({ at }) => at)}::timestamptz[], ${texts(({ who }) => who)}::text[],
      ${texts(({ what }) => what)}::text[], ${texts(({ kind }) => kind)}::text[], ${texts(({ subjectId }) => subjectId)}::text[],
      ${texts(({ why }) => why)}::text[], ${texts(({ digest }) => digest)}::text[], ${texts(({ detail }) => JSON.stringify(detail))}::text[]::jsonb[])`;
}

/** What is looked for in the log; what is null does not matter. `until` is excluded. */
export interface Sought {
  readonly kind: string | null;
  readonly subject: string | null;
  readonly who: string | null;
  readonly from: Instant | null;
  readonly until: Instant | null;
}

/** Entries newest first, behind one. */
export async function pageEntries(db: Db, sought: Sought, after: { at: Instant; entryId: string } | undefined, most: number): Promise<KeptEntry[]> {
  const { kind, subject, who, from, until } = sought;
  return await db<KeptEntry[]>`
    select entry_id as "entryId", at, who, what, kind, subject_id as "subjectId", why, digest, detail from assay.log_entry
    where true ${kind === null ? db`` : db`and kind = ${kind}`} ${subject === null ? db`` : db`and subject_id = ${subject}`}
      ${who === null ? db`` : db`and who = ${who}`} ${from === null ? db`` : db`and at >= ${from}`} ${until === null ? db`` : db`and at < ${until}`}
      ${after ? db`and (at, entry_id) < (${after.at}, ${after.entryId})` : db``}
    order by at desc, entry_id desc limit ${most}`;
}
