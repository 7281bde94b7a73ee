import { profile } from '../base/profile.ts';
import type { Day } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { type FactRow, factColumns } from '../db/read.ts';
import { payment } from './fact.ts';

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

/** Writes both caches anew for the accounts of `touched_account`. */
export async function replaceCover(tx: Tx): Promise<void> {
  await tx`delete from assay.bill_cover c using touched_account t where c.customer_id = t.customer_id and c.account_id = t.account_id`;
  await tx`delete from assay.account_cover c using touched_account t where c.customer_id = t.customer_id and c.account_id = t.account_id`;
  const bills = '(select x.* from assay.bill x join touched_account using (customer_id, account_id))';
  const payments = '(select x.* from assay.payment x join touched_account using (customer_id, account_id) where x.bounced_on is null)';
  const covered = await tx.unsafe(`
    insert into assay.bill_cover (customer_id, account_id, due_on, key, amount_due_minor, cumulative_minor, known_on, covered_on, cover_known_on)
    select customer_id, account_id, due_on, key, amount_due_minor, cumulative_minor, known_on, covered_on, cover_known_on
    from (${allocationSql(bills, payments)}) as cover order by customer_id, account_id, due_on, key`);
  await tx.unsafe(`
    insert into assay.account_cover (customer_id, account_id, due_minor, paid_minor, exact)
    select customer_id, account_id, coalesce(due_minor, 0), coalesce(paid_minor, 0), coalesce(due_exact, true) and coalesce(paid_exact, true)
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
    ) as paid using (customer_id, account_id)`);
  if (covered.count > 10_000) await tx`analyze assay.bill_cover (customer_id, account_id, due_on, key), assay.account_cover`;
}

const billIds = (bills: readonly string[]): [string[], string[], string[]] => {
  const parts = bills.map((bill) => bill.split(':'));
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
        case when f.through is null then 0
          else greatest(least(f.through, c.cumulative_minor) - greatest(f.through - f.amount_minor, c.cumulative_minor - c.amount_due_minor), 0) end as allocated
      from asked o join running f using (customer_id, account_id)
      left join assay.bill_cover c on c.customer_id = o.customer_id and c.account_id = o.account_id and c.key = o.bill
    )
    select f.at - 1 as "at", f.stated, coalesce(f.allocated, 0)::bigint as "allocatedMinor", ${factColumns(payment, 'f')}
    from matched f where f.stated or f.allocated > 0 order by f.at, f.paid_on, f.key`;
  const rows = (await db.unsafe(text, billIds(bills), { prepare: true })) as unknown as (FactRow & Allocated & { at: number })[];
  const grouped = Map.groupBy(rows, (row) => bills[row.at] as string);
  return new Map([...grouped].map(([bill, own]) => [bill, own.map((row) => ({ payment: row, allocatedMinor: row.allocatedMinor, stated: row.stated }))]));
}

/** The day each of these bills was covered, by bill (`customerId:accountId:key`); a bill that is not covered has none. */
export async function coveredDays(db: Db, bills: readonly string[]): Promise<Map<string, Day>> {
  const [customers, accounts, keys] = billIds(bills);
  const rows = await db<{ at: number; coveredOn: Day }[]>`
    select o.at - 1 as "at", c.covered_on as "coveredOn"
    from unnest(${customers}::uuid[], ${accounts}::uuid[], ${keys}::uuid[]) with ordinality as o (customer_id, account_id, key, at)
    join assay.bill_cover c using (customer_id, account_id, key) where c.covered_on is not null`;
  return new Map(rows.map((row) => [bills[row.at] as string, row.coveredOn]));
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
