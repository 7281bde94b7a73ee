import type { Day } from '../../base/time.ts';
import { isLeftOutSql, leftOutSql, marksSql } from '../../customer/mark/store.ts';
import type { Db } from '../../db/client.ts';
import type { Rows } from '../../graphql/reads.ts';
import { forborneSql } from '../forbearance/store.ts';
import { allocationSql, isReplacedSql } from '../store.ts';

/** What of an account's bills says how it stood on any day. */
export interface Owed {
  /** From when a bill is known. */
  readonly knownOn: Day;
  /** The bills that were not covered by their due day and are not forborne: that day, and when they were. */
  readonly late: readonly (readonly [dueOn: Day, coveredOn: Day | null])[];
}

/** What of bills and payments says what was owed when. */
const owing = {
  bill: 'customer_id, account_id, key, period, due_on, amount_due_minor, replaces, available_on',
  payment: 'customer_id, account_id, key, paid_on, amount_minor, bounced_on, available_on',
};

/**
 * `Owed` by account, of the accounts that meet a condition and have a bill with an amount due, as allocated from all that is known now as of a day. The
 * bills that replace another are few: gathered first, they are not sought anew for each bill. So are marks that leave facts out. Windows are sought for late
 * bills alone, which say whose they are.
 */
export const owedSql = (accounts: string, asOf: string): string => {
  const of = (table: keyof typeof owing): string =>
    `select * from (select ${owing[table]} from assay.${table} where ${accounts} and available_on <= ${asOf}) as x where not ${isLeftOutSql('left_out', table, 'x')}`;
  return `(
    with left_out as materialized (${leftOutSql(marksSql(accounts), asOf)}),
    told_bill as (${of('bill')} and period <= ${asOf}),
    replacing_bill as materialized (select * from told_bill where replaces is not null)
    select customer_id, account_id, min(known_on) as known_on,
      coalesce(json_agg(json_build_array(due_on, covered_on)) filter (where (covered_on is null or covered_on > due_on) and not is_forborne), '[]') as late
    from (${forborneSql(
      allocationSql(
        `(select b.* from told_bill b where not ${isReplacedSql('replacing_bill')})`,
        `(${of('payment')} and paid_on <= ${asOf} and (bounced_on is null or bounced_on > ${asOf}))`,
      ),
      `(select customer_id, account_id, from_on, until_on, expires_on from assay.forbearance where available_on <= ${asOf} and from_on <= ${asOf})`,
      asOf,
    )}) as allocated group by customer_id, account_id)`;
};

/** `Owed` of the accounts of these customers, by account (`customerId:accountId`). */
export async function owed(db: Db, customerIds: readonly string[], asOf: Day): Promise<Map<string, Owed>> {
  const text = `
    select customer_id || ':' || account_id as account, known_on as "knownOn", late
    from ${owedSql('customer_id = any($2::uuid[])', '$1::date')} as owed`;
  const rows = (await db.unsafe(text, [asOf, customerIds as string[]], { prepare: true })) as unknown as (Owed & { account: string })[];
  return new Map(rows.map(({ account, ...own }) => [account, own]));
}

/** Which of a customer's reported statuses is shown: of the latest month, of several accounts in it the worst. */
const shown = 'month desc, days_past_due desc nulls last, code desc nulls last, account_id, key';

/** The latest reported status of each customer, as known as of a day. */
export async function latestStatus(
  db: Db,
  customerIds: readonly string[],
  asOf: Day,
): Promise<Map<string, { month: string; scheme: string; code: number | null; daysPastDue: number | null }>> {
  const text = `
    select distinct on (customer_id) customer_id as "customerId", month, scheme, code, days_past_due as "daysPastDue" from assay.account_status
    where customer_id = any($1::uuid[]) and month <= $2::date and available_on <= $2::date order by customer_id, ${shown}`;
  const rows = await db.unsafe<{ customerId: string; month: string; scheme: string; code: number | null; daysPastDue: number | null }[]>(
    text,
    [customerIds as string[], asOf],
    { prepare: true },
  );
  return new Map(rows.map(({ customerId, ...reported }) => [customerId, reported]));
}

/** What `latestStatus` reads, under a row of a customer and a day (`as_of`). */
export const latestStatusRows: Rows = (owner, row) => ({
  from: `from assay.account_status ${row}`,
  where: `${row}.customer_id = ${owner}.customer_id and ${row}.month <= ${owner}.as_of and ${row}.available_on <= ${owner}.as_of`,
  order: shown
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', '),
  limit: '1',
  day: `${row}.month`,
});
