import type { Made } from '../../db/burst.ts';
import type { Db } from '../../db/client.ts';

/** The lists of fields that entries of staff name, by their digests. */
export async function listsOf(db: Db): Promise<Map<string, string[]>> {
  const rows = await db<{ digest: string; fields: string[] }[]>`select digest, fields from assay.audit_fields order by digest`;
  return new Map(rows.map(({ digest, fields }) => [digest, fields]));
}

/** Keeps lists of fields under their digests; a list that is there stays. */
export const addFields = (db: Db, lists: ReadonlyMap<string, readonly string[]>): Made[] =>
  [...lists].map(
    ([digest, fields]) => db`insert into assay.audit_fields (digest, fields) values (${digest}, ${[...fields]}::text[]) on conflict (digest) do nothing`,
  );
