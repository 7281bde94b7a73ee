import type { Db } from '../../db/client.ts';

/** Keeps lists of fields under their digests; a list that is there stays. */
export async function addFields(db: Db, lists: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const [digest, fields] of lists)
    await db`insert into assay.audit_fields (digest, fields) values (${digest}, ${[...fields]}::text[]) on conflict (digest) do nothing`;
}
