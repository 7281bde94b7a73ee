import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { narrowed } from '../../db/only.ts';
import { type FactRow, factColumns, factOnly } from '../../db/read.ts';
import { moneyRead } from '../../graphql/amount.ts';
import type { Read, Reads } from '../../graphql/reads.ts';
import { payment } from '../fact.ts';
import { threeIds } from '../names.ts';
import { workingDaySql } from '../store.ts';

/** A payment and what of it went to a bill. */
export interface Allocated {
  readonly payment: FactRow;
  readonly allocatedMinor: number;
  /** The source itself says that it was paid for this bill. */
  readonly stated: boolean;
}

/**
 * The payments of an account (a row's alias) in their order, with the amounts paid up to each and before it; of one that bounced neither. Of their columns
 * those that `rows` are asked for.
 */
const paidSql = (account: string, rows: string): string => `
  select ${factOnly(payment, 'levelled', rows, ['place', 'level'])}, levelled.level - levelled.amount_minor as level_before
  from (
    select ${factOnly(payment, 'ranked', 'levelled')}, row_number() over through as place,
      case when ranked.bounced_on is null then (sum(ranked.amount_minor) filter (where ranked.bounced_on is null) over through)::bigint end as level
    from assay.payment ranked where ranked.customer_id = ${account}.customer_id and ranked.account_id = ${account}.account_id
    window through as (order by ranked.paid_on, ranked.key rows unbounded preceding)
  ) as levelled`;

/** The cover of a bill, looked up by its whole key; `below` is what was due before it. */
const coverSql = (bill: string): string => `
  select c.key, c.covered_on, c.cumulative_minor, c.cumulative_minor - c.amount_due_minor as below from assay.bill_cover c
  where c.customer_id = ${bill}.customer_id and c.account_id = ${bill}.account_id and c.due_on = ${workingDaySql(`${bill}.due_on`)} and c.key = ${bill}.key limit 1`;

/** What of the payments `paying` goes to a bill: the overlap of two stretches of one axis, the amounts due and the amounts paid up to each. */
const shareSql = (bill: string, cover: string) => ({
  stated: `coalesce(paying.bill = ${bill}.key, false)`,
  allocated: `case when paying.level is null or ${cover}.key is null then 0
    else greatest(least(paying.level, ${cover}.cumulative_minor) - greatest(paying.level_before, ${cover}.below), 0) end`,
  shares: `(paying.bill = ${bill}.key or (paying.amount_minor > 0 and paying.level > ${cover}.below and paying.level_before < ${cover}.cumulative_minor))`,
});

const paidOf = (bill: string): string => `${bill}_paid`;
const coverOf = (bill: string): string => `${bill}_cover`;

/** What the payments and the cover of bills read, over `list`, which reads the bills of an account: each account's payments are summed up once. */
export function readsOver(list: Reads): Reads {
  const bills = list['Account']?.['bills'] as Extract<Read, { many: unknown }>;
  return {
    Account: {
      bills: {
        ...bills,
        many: (owner, row, param, args, selected) => {
          const rows = bills.many(owner, row, param, args, selected);
          if (!selected('coveredOn') && !selected('payments')) return rows;
          return {
            ...rows,
            from: `${rows.from} left join lateral (${coverSql(row)}) as ${coverOf(row)} on true`,
            ...(selected('payments') && { with: `${paidOf(row)} as materialized (${paidSql(owner, 'paying')})` }),
          };
        },
      },
    },
    Bill: {
      coveredOn: { column: (row) => `${coverOf(row)}.covered_on` },
      payments: {
        many: (bill, row) => {
          const { stated, allocated, shares } = shareSql(bill, coverOf(bill));
          const shown = `${factOnly(payment, 'paying', row, ['place'])}, ${bill}.currency, ${stated} as stated, ${allocated} as allocated`;
          return { from: `from (select ${shown} from ${paidOf(bill)} paying where ${shares}) as ${row}`, order: `${row}.place`, day: `${row}.paid_on` };
        },
      },
    },
    BillPayment: { payment: { same: (row) => row }, allocated: moneyRead((row) => `${row}.allocated`, true) },
  };
}

const asked = (name: string): string =>
  `${name} as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as o (customer_id, account_id, key, at))`;

/**
 * The payments of these bills, earliest first, by bill (`customerId:accountId:key`): those that cover it, oldest amount
 * due first, and those its source stated for it.
 */
export async function paymentsOfBills(db: Db, bills: readonly string[]): Promise<Map<string, Allocated[]>> {
  const { stated, allocated, shares } = shareSql('b', 'c');
  const text = narrowed(`
    with ${asked('asked')},
    paid as materialized (select p.* from (select distinct customer_id, account_id from asked) a cross join lateral (${paidSql('a', 'paying')}) p)
    select o.at - 1 as "at", ${stated} as "stated", (${allocated})::bigint as "allocatedMinor", ${factColumns(payment, 'paying')}
    from asked o join assay.bill b using (customer_id, account_id, key) left join lateral (${coverSql('b')}) as c on true
    join paid as paying on paying.customer_id = b.customer_id and paying.account_id = b.account_id and ${shares}
    order by o.at, paying.place`);
  const rows = (await db.unsafe(text, threeIds(bills), { prepare: true })) as unknown as (FactRow & Allocated & { at: number })[];
  const grouped = Map.groupBy(rows, (row) => bills[row.at] as string);
  return new Map([...grouped].map(([bill, own]) => [bill, own.map((row) => ({ payment: row, allocatedMinor: row.allocatedMinor, stated: row.stated }))]));
}

/** The day each of these bills was covered, by bill (`customerId:accountId:key`); a bill that is not covered has none. */
export async function coveredDays(db: Db, bills: readonly string[]): Promise<Map<string, Day>> {
  const text = `
    with ${asked('asked')}
    select o.at - 1 as "at", c.covered_on as "coveredOn"
    from asked o join assay.bill b using (customer_id, account_id, key) cross join lateral (${coverSql('b')}) as c where c.covered_on is not null`;
  const rows = (await db.unsafe(text, threeIds(bills), { prepare: true })) as unknown as { at: number; coveredOn: Day }[];
  return new Map(rows.map((row) => [bills[row.at] as string, row.coveredOn]));
}
