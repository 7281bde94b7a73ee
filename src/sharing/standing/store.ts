import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import type { AgreedVersion, Standing, StandingKey } from './standing.ts';

const version = (db: Db, alias: string) => db`
  jsonb_build_object('versionId', ${db(alias)}.version_id, 'number', ${db(alias)}.number, 'digest', ${db(alias)}.digest, 'document', ${db(alias)}.document,
    'fromOn', ${db(alias)}.from_on, 'untilOn', ${db(alias)}.until_on, 'suspendedAt', ${instant(db, alias, 'suspended_at')}, 'endedAt', ${instant(db, alias, 'ended_at')})`;

const instant = (db: Db, alias: string, column: string) => db`to_char(${db(alias)}.${db(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

type Row = Omit<Standing, 'keys' | 'agreement' | 'next'> & { keys: StandingKey[]; agreement: AgreedVersion | null; next: AgreedVersion | null };

/** In force is the newest version that was approved and holds on the day; what comes next is the nearest one that begins later. */
const standing = (db: Db, today: Day) => db`
  select p.partner_id as "partnerId", p.name, p.title, p.kind, p.state, p.sandbox, p.clock_seconds as "clockSeconds",
    p.jwks_uri is not null or p.issuer is not null as "foreignKeys",
    coalesce((select jsonb_agg(jsonb_build_object('kid', k.kid, 'until', ${instant(db, 'k', 'until')}, 'revokedAt', ${instant(db, 'k', 'revoked_at')}) order by k.added_at, k.kid)
      from assay.partner_key k where k.partner_id = p.partner_id), '[]') as keys,
    (select ${version(db, 'v')} from assay.agreement_version v
      where v.partner_id = p.partner_id and v.approved_at is not null and v.suspended_at is null and v.ended_at is null and ${today} between v.from_on and v.until_on
      order by v.number desc limit 1) as agreement,
    (select ${version(db, 'n')} from assay.agreement_version n
      where n.partner_id = p.partner_id and n.approved_at is not null and n.ended_at is null and n.from_on > ${today} and n.from_on <= n.until_on
      order by n.from_on, n.number desc limit 1) as next
  from assay.partner p`;

/** How a partner stands on a day; nothing without such a partner. */
export async function standingOf(db: Db, partnerId: string, today: Day): Promise<Standing | undefined> {
  const [row] = await db<Row[]>`${standing(db, today)} where p.partner_id = ${partnerId}`;
  return row;
}

/** The same by the name it signs in with. */
export async function standingByName(db: Db, name: string, today: Day): Promise<Standing | undefined> {
  const [row] = await db<Row[]>`${standing(db, today)} where p.name = ${name}`;
  return row;
}
