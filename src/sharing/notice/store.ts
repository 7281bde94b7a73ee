import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { RulesetChange, Wishes } from './notice.ts';

/** A partner whose agreement asks to be told of changes. */
export interface Asking extends Wishes {
  readonly partnerId: string;
  readonly name: string;
  readonly dimension: string;
}

/** Partners whose agreement in force on a day asks to be told of changes of rulesets: all, or one. */
export async function askingPartners(db: Db, today: Day, partnerId: string | null): Promise<Asking[]> {
  return await db<Asking[]>`
    select p.partner_id as "partnerId", p.name, v.document ->> 'dimension' as dimension, (v.document ->> 'bothGradesDays')::int as "bothGradesDays",
      (select min(f.from_on) from assay.agreement_version f where f.partner_id = p.partner_id and f.approved_at is not null) as "sinceOn"
    from assay.partner p
    cross join lateral (
      select v.document from assay.agreement_version v
      where v.partner_id = p.partner_id and v.approved_at is not null and v.suspended_at is null and v.ended_at is null and ${today} between v.from_on and v.until_on
      order by v.number desc limit 1) as v
    where p.state = 'active' and (v.document ->> 'bothGradesDays')::int > 0 ${partnerId === null ? db`` : db`and p.partner_id = ${partnerId}`}
    order by p.name`;
}

type Notice = Pick<Asking, 'partnerId' | 'dimension'> & { readonly digest: string; readonly on: Day };

const listed = (db: Db, notices: readonly Notice[]) => db`
  unnest(${notices.map(({ partnerId }) => partnerId)}::uuid[], ${notices.map(({ dimension }) => dimension)}::text[], ${notices.map(({ digest }) => digest)}::text[],
    ${notices.map(({ on }) => on)}::date[])`;

export const noticeName = ({ partnerId, dimension, digest, on }: Notice): string => `${partnerId} ${dimension} ${digest} ${on}`;
export const noticeOf = ({ partnerId }: Asking, { dimension, ruleset, on }: RulesetChange): Notice => ({ partnerId, dimension, digest: ruleset.digest, on });

/** Notes what partners are told; answers which of it nobody had told them, or had taken back since. */
export async function keepNotices(tx: Tx, notices: readonly Notice[], at: Instant): Promise<Set<string>> {
  const rows = await tx<Notice[]>`
    insert into assay.ruleset_notice as held (partner_id, dimension, digest, begins_on, told_at)
    select n.*, ${at}::timestamptz from ${listed(tx, notices)} as n
    on conflict (partner_id, dimension, digest, begins_on) do update set told_at = excluded.told_at, withdrawn_at = null where held.withdrawn_at is not null
    returning partner_id as "partnerId", dimension, digest, begins_on as "on"`;
  return new Set(rows.map(noticeName));
}

/**
 * Of what was told to begin after a day takes back what is not among these; answers what it was, with the partner's name. Who does
 * not ask at present, since it is suspended for instance, is told nothing: that says nothing of the rulesets.
 */
export async function withdrawNotices(
  tx: Tx,
  asking: readonly Asking[],
  still: readonly Notice[],
  today: Day,
  at: Instant,
): Promise<(Notice & { name: string })[]> {
  const [partners, dimensions] = [asking.map(({ partnerId }) => partnerId), asking.map(({ dimension }) => dimension)];
  return await tx<(Notice & { name: string })[]>`
    update assay.ruleset_notice n set withdrawn_at = ${at} from assay.partner p
    where p.partner_id = n.partner_id and n.withdrawn_at is null and n.begins_on > ${today}
      and (n.partner_id, n.dimension) in (select * from unnest(${partners}::uuid[], ${dimensions}::text[]))
      and (n.partner_id, n.dimension, n.digest, n.begins_on) not in (select * from ${listed(tx, still)} as s)
    returning n.partner_id as "partnerId", n.dimension, n.digest, n.begins_on as "on", p.name`;
}
