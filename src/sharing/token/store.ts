import type { Proof } from '../../access/dpop.ts';
import type { PartnerIssuer } from '../../access/partnertoken.ts';
import type { Instant } from '../../base/time.ts';
import type { Made, Rows } from '../../db/burst.ts';
import type { Db } from '../../db/client.ts';
import type { PartnerJwk } from '../partner/jwk.ts';

/**
 * Puts proofs on record as used. Those (`<realm> <name>`) that were there before, on whatever replica, or that stand here
 * twice: which of two came from whom nobody can tell, so neither counts.
 */
export async function spendMany(db: Db, proofs: readonly Proof[]): Promise<Set<string>> {
  return seenIn(await claim(db, proofs), proofs);
}

/** The statement that puts them on record; it answers those that were not there before. */
export const claim = (db: Db, proofs: readonly Proof[]): Made =>
  // In one order, so that two who write the same do not wait for each other.
  db`
    insert into assay.replay (realm, name, expires_at)
    select p.realm, p.name, to_timestamp(p.until::float8 / 1000.0)
    from unnest(${proofs.map(({ realm }) => realm)}::text[], ${proofs.map(({ name }) => name)}::text[], ${proofs.map(({ until }) => String(until))}::text[])
      as p (realm, name, until) order by 1, 2
    on conflict do nothing returning realm, name`;

/** Of what was claimed, what was there before or stands there twice. */
export function seenIn(rows: Rows, proofs: readonly Proof[]): Set<string> {
  const names = proofs.map(({ realm, name }) => `${realm} ${name}`);
  const seen = new Set<string>();
  const twice = names.filter((name) => seen.size === seen.add(name).size);
  const fresh = new Set((rows as readonly { realm: string; name: string }[]).map(({ realm, name }) => `${realm} ${name}`));
  return new Set([...names.filter((name) => !fresh.has(name)), ...twice]);
}

/** Until when a name counts. */
export async function keepUntil(db: Db, realm: string, name: string, until: Instant): Promise<void> {
  await db`update assay.replay set expires_at = ${until} where realm = ${realm} and name = ${name}`;
}

/** Forgets names whose time is over, the oldest first. How many. */
export async function clearSpent(db: Db, at: Instant, most: number): Promise<number> {
  const rows = await db`
    delete from assay.replay where (realm, name) in
      (select realm, name from assay.replay where expires_at < ${at} order by expires_at limit ${most} for update skip locked)`;
  return rows.count;
}

/** Who may ask for a token, by the name it signs in with. */
export interface Client {
  readonly partnerId: string;
  /** Where its keys are published; nothing where they were uploaded. */
  readonly jwksUri: string | null;
  /** Those that hold at the instant. */
  readonly keys: readonly PartnerJwk[];
}

/** The active partner of a name. */
export async function clientNamed(db: Db, name: string, at: Instant): Promise<Client | undefined> {
  const [row] = await db<Client[]>`
    select p.partner_id as "partnerId", p.jwks_uri as "jwksUri", coalesce(k.keys, '[]') as keys
    from assay.partner p, lateral (
      select jsonb_agg(jwk order by kid) as keys from assay.partner_key
      where partner_id = p.partner_id and (revoked_at is null or revoked_at > ${at}) and (until is null or until > ${at})
    ) k
    where p.name = ${name} and p.state = 'active'`;
  return row;
}

/** The partners with an authorisation server of their own. */
export async function partnerIssuers(db: Db): Promise<PartnerIssuer[]> {
  return await db<PartnerIssuer[]>`
    select partner_id as "partnerId", name, issuer, issuer_jwks_uri as "jwksUri" from assay.partner
    where issuer is not null and issuer_jwks_uri is not null and state <> 'ended'`;
}
