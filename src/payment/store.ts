import { profile } from '../base/profile.ts';
import type { Day } from '../base/time.ts';
import { leavingOut } from '../customer/mark/store.ts';
import type { Db, Tx } from '../db/client.ts';

/** The working day of `base/profile.ts` in SQL: Saturday and Sunday move to Monday (0001-01-01 was one). */
export const workingDaySql = (column: string): string => `(${column} + case (${column} - date '0001-01-01') % 7 when 5 then 2 when 6 then 1 else 0 end)`;

/**
 * The allocation of `allocation.ts` in SQL, oldest due first, over relations `bills` and `payments` that hold what is
 * known: amounts due and amounts paid are levels on one axis, and a bill is covered by the first payment at or above its
 * level, so one sort and one pass per account answer every bill.
 */
export const allocationSql = (bills: string, payments: string): string => `
  select customer_id, account_id, due_on, key, amount_due_minor, level + ${profile.materialityMinor - 1} as cumulative_minor, known_on, covered_on, cover_known_on, paid_total
  from (
    select *, min(paid_on) over covering as covered_on, min(paid_known_on) over covering as cover_known_on, max(paid_level) over account as paid_total
    from (
      select customer_id, account_id, ${workingDaySql('due_on')} as due_on, key, amount_due_minor, greatest(period, available_on) as known_on,
        (sum(amount_due_minor) over (partition by customer_id, account_id order by ${workingDaySql('due_on')}, key))::bigint - ${profile.materialityMinor - 1} as level,
        null::date as paid_on, null::date as paid_known_on, null::bigint as paid_level, true as is_bill
      from ${bills} as b where due_on is not null and amount_due_minor >= ${profile.materialityMinor}
      union all
      select customer_id, account_id, null, null, null, null, level, paid_on, paid_known_on, level, false
      from (
        select customer_id, account_id, paid_on,
          (sum(sum(amount_minor)) over through)::bigint as level, max(max(greatest(paid_on, available_on))) over through as paid_known_on
        from ${payments} as p group by customer_id, account_id, paid_on
        window through as (partition by customer_id, account_id order by paid_on)
      ) as running
    ) as levels
    window account as (partition by customer_id, account_id), covering as (partition by customer_id, account_id order by level desc, is_bill rows unbounded preceding)
  ) as covered
  where is_bill`;

/**
 * The arrangements of `arrangement.ts` with the day each broke, or null, over relations that hold what is known as of the day $1: how far the payments from
 * the day of the agreement on come by each due day, held against the instalments up to it.
 */
export const brokenSql = (arrangements: string, instalments: string, payments: string): string => `
  select a.*, case when b.broken_on <= a.cancelled_on or a.cancelled_on is null then b.broken_on end as broken_on
  from ${arrangements} as a left join (
    select customer_id, account_id, arrangement, min(due_on) + 1 as broken_on
    from (
      select s.customer_id, s.account_id, s.arrangement, s.due_on, s.level, coalesce(sum(p.amount_minor), 0) as paid
      from (
        select i.customer_id, i.account_id, i.arrangement, a.agreed_on, ${workingDaySql('i.due_on')} as due_on,
          sum(i.amount_minor) over (partition by i.customer_id, i.account_id, i.arrangement order by ${workingDaySql('i.due_on')}, i.key) as level
        from ${instalments} as i join ${arrangements} as a on a.customer_id = i.customer_id and a.account_id = i.account_id and a.key = i.arrangement
        where i.amount_minor >= ${profile.materialityMinor}
      ) as s left join ${payments} as p on p.customer_id = s.customer_id and p.account_id = s.account_id and p.paid_on between s.agreed_on and s.due_on
      where s.due_on < $1::date
      group by s.customer_id, s.account_id, s.arrangement, s.due_on, s.level
    ) as steps
    where paid < level - ${profile.materialityMinor - 1} group by customer_id, account_id, arrangement
  ) as b on b.customer_id = a.customer_id and b.account_id = a.account_id and b.arrangement = a.key`;

