import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { versionsByDigest, versionsByName } from './store.ts';
import { type Stored, storedOf } from './version.ts';

/**
 * A stored version as people write it: `sha256:...`, the newest of a `name`, or `name@digest`, where the first characters
 * of the digest do as long as they say which. RATING_RULESET_UNKNOWN, RATING_DIGEST_SHORT.
 */
export async function lookup(db: Db, written: string): Promise<Stored> {
  const [name = '', digest] = written.startsWith('sha256:') ? ['', written] : written.split('@', 2);
  const rows = name === '' ? await versionsByDigest(db, [digest ?? '']) : await versionsByName(db, name);
  const start = digest === undefined || digest.startsWith('sha256:') ? (digest ?? '') : `sha256:${digest}`;
  const found = rows.filter((row) => row.digest.startsWith(start));
  if (digest !== undefined && found.length > 1) throw problem('RATING_DIGEST_SHORT', { given: written, count: found.length });
  if (found[0] === undefined) throw problem('RATING_RULESET_UNKNOWN', { name: written });
  return storedOf(found[0]);
}
