import type { Db } from '../../db/client.ts';
import type { Behind, Disclosed, Sought, Sum } from './disclosed.ts';

const newest = (db: Db) => db`d.at desc, d.partner_id, d.seq desc, d.customer_id`;
type Fragment = ReturnType<typeof newest>;

const rows = (db: Db, disclosures: Fragment) => db`
  select d.customer_id as "customerId", d.partner_id as "partnerId", d.seq, d.at, d.purpose, d.outcome, d.consent_id as "consentId", d.agreement,
    coalesce(l.fields, '{}') as fields, d.kid, d.rating_id as "ratingId", d.grade_id as "gradeId", d.report, p.name, p.title, p.kind, a.number,
    a.document #> array['purposes', d.purpose, 'title'] as "purposeTitle"
  from ${disclosures} as d
  join assay.partner p using (partner_id)
  left join assay.field_list l on l.digest = d.fields
  left join assay.agreement_version a on a.partner_id = d.partner_id and a.digest = d.agreement`;

/** Rows that `newest` puts behind one. */
const behind = (db: Db, after: Behind | undefined) =>
  after
    ? db`and (d.at < ${after.at} or (d.at = ${after.at} and (d.partner_id > ${after.partnerId} or (d.partner_id = ${after.partnerId}
        and (d.seq < ${after.seq} or (d.seq = ${after.seq} and d.customer_id > ${after.customerId}))))))`
    : db``;

/** What was told of each customer, the newest first, behind one. */
export async function disclosuresOf(
  db: Db,
  customerIds: readonly string[],
  { after, most }: { after: Behind | undefined; most: number },
): Promise<Map<string, Disclosed[]>> {
  const each = db`(
    select d.* from unnest(${customerIds as string[]}::uuid[]) as asked (id)
    cross join lateral (select d.* from assay.disclosure d where d.customer_id = asked.id ${behind(db, after)} order by ${newest(db)} limit ${most}) as d)`;
  const found = await db<Disclosed[]>`${rows(db, each)} order by ${newest(db)}`;
  return Map.groupBy(found, ({ customerId }) => customerId);
}

/** Without a partner every partner's are looked at, each by its own index. */
const sought = (db: Db, { partnerId, kid, from, until }: Sought) => db`
  assay.disclosure d where d.partner_id = any(${partnerId === null ? db`(select array_agg(partner_id) from assay.partner)::uuid[]` : db`${[partnerId]}::uuid[]`})
    ${from === null ? db`` : db`and d.at >= ${from}`} ${until === null ? db`` : db`and d.at < ${until}`} ${kid === null ? db`` : db`and d.kid = ${kid}`}`;

/** Disclosures the newest first, behind one. */
export async function pageDisclosures(db: Db, asked: Sought, after: Behind | undefined, most: number): Promise<Disclosed[]> {
  const page = db`(select d.* from ${sought(db, asked)} ${behind(db, after)} order by ${newest(db)} limit ${most})`;
  return await db<Disclosed[]>`${rows(db, page)} order by ${newest(db)}`;
}

/** What they come to. */
export async function sumDisclosures(db: Db, asked: Sought): Promise<Sum> {
  const [sum] = await db<Sum[]>`
    with d as materialized (select d.* from ${sought(db, asked)})
    select (select count(*)::int from d) as count, (select count(distinct customer_id)::int from d) as customers,
      array(select p.name from assay.partner p where p.partner_id in (select partner_id from d) order by 1) as partners,
      array(select distinct purpose from d order by 1) as purposes,
      array(select distinct f from assay.field_list l cross join unnest(l.fields) as f where l.digest in (select fields from d) order by 1) as fields,
      (select min(at) from d) as "firstAt", (select max(at) from d) as "lastAt"`;
  return sum as Sum;
}

/** Whether a key of that name was ever registered, or anything told or filed under one (keys of a partner's own server are not registered). */
export async function isKeyKnown(db: Db, kid: string): Promise<boolean> {
  const [row] = await db<{ isKnown: boolean }[]>`
    select exists (select from assay.partner_key where kid = ${kid}) or exists (select from assay.disclosure where kid = ${kid})
      or exists (select from assay.consent where kid = ${kid}) as "isKnown"`;
  return row?.isKnown === true;
}

/** What one entry of a partner's audit told, of each customer. */
export async function disclosuresAt(db: Db, { partnerId, at, seq }: Pick<Disclosed, 'partnerId' | 'at' | 'seq'>): Promise<Disclosed[]> {
  const entry = db`(select d.* from assay.disclosure d where d.partner_id = ${partnerId} and d.at = ${at} and d.seq = ${seq})`;
  return await db<Disclosed[]>`${rows(db, entry)} order by d.customer_id`;
}