/** Whether another bill of a relation replaces the bill `b`. */
export const isReplacedSql = (bills: string): string =>
  `exists (select from ${bills} as r where r.customer_id = b.customer_id and r.account_id = b.account_id and r.replaces = b.key and r.key <> b.key)`;

/** Writes both caches anew for the accounts of `touched_account`. Bills that replace another are few: they are found by their own index. */
export async function replaceCover(tx: Tx): Promise<void> {
  await tx`delete from assay.bill_cover c using touched_account t where c.customer_id = t.customer_id and c.account_id = t.account_id`;
  await tx`delete from assay.account_cover c using touched_account t where c.customer_id = t.customer_id and c.account_id = t.account_id`;
  await tx`create temp table if not exists replacing_bill (customer_id uuid, account_id uuid, key uuid, replaces uuid) on commit drop`;
  await tx`truncate replacing_bill`;
  const replacing = await tx`
    insert into replacing_bill select customer_id, account_id, key, replaces from assay.bill join touched_account using (customer_id, account_id) where replaces is not null`;
  if (replacing.count > 0) await tx`analyze replacing_bill`;
  const bills = `(select b.* from assay.bill b join touched_account using (customer_id, account_id) ${replacing.count > 0 ? `where not ${isReplacedSql('replacing_bill')}` : ''})`;
  const payments = '(select x.* from assay.payment x join touched_account using (customer_id, account_id) where x.bounced_on is null)';
  const covered = await tx.unsafe(`
    insert into assay.bill_cover (customer_id, account_id, due_on, key, amount_due_minor, cumulative_minor, known_on, covered_on, cover_known_on)
    select customer_id, account_id, due_on, key, amount_due_minor, cumulative_minor, known_on, covered_on, cover_known_on
    from (${allocationSql(bills, payments)}) as cover order by customer_id, account_id, due_on, key`);
  await tx.unsafe(`
    insert into assay.account_cover (customer_id, account_id, due_minor, paid_minor, exact)
    select customer_id, account_id, coalesce(due_minor, 0), coalesce(paid_minor, 0), coalesce(due_exact, true) and coalesce(paid_exact, true) and replacing is null
    from (
      select customer_id, account_id, sum(amount_due_minor)::bigint as due_minor, bool_and(known_on >= known_before) as due_exact
      from (select *, coalesce(lag(known_on) over (partition by customer_id, account_id order by due_on, key), known_on) as known_before
            from assay.bill_cover join touched_account using (customer_id, account_id)) as d
      group by customer_id, account_id
    ) as due
    full join (
      select customer_id, account_id, sum(amount_minor) filter (where bounced_on is null)::bigint as paid_minor,
        bool_and(bounced_on is null and known_on >= known_before and known_on = known_last) as paid_exact
      from (select *, coalesce(lag(known_on) over (partition by customer_id, account_id order by paid_on, known_on), known_on) as known_before,
              max(known_on) over (partition by customer_id, account_id, paid_on) as known_last
            from (select *, greatest(paid_on, available_on) as known_on from assay.payment join touched_account using (customer_id, account_id)) as k) as p
      group by customer_id, account_id
    ) as paid using (customer_id, account_id)
    full join (
      select customer_id, account_id, true as replacing from replacing_bill group by customer_id, account_id
    ) as replacing using (customer_id, account_id)`);
  if (covered.count > 10_000) await tx`analyze assay.bill_cover (customer_id, account_id, due_on, key), assay.account_cover`;
}

/**
 * Takes the accounts that have no payments out of `touched_account` and marks them stale: nothing covers their bills yet,
 * so what was covered is right, and lateness is derived from the facts until `touchMarked` and `replaceCover`.
 */
