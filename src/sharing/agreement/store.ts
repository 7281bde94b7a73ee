import { policyRules } from '../../base/profile.ts';
import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { Profile } from './entitlement.ts';
import type { VersionRow } from './version.ts';

const columns = (db: Db) => db`
  version_id as "versionId", partner_id as "partnerId", number, document, digest, author, drafted_at as "draftedAt", submitted_at as "submittedAt",
  approved_at as "approvedAt", from_on as "fromOn", until_on as "untilOn", suspended_at as "suspendedAt", ended_at as "endedAt"`;

/** The installation's profile, whose table says who may receive what about whom. */
export async function profileOf(db: Db): Promise<Profile> {
  const [row] = await db<{ name: string }[]>`select value #>> '{}' as name from assay.setting where name = 'profile'`;
  return row && Object.hasOwn(policyRules, row.name) ? (row.name as Profile) : 'general';
}

/** Adds a version as the partner's next one; `claimPartner` holds the partner. */
export async function addVersion(tx: Tx, row: Omit<VersionRow, 'number' | 'submittedAt' | 'approvedAt' | 'suspendedAt' | 'endedAt'>): Promise<VersionRow> {
  const { versionId, partnerId, document, digest, author, draftedAt, fromOn, untilOn } = row;
  const [added] = await tx<VersionRow[]>`
    insert into assay.agreement_version (version_id, partner_id, number, document, digest, author, drafted_at, from_on, until_on)
    values (${versionId}, ${partnerId}, (select coalesce(max(number), 0) + 1 from assay.agreement_version where partner_id = ${partnerId}),
      ${tx.json(document as never)}, ${digest}, ${author}, ${draftedAt}, ${fromOn}, ${untilOn})
    returning ${columns(tx)}`;
  return added as VersionRow;
}

/** Versions by id. */
export async function versionsById(db: Db, ids: readonly string[]): Promise<Map<string, VersionRow>> {
  const rows = await db<VersionRow[]>`select ${columns(db)} from assay.agreement_version where version_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.versionId, row]));
}

/** Every version of partners, the newest first; a partner without any is absent. */
export async function versionsOf(db: Db, partnerIds: readonly string[]): Promise<Map<string, VersionRow[]>> {
  const rows = await db<VersionRow[]>`
    select ${columns(db)} from assay.agreement_version where partner_id = any(${partnerIds as string[]}::uuid[]) order by number desc`;
  return Map.groupBy(rows, ({ partnerId }) => partnerId);
}

/** A partner's versions, the newest first, behind one. */
export async function pageVersions(db: Db, partnerId: string | null, after: string | undefined, most: number): Promise<VersionRow[]> {
  return await db<VersionRow[]>`
    select ${columns(db)} from assay.agreement_version
    where true ${partnerId === null ? db`` : db`and partner_id = ${partnerId}`} ${after === undefined ? db`` : db`and version_id < ${after}`}
    order by version_id desc limit ${most}`;
}

export async function markSubmitted(tx: Tx, versionId: string, at: Instant | null): Promise<void> {
  await tx`update assay.agreement_version set submitted_at = ${at} where version_id = ${versionId}`;
}

/** Puts a version in force from a day on: older approved ones hold until the day before. */
export async function markApproved(
  tx: Tx,
  { versionId, partnerId, number }: VersionRow,
  { at, fromOn, suspendedAt }: { at: Instant; fromOn: Day; suspendedAt: Instant | null },
): Promise<void> {
  await tx`
    update assay.agreement_version set approved_at = ${at}, from_on = ${fromOn}, suspended_at = ${suspendedAt} where version_id = ${versionId}`;
  await tx`
    update assay.agreement_version set until_on = ${fromOn}::date - 1
    where partner_id = ${partnerId} and number < ${number} and approved_at is not null and ended_at is null and until_on >= ${fromOn}`;
}

/** Marks whatever was approved and is not over: suspended at an instant, or no longer. */
export async function markSuspended(tx: Tx, versionIds: readonly string[], at: Instant | null): Promise<void> {
  await tx`update assay.agreement_version set suspended_at = ${at} where version_id = any(${versionIds as string[]}::uuid[])`;
}

export async function markEnded(tx: Tx, versionIds: readonly string[], at: Instant): Promise<void> {
  await tx`update assay.agreement_version set ended_at = ${at} where version_id = any(${versionIds as string[]}::uuid[])`;
}
