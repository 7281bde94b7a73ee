import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { Activation } from '../life/schedule.ts';
import type { Subject } from '../subject.ts';
import type { Listed, VersionRow } from './version.ts';

/** Whether an activation has begun on a day of the company; both as SQL. */
export const begun = (activation: string, today: string): string => `(${activation}.begins_on is null or ${activation}.begins_on <= ${today})`;

const ownZone = `(select value #>> '{}' from assay.setting where name = 'timeZone')`;
/** The company's day now, by the database's clock. */
const ownToday = `(now() at time zone ${ownZone})::date`;

const columns = (sql: Db) => sql`
  v.digest, v.version, v.name, v.dimension, v.subject, v.document, v.added_at as "addedAt", v.author, v.comment,
  (select max(a.activated_at) from assay.ruleset_activation a
    where a.dimension = v.dimension and a.subject = v.subject and a.digest = v.digest and ${sql.unsafe(begun('a', ownToday))}) as "activatedAt"`;

/** The version that is active in a dimension for a kind of subject; on a day, or now. */
export async function activeVersion(sql: Db, dimension: string, subject: Subject, today?: Day): Promise<VersionRow | undefined> {
  const [row] = await sql<VersionRow[]>`
    select ${columns(sql)} from assay.ruleset_version v
    where v.digest = (
      select a.digest from assay.ruleset_activation a
      where a.dimension = ${dimension} and a.subject = ${subject} and (a.begins_on is null or a.begins_on <= coalesce(${today ?? null}::date, ${sql.unsafe(ownToday)}))
      order by a.activated_at desc limit 1)`;
  return row;
}

/** Versions by their digests or by the 16 bytes of them that ratings carry. */
export const versionsByDigest = async (sql: Db, digests: readonly string[]): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.digest = any(${digests as string[]}::text[])`;

/** Versions whose digest begins so. */
export const versionsByStart = async (sql: Db, start: string): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where starts_with(v.digest, ${start})`;

export const versionsByVersion = async (sql: Db, versions: readonly string[]): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.version = any(${versions as string[]}::uuid[])`;

/** All versions of a name, the newest first. */
export const versionsByName = async (sql: Db, name: string): Promise<VersionRow[]> =>
  sql<VersionRow[]>`select ${columns(sql)} from assay.ruleset_version v where v.name = ${name} order by v.added_at desc, v.digest`;

const listed = (sql: Db) => sql`v.digest, v.name, v.dimension, v.subject, v.document -> 'title' as title, v.added_at as "addedAt", v.author, v.comment`;

/** Versions newest first, behind one; what is null does not matter. */
export async function pageVersions(
  sql: Db,
  { dimension, subject }: { dimension: string | null; subject: Subject | null },
  after: { addedAt: Instant; digest: string } | undefined,
  most: number,
): Promise<Listed[]> {
  return await sql<Listed[]>`
    select ${listed(sql)} from assay.ruleset_version v
    where true ${dimension === null ? sql`` : sql`and v.dimension = ${dimension}`} ${subject === null ? sql`` : sql`and v.subject = ${subject}`}
      ${after ? sql`and (v.added_at, v.digest) < (${after.addedAt}, ${after.digest})` : sql``}
    order by v.added_at desc, v.digest desc limit ${most}`;
}

/** Versions by digest, without their documents. */
export async function listedByDigest(sql: Db, digests: readonly string[]): Promise<Map<string, Listed>> {
  const rows = await sql<Listed[]>`select ${listed(sql)} from assay.ruleset_version v where v.digest = any(${digests as string[]}::text[])`;
  return new Map(rows.map((row) => [row.digest, row]));
}

/** Adds a version, and says whether it is new; one that is there already stays as it is. */
export async function addVersion(tx: Tx, version: Omit<VersionRow, 'activatedAt'>): Promise<boolean> {
  const { digest, version: short, name, dimension, subject, document, addedAt, author, comment } = version;
  const rows = await tx`
    insert into assay.ruleset_version (digest, version, name, dimension, subject, document, added_at, author, comment)
    values (${digest}, ${short}, ${name}, ${dimension}, ${subject}, ${tx.json(document as never)}, ${addedAt}, ${author}, ${comment})
    on conflict (digest) do nothing returning 1`;
  return rows.length > 0;
}

/** Whoever changes what is active in a dimension takes turns, to the commit. */
export async function lockActivations(tx: Tx, dimension: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`activation ${dimension}`}, 0))`;
}

/** How activations of a dimension and subject are asked for together. */
export const scheduleName = ({ dimension, subject }: Pick<Activation, 'dimension' | 'subject'>): string => `${dimension} ${subject}`;

/** All activations of each dimension and subject (`scheduleName`). */
export async function activationsOf(db: Db, names: readonly string[]): Promise<Map<string, Activation[]>> {
  const rows = await db<Activation[]>`
    select a.dimension, a.subject, a.digest, a.kind, a.activated_at as "activatedAt", a.begins_on as "beginsOn", a.decided_at as "decidedAt", a.who, a.why
    from assay.ruleset_activation a where a.dimension || ' ' || a.subject = any(${names as string[]}::text[]) order by a.activated_at`;
  return Map.groupBy([...rows], scheduleName);
}

/**
 * Adds an activation: from midnight of the day it names, where the company is, or at once. What begins at once is later than
 * whatever holds `today`, also where clocks differ.
 */
export async function addActivation(tx: Tx, activation: Omit<Activation, 'activatedAt'>, today: Day): Promise<Activation> {
  const { dimension, subject, digest, kind, beginsOn, decidedAt, who, why } = activation;
  const [row] = await tx<{ activatedAt: Instant }[]>`
    insert into assay.ruleset_activation (dimension, subject, activated_at, digest, kind, begins_on, decided_at, who, why)
    select ${dimension}, ${subject}, greatest(${beginsOn}::date::timestamp at time zone ${tx.unsafe(ownZone)}, ${decidedAt}::timestamptz,
      max(a.activated_at) + interval '1 millisecond'), ${digest}, ${kind}, ${beginsOn}::date, ${decidedAt}::timestamptz, ${who}, ${why}
    from assay.ruleset_activation a where a.dimension = ${dimension} and a.subject = ${subject} and (a.begins_on is null or a.begins_on <= ${today}::date)
    returning activated_at as "activatedAt"`;
  return { ...activation, activatedAt: row?.activatedAt as Instant };
}

/** Takes back what is to begin on a day. */
export async function dropActivation(tx: Tx, { dimension, subject, beginsOn }: Pick<Activation, 'dimension' | 'subject' | 'beginsOn'>): Promise<void> {
  await tx`delete from assay.ruleset_activation where dimension = ${dimension} and subject = ${subject} and begins_on = ${beginsOn}`;
}