export async function markCover(tx: Tx): Promise<void> {
  await tx`
    with unpaid as (
      delete from touched_account t where not exists (select from assay.payment p where p.customer_id = t.customer_id and p.account_id = t.account_id)
      returning t.customer_id, t.account_id)
    insert into assay.account_cover (customer_id, account_id, due_minor, paid_minor, exact, stale) select customer_id, account_id, 0, 0, false, true from unpaid
    order by customer_id, account_id on conflict (customer_id, account_id) do update set exact = false, stale = true`;
}

/** Collects the accounts whose caches were left for later in `touched_account`; answers how many. */
export async function touchMarked(tx: Tx): Promise<number> {
  const marked = await tx`
    create temp table touched_account on commit drop as select customer_id, account_id from assay.account_cover where stale`;
  if (marked.count > 0) await tx`analyze touched_account`;
  return marked.count;
}

/** Whom the caches do not answer for on every day: rows `e` of customers with an inexact account, with forbearance, with facts that may be left out. */
export const inexactSql: readonly string[] = ['assay.account_cover e where not e.exact', 'assay.forbearance e where true', leavingOut];

/** The customers of `inexactSql` from one id to another. */
export async function inexactBetween(db: Db, first: string, last: string): Promise<string[]> {
  const text = inexactSql.map((rows) => `select e.customer_id as id from ${rows} and e.customer_id between $1::uuid and $2::uuid`).join(' union ');
  return (await db.unsafe<{ id: string }[]>(text, [first, last], { prepare: true })).map((row) => row.id);
}

/** How an account stands on a day: the due day of its oldest bill that is past due and not covered, and how many such bills there are. */
export interface Standing {
  readonly oldestDueOn: Day | null;
  readonly billsOwed: number;
  /** A bill was known by the day. */
  readonly isBilled: boolean;
}

/** A bill is past due on a day: the day its amount was covered is none or later. */
const isLateSql = (bill: string, day: string): string => `${bill}.due_on < ${day} and (${bill}.covered_on is null or ${bill}.covered_on > ${day})`;

/** Where a page of reported statuses ended: customer, account, month, key. */
export type StatusPlace = readonly [customerId: string, accountId: string, month: Day, key: string];

/** What a source reports of an account in a month, and how the account stands at the month's end by its bills and payments. */
export interface ReportedBeside extends Standing {
  readonly customerId: string;
  readonly accountId: string;
  readonly month: Day;
  readonly key: string;
  readonly scheme: string;
  readonly code: number | null;
  readonly daysPastDue: number | null;
  readonly monthEnd: Day;
}

/** Reported statuses of whole months from one to another, behind a place, that give days or a code of one of the schemes. */
export async function statusesBeside(
  db: Db,
  { schemes, from, until, after, most }: { schemes: readonly string[]; from: Day; until: Day; after: StatusPlace | undefined; most: number },
): Promise<ReportedBeside[]> {
  const behind = after ? db`and (customer_id, account_id, month, key) > (${after[0]}::uuid, ${after[1]}::uuid, ${after[2]}::date, ${after[3]}::uuid)` : db``;
  return [
    ...(await db<ReportedBeside[]>`
      select s.customer_id as "customerId", s.account_id as "accountId", s.month, s.key, s.scheme, s.code, s.days_past_due as "daysPastDue", s.month_end as "monthEnd", c.*
      from (
        select *, (month + interval '1 month' - interval '1 day')::date as month_end from assay.account_status
        where month between ${from} and ${until} and (days_past_due is not null or (code is not null and scheme = any(${[...schemes]}::text[]))) ${behind}
        order by customer_id, account_id, month, key limit ${most}
      ) as s cross join lateral (
        select min(c.due_on) filter (where ${db.unsafe(isLateSql('c', 's.month_end'))}) as "oldestDueOn",
          (count(*) filter (where ${db.unsafe(isLateSql('c', 's.month_end'))}))::int as "billsOwed", coalesce(bool_or(c.known_on <= s.month_end), false) as "isBilled"
        from assay.bill_cover c where c.customer_id = s.customer_id and c.account_id = s.account_id
      ) as c order by s.customer_id, s.account_id, s.month, s.key`),
  ];
}
