import type { Day } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { type FactRow, factColumns, factOnly } from '../../db/read.ts';
import type { Reads } from '../../graphql/reads.ts';
import type { Paid } from '../allocation.ts';
import { type Agreed, type Instalment, type Outcome, outcome } from '../arrangement.ts';
import { instalment } from '../fact.ts';
import { threeIds } from '../names.ts';

/** The rows of a relation as a JSON list of objects, each column by its name in the program. */
const listSql = (columns: Readonly<Record<string, string>>, from: string): string =>
  `(select coalesce(json_agg(json_build_object(${Object.entries(columns)
    .map(([name, column]) => `'${name}', ${column}`)
    .join(', ')})), '[]') ${from})`;

const instalmentsSql = (arrangement: string): string =>
  `from assay.instalment i where i.customer_id = ${arrangement}.customer_id and i.account_id = ${arrangement}.account_id and i.arrangement = ${arrangement}.key`;

/** What `outcome` takes, of the row of an arrangement. */
const agreementSql = (row: string): string => `json_build_array(
  json_build_object('agreedOn', ${row}.agreed_on, 'amountMinor', ${row}.amount_minor, 'cancelledOn', ${row}.cancelled_on),
  ${listSql({ key: 'i.key', dueOn: 'i.due_on', availableOn: 'i.available_on', amountMinor: 'i.amount_minor' }, instalmentsSql(row))},
  ${listSql(
    { paidOn: 'p.paid_on', availableOn: 'p.available_on', bouncedOn: 'p.bounced_on', amountMinor: 'p.amount_minor' },
    `from assay.payment p where p.customer_id = ${row}.customer_id and p.account_id = ${row}.account_id and p.paid_on >= ${row}.agreed_on`,
  )})`;

function outcomeOf(payload: string, asOf: Day): Outcome {
  const [agreed, instalments, payments] = JSON.parse(payload) as [Agreed, Instalment[], Paid[]];
  return outcome(agreed, instalments, payments, asOf);
}

/** What the outcome of arrangements and their instalments read. */
export const reads: Reads = {
  Arrangement: {
    state: { late: agreementSql, value: (payload, { today }) => outcomeOf(payload, today()).state },
    brokenOn: { late: agreementSql, value: (payload, { today }) => outcomeOf(payload, today()).brokenOn },
    instalments: {
      many: (owner, row) => ({
        from: `from (select ${factOnly(instalment, 'i', row)}, ${owner}.currency ${instalmentsSql(owner)}) as ${row}`,
        order: `${row}.due_on, ${row}.key`,
        day: `${row}.due_on`,
      }),
    },
  },
};

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
