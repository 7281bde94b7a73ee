import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { versionsByName, versionsByStart } from './store.ts';
import { type Stored, storedOf } from './version.ts';

/** What lists print of a digest; a name of such letters goes first. */
const start = /^[0-9a-f]{8,64}$/;

/**
 * A stored version as people write it: the newest of a `name`, or a digest, `sha256:...`, alone or behind `name@`. Of a digest the
 * first characters do as long as they say which; alone, eight of them. RATING_RULESET_UNKNOWN, RATING_DIGEST_SHORT.
 */
export async function lookup(db: Db, written: string): Promise<Stored> {
  const [name = '', digest] = written.startsWith('sha256:') ? ['', written] : written.split('@', 2);
  const named = name === '' ? [] : await versionsByName(db, name);
  const alone = digest === undefined || name === '' ? written.replace('sha256:', '') : '';
  const isDigest = named.length === 0 && start.test(alone);
  const rows = isDigest ? await versionsByStart(db, `sha256:${alone}`) : named;
  const from = digest === undefined || digest.startsWith('sha256:') ? (digest ?? '') : `sha256:${digest}`;
  const found = rows.filter((row) => row.digest.startsWith(from));
  if ((isDigest || digest !== undefined) && found.length > 1) throw problem('RATING_DIGEST_SHORT', { given: written, count: found.length });
  if (found[0] === undefined) throw problem('RATING_RULESET_UNKNOWN', { name: written });
  return storedOf(found[0]);
}
