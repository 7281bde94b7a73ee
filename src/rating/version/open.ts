import type { Db } from '../../db/client.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { versionsByDigest } from './store.ts';
import type { VersionRow } from './version.ts';

const rowsOf = async (db: Db, digests: readonly string[]): Promise<Map<string, VersionRow>> =>
  new Map((await versionsByDigest(db, digests)).map((row) => [row.digest, row]));

/** A version with its document; the digest is of one that is kept. */
export async function open(context: Context, digest: string): Promise<VersionRow> {
  return (await load(context, rowsOf, digest)) as VersionRow;
}
