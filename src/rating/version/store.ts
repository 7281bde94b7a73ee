import type { Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { Subject } from '../subject.ts';
import type { VersionRow } from './version.ts';

const columns = (sql: Db) => sql`
  v.digest, v.version, v.name, v.dimension, v.subject, v.document, v.added_at as "addedAt",
  (select max(a.activated_at) from assay.ruleset_activation a where a.dimension = v.dimension and a.subject = v.subject and a.digest = v.digest) as "activatedAt"`;

/** The version that is active in a dimension for a kind of subject. */
export async function activeVersion(sql: Db, dimension: string, subject: Subject): Promise<VersionRow | undefined> {
  const [row] = await sql<VersionRow[]>`
    select ${columns(sql)} from assay.ruleset_version v
    where v.digest = (
      select digest from assay.ruleset_activation where dimension = ${dimension} and subject = ${subject} order by activated_at desc limit 1)`;
  return row;
}

/** Versions by their digests or by the 16 bytes of them that ratings carry. */
export const versionsByDigest = async (sql: Db, digests: readonly string[]): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.digest = any(${digests as string[]}::text[])`;

export const versionsByVersion = async (sql: Db, versions: readonly string[]): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.version = any(${versions as string[]}::uuid[])`;

/** All versions of a name, the newest first. */
export const versionsByName = async (sql: Db, name: string): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.name = ${name} order by v.added_at desc, v.digest`;

/** Adds a version; one that is there already stays as it is. */
export async function addVersion(tx: Tx, version: Omit<VersionRow, 'activatedAt'>): Promise<void> {
  const { digest, version: short, name, dimension, subject, document, addedAt } = version;
  await tx`
    insert into assay.ruleset_version (digest, version, name, dimension, subject, document, added_at)
    values (${digest}, ${short}, ${name}, ${dimension}, ${subject}, ${tx.json(document as never)}, ${addedAt})
    on conflict (digest) do nothing`;
}

/** From now on the dimension's customers, accounts or groups are rated by this version. Writers of one dimension take turns. */
export async function addActivation(
  tx: Tx,
  { dimension, subject, digest }: Pick<VersionRow, 'dimension' | 'subject' | 'digest'>,
  now: Instant,
): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`activation ${dimension}`}, 0))`;
  const rows = await tx`
    insert into assay.ruleset_activation (dimension, subject, activated_at, digest)
    select ${dimension}, ${subject}, greatest(${now}::timestamptz, coalesce(max(activated_at), '-infinity') + interval '1 millisecond'), ${digest}
    from assay.ruleset_activation where dimension = ${dimension} and subject = ${subject}
    having (array_agg(digest order by activated_at desc))[1] is distinct from ${digest}
    returning 1`;
  return rows.length > 0;
}
