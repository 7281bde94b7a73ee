import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { Subject } from '../subject.ts';
import { activeVersion, versionsByDigest, versionsByName, versionsByVersion } from './store.ts';
import { type Version, versionOf } from './version.ts';

/**
 * How a version is asked for: what is active in a dimension (for customers unless said otherwise) on a day of the company (now, by
 * the database's clock), by digest, by the uuid a rating carries, or the newest of a name.
 */
export type By =
  | { readonly dimension: string; readonly subject?: Subject; readonly today?: Day }
  | { readonly digest: string }
  | { readonly version: string }
  | { readonly name: string };

export async function find(sql: Db, by: By): Promise<Version | undefined> {
  const row = 'dimension' in by ? await activeVersion(sql, by.dimension, by.subject ?? 'customer', by.today) : (await list(sql, by))[0];
  return row && versionOf(row);
}

function list(sql: Db, by: Exclude<By, { dimension: string }>) {
  if ('digest' in by) return versionsByDigest(sql, [by.digest]);
  return 'version' in by ? versionsByVersion(sql, [by.version]) : versionsByName(sql, by.name);
}
