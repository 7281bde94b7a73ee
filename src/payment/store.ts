import { profile } from '../base/profile.ts';
import type { Day } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { type FactRow, factColumns } from '../db/read.ts';
import type { Paid } from './allocation.ts';
import type { Agreed } from './arrangement.ts';
import { instalment, payment } from './fact.ts';

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

/** Whether another bill of a relation, that meets a condition, replaces the bill `b`. */
export const isReplacedSql = (bills: string, condition = 'true'): string =>
  `exists (select from ${bills} as r where r.customer_id = b.customer_id and r.account_id = b.account_id and r.replaces = b.key and r.key <> b.key and ${condition})`;

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

/** Customers, accounts and keys of facts that are named `customerId:accountId:key`. */
const threeIds = (names: readonly string[]): [string[], string[], string[]] => {
  const parts = names.map((name) => name.split(':'));
  return [0, 1, 2].map((at) => parts.map((part) => part[at] as string)) as [string[], string[], string[]];
};

/** A payment and what of it went to a bill. */
export interface Allocated {
  readonly payment: FactRow;
  readonly allocatedMinor: number;
  /** The source itself says that it was paid for this bill. */
  readonly stated: boolean;
}

/**
 * The payments of these bills, earliest first, by bill (`customerId:accountId:key`): those that cover it, oldest amount
 * due first, and those its source stated for it. What a payment gives a bill is the overlap of two stretches of one axis,
 * the amounts due and the amounts paid up to each.
 */
export async function paymentsOfBills(db: Db, bills: readonly string[]): Promise<Map<string, Allocated[]>> {
  const text = `
    with asked as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as o (customer_id, account_id, bill, at)),
    running as (
      select f.*, case when f.bounced_on is null then sum(f.amount_minor) filter (where f.bounced_on is null) over (partition by f.customer_id, f.account_id order by f.paid_on, f.key) end as through
      from assay.payment f join (select distinct customer_id, account_id from asked) a using (customer_id, account_id)
    ),
    matched as (
      select o.at, f.*, f.bill is not distinct from o.bill as stated,
        case when f.through is null or c.key is null then 0
          else greatest(least(f.through, c.cumulative_minor) - greatest(f.through - f.amount_minor, c.cumulative_minor - c.amount_due_minor), 0) end as allocated
      from asked o join running f using (customer_id, account_id)
      left join assay.bill_cover c on c.customer_id = o.customer_id and c.account_id = o.account_id and c.key = o.bill
    )
    select f.at - 1 as "at", f.stated, coalesce(f.allocated, 0)::bigint as "allocatedMinor", ${factColumns(payment, 'f')}
    from matched f where f.stated or f.allocated > 0 order by f.at, f.paid_on, f.key`;
  const rows = (await db.unsafe(text, threeIds(bills), { prepare: true })) as unknown as (FactRow & Allocated & { at: number })[];
  const grouped = Map.groupBy(rows, (row) => bills[row.at] as string);
  return new Map([...grouped].map(([bill, own]) => [bill, own.map((row) => ({ payment: row, allocatedMinor: row.allocatedMinor, stated: row.stated }))]));
}

/** The day each of these bills was covered, by bill (`customerId:accountId:key`); a bill that is not covered has none. */
export async function coveredDays(db: Db, bills: readonly string[]): Promise<Map<string, Day>> {
  const [customers, accounts, keys] = threeIds(bills);
  const rows = await db<{ at: number; coveredOn: Day }[]>`
    select o.at - 1 as "at", c.covered_on as "coveredOn"
    from unnest(${customers}::uuid[], ${accounts}::uuid[], ${keys}::uuid[]) with ordinality as o (customer_id, account_id, key, at)
    join assay.bill_cover c using (customer_id, account_id, key) where c.covered_on is not null`;
  return new Map(rows.map((row) => [bills[row.at] as string, row.coveredOn]));
}

/** The instalments of these arrangements, earliest due first, by arrangement (`customerId:accountId:key`). */
export async function instalmentsOf(db: Db, arrangements: readonly string[]): Promise<Map<string, FactRow[]>> {
  const text = `
    select o.at - 1 as "at", ${factColumns(instalment, 'i')}
    from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as o (customer_id, account_id, arrangement, at)
    join assay.instalment i using (customer_id, account_id, arrangement) order by o.at, i.due_on, i.key`;
  const rows = (await db.unsafe(text, threeIds(arrangements), { prepare: true })) as unknown as (FactRow & { at: number })[];
  return Map.groupBy(rows, (row) => arrangements[row.at] as string);
}

