import type { Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import { materialOf, type PartnerJwk, type PartnerKey } from './jwk.ts';
import type { KeySources, PartnerKind, PartnerRow, PartnerState } from './partner.ts';

const columns = (db: Db) => db`
  p.partner_id as "partnerId", p.name, p.title, p.kind, p.state, p.state_at as "stateAt", p.contacts, p.jwks_uri as "jwksUri", p.issuer,
  p.issuer_jwks_uri as "issuerJwksUri", p.sandbox, p.clock_seconds as "clockSeconds", p.added_at as "addedAt"`;

/** Adds a partner; nothing happens (false) where its name or issuer is another's already. */
export async function addPartner(tx: Tx, row: PartnerRow, subjectKey: Uint8Array): Promise<boolean> {
  const { partnerId, name, title, kind, state, stateAt, contacts, jwksUri, issuer, issuerJwksUri, sandbox, clockSeconds, addedAt } = row;
  const added = await tx`
    insert into assay.partner (partner_id, name, title, kind, state, state_at, contacts, jwks_uri, issuer, issuer_jwks_uri, sandbox, clock_seconds, subject_key, added_at)
    values (${partnerId}, ${name}, ${title}, ${kind}, ${state}, ${stateAt}, ${tx.json(contacts as never)}, ${jwksUri}, ${issuer}, ${issuerJwksUri}, ${sandbox},
      ${clockSeconds}, ${subjectKey as never}, ${addedAt})
    on conflict do nothing returning name`;
  return added.length > 0;
}

/** Partners by id. */
export async function partnersById(db: Db, ids: readonly string[]): Promise<Map<string, PartnerRow>> {
  const rows = await db<PartnerRow[]>`select ${columns(db)} from assay.partner p where p.partner_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.partnerId, row]));
}

/** The partner of a name. */
export async function partnerByName(db: Db, name: string): Promise<PartnerRow | undefined> {
  const [row] = await db<PartnerRow[]>`select ${columns(db)} from assay.partner p where p.name = ${name}`;
  return row;
}

/** The same for nobody else to change until the commit: whatever is done to a partner and its agreements takes turns. */
export async function claimPartner(tx: Tx, name: string): Promise<PartnerRow | undefined> {
  const [row] = await tx<PartnerRow[]>`select ${columns(tx)} from assay.partner p where p.name = ${name} for update`;
  return row;
}

export async function isIssuerTaken(db: Db, issuer: string, partnerId: string): Promise<boolean> {
  return (await db`select from assay.partner where issuer = ${issuer} and partner_id <> ${partnerId}`).length > 0;
}

export async function keepState(tx: Tx, partnerId: string, state: PartnerState, at: Instant): Promise<void> {
  await tx`update assay.partner set state = ${state}, state_at = ${at} where partner_id = ${partnerId}`;
}

export async function keepPartner(
  tx: Tx,
  partnerId: string,
  { title, contacts, jwksUri, issuer, issuerJwksUri }: Pick<PartnerRow, 'title' | 'contacts' | keyof KeySources>,
): Promise<void> {
  await tx`
    update assay.partner set title = ${title}, contacts = ${tx.json(contacts as never)}, jwks_uri = ${jwksUri}, issuer = ${issuer}, issuer_jwks_uri = ${issuerJwksUri}
    where partner_id = ${partnerId}`;
}

/** Of a partner, sealed. */
export async function sealedSubjectKey(db: Db, partnerId: string): Promise<Uint8Array | undefined> {
  const [row] = await db<{ key: Uint8Array }[]>`select subject_key as key from assay.partner where partner_id = ${partnerId}`;
  return row?.key;
}

/** What is looked for among partners; what is null does not matter. */
export interface Sought {
  readonly kind: PartnerKind | null;
  readonly state: PartnerState | null;
}

/** Partners by name, behind one. */
export async function pagePartners(db: Db, { kind, state }: Sought, after: string | undefined, most: number): Promise<PartnerRow[]> {
  return await db<PartnerRow[]>`
    select ${columns(db)} from assay.partner p
    where true ${kind === null ? db`` : db`and p.kind = ${kind}`} ${state === null ? db`` : db`and p.state = ${state}`}
      ${after === undefined ? db`` : db`and p.name > ${after}`}
    order by p.name limit ${most}`;
}

const keyColumns = (db: Db) => db`
  partner_id as "partnerId", kid, jwk, added_at as "addedAt", added_by as "addedBy", until, revoked_at as "revokedAt", why`;

/** Keys of partners, the newest first; one without any is absent. */
export async function keysOf(db: Db, partnerIds: readonly string[]): Promise<Map<string, PartnerKey[]>> {
  const rows = await db<PartnerKey[]>`
    select ${keyColumns(db)} from assay.partner_key where partner_id = any(${partnerIds as string[]}::uuid[]) order by added_at desc, kid`;
  return Map.groupBy(rows, ({ partnerId }) => partnerId);
}

/** Everybody's keys of the same public parts as one of these, whatever they are named. */
export async function keysAlike(db: Db, keys: readonly PartnerJwk[]): Promise<PartnerKey[]> {
  const materials = keys.map((key) => JSON.stringify(materialOf(key)));
  return await db<PartnerKey[]>`select ${keyColumns(db)} from assay.partner_key where jwk @> any(${materials}::text[]::jsonb[])`;
}

export async function addKeys(tx: Tx, partnerId: string, keys: readonly PartnerJwk[], { who, at }: { who: string; at: Instant }): Promise<void> {
  await tx`
    insert into assay.partner_key (partner_id, kid, jwk, added_at, added_by)
    select ${partnerId}, k.kid, k.jwk::jsonb, ${at}, ${who}
    from unnest(${keys.map(({ kid }) => kid)}::text[], ${keys.map((key) => JSON.stringify(key))}::text[]) as k (kid, jwk)`;
}

/** Marks the end of keys: at an instant to come, or revoked at once. */
export async function endKeys(
  tx: Tx,
  partnerId: string,
  kids: readonly string[],
  { until, revokedAt, why }: Pick<PartnerKey, 'until' | 'revokedAt' | 'why'>,
): Promise<void> {
  await tx`
    update assay.partner_key set until = ${until}, revoked_at = ${revokedAt}, why = ${why} where partner_id = ${partnerId} and kid = any(${kids as string[]}::text[])`;
}
