import type { Made } from '../../db/burst.ts';
import type { Db } from '../../db/client.ts';

/** Keeps lists of fields under their digests; a list that is there stays. */
export const addFields = (db: Db, lists: ReadonlyMap<string, readonly string[]>): Made[] =>
  [...lists].map(
    ([digest, fields]) => db`insert into assay.audit_fields (digest, fields) values (${digest}, ${[...fields]}::text[]) on conflict (digest) do nothing`,
  );