/** What was agreed in each of these arrangements, and all payments on its account. */
export async function agreements(db: Db, arrangements: readonly string[]): Promise<Map<string, Agreed & { payments: readonly Paid[] }>> {
  const [customers, accounts, keys] = threeIds(arrangements);
  const agreed = await db<(Agreed & { name: string; account: string })[]>`
    select a.customer_id || ':' || a.account_id as account, a.customer_id || ':' || a.account_id || ':' || a.key as name,
      a.agreed_on as "agreedOn", a.amount_minor as "amountMinor", a.cancelled_on as "cancelledOn"
    from unnest(${customers}::uuid[], ${accounts}::uuid[], ${keys}::uuid[]) as o (customer_id, account_id, key) join assay.arrangement a using (customer_id, account_id, key)`;
  const payments = await db<(Paid & { account: string })[]>`
    select p.customer_id || ':' || p.account_id as account, p.paid_on as "paidOn", p.available_on as "availableOn", p.bounced_on as "bouncedOn", p.amount_minor as "amountMinor"
    from assay.payment p join (select distinct * from unnest(${customers}::uuid[], ${accounts}::uuid[]) as o (customer_id, account_id)) as o using (customer_id, account_id)`;
  const byAccount = Map.groupBy([...payments], ({ account }) => account);
  return new Map(agreed.map(({ name, account, ...each }) => [name, { ...each, payments: byAccount.get(account) ?? [] }]));
}

/** Customers with an account whose caches do not answer for every day. */
export async function inexactBetween(db: Db, first: string, last: string): Promise<string[]> {
  return (
    await db<{ id: string }[]>`select distinct customer_id as id from assay.account_cover where not exact and customer_id between ${first} and ${last}`
  ).map((row) => row.id);
}

/** The latest reported status of each customer, as known as of a day; of several accounts in that month the worst. */
export async function latestStatus(
  db: Db,
  customerIds: readonly string[],
  asOf: Day,
): Promise<Map<string, { month: string; scheme: string; code: number | null; daysPastDue: number | null }>> {
  const rows = await db<{ customerId: string; month: string; scheme: string; code: number | null; daysPastDue: number | null }[]>`
    select distinct on (customer_id) customer_id as "customerId", month, scheme, code, days_past_due as "daysPastDue" from assay.account_status
    where customer_id = any(${customerIds as string[]}::uuid[]) and month <= ${asOf} and available_on <= ${asOf}
    order by customer_id, month desc, days_past_due desc nulls last, code desc nulls last, account_id, key`;
  return new Map(rows.map(({ customerId, ...reported }) => [customerId, reported]));
}

/** How an account stands on a day: the due day of its oldest bill that is past due and not covered, and how many such bills there are. */
export interface Standing {
  readonly oldestDueOn: Day | null;
  readonly billsOwed: number;
  /** A bill was known by the day. */
  readonly isBilled: boolean;
}

/** How the accounts of these customers stand on days, by account (`customerId:accountId`), as allocated from all that is known now as of a day. */
export async function standings(db: Db, customerIds: readonly string[], days: readonly Day[], asOf: Day): Promise<Map<string, Standing[]>> {
  const of = (table: string) => `select * from ${table} where customer_id = any($2::uuid[])`;
  const text = `
    with told_bill as (${of('assay.bill')} and period <= $1::date and available_on <= $1::date),
    late as (${allocationSql(
      `(select b.* from told_bill b where not ${isReplacedSql('told_bill')})`,
      `(${of('assay.payment')} and paid_on <= $1::date and available_on <= $1::date and (bounced_on is null or bounced_on > $1::date))`,
    )})
    select l.customer_id || ':' || l.account_id as account, min(l.due_on) filter (where ${isLateSql('l', 'd.day')}) as "oldestDueOn",
      (count(*) filter (where ${isLateSql('l', 'd.day')}))::int as "billsOwed", bool_or(l.known_on <= d.day) as "isBilled"
    from late l cross join unnest($3::date[]) with ordinality as d (day, at) group by l.customer_id, l.account_id, d.at order by d.at`;
  const rows = (await db.unsafe(text, [asOf, customerIds as string[], days as string[]], { prepare: true })) as unknown as (Standing & { account: string })[];
  return Map.groupBy(rows, (row) => row.account);
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
