import type { Db } from '../../db/client.ts';
import { type FactRow, factColumns } from '../../db/read.ts';
import { forbearance } from './fact.ts';
import type { Forbearance } from './forbearance.ts';

/**
 * Bills as allocated, each with whether lateness leaves it out as of a day (`is_forborne`), by a relation of the windows that are known then. The rule of
 * `forbearance.ts`; it is looked at bill by bill only on accounts that have a window, and once for all measures (offset 0 keeps it from being formed anew).
 */
export const forborneSql = (bills: string, windows: string, asOf: string): string => `
  select b.*, f.account_id is not null and (b.covered_on is null or b.covered_on > b.due_on) and exists (
    select from unnest(f.from_days, f.until_days, f.expiry_days) as w (from_on, until_on, expires_on)
    where b.due_on between w.from_on and w.until_on and (${asOf} <= w.expires_on or b.covered_on <= w.expires_on)) as is_forborne
  from (${bills}) as b left join (
    select customer_id, account_id, array_agg(from_on order by key) as from_days, array_agg(until_on order by key) as until_days, array_agg(expires_on order by key) as expiry_days
    from ${windows} as w group by customer_id, account_id
  ) as f using (customer_id, account_id) offset 0`;

/** The windows that a request made, as they are current now, in the order of accounts. */
export async function windowsOf(db: Db, requestId: string): Promise<(FactRow & Forbearance & { source: string })[]> {
  const text = `select ${factColumns(forbearance, 'f')} from assay.forbearance f where f.key = $1::uuid order by f.customer_id, f.account_id`;
  return [...(await db.unsafe<(FactRow & Forbearance & { source: string })[]>(text, [requestId], { prepare: true }))];
}
