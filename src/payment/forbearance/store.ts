import type { Db } from '../../db/client.ts';
import { type FactRow, factColumns } from '../../db/read.ts';
import { forbearance } from './fact.ts';
import type { Forbearance } from './forbearance.ts';

/**
 * Bills as allocated, each with whether lateness leaves it out as of a day (`is_forborne`), by a relation of the windows that are known then. The rule of
 * `forbearance.ts`; a window is looked for only where a bill is late, and once for all measures (offset 0 keeps it from being sought anew).
 */
export const forborneSql = (bills: string, windows: string, asOf: string): string => `
  select b.*, (b.covered_on is null or b.covered_on > b.due_on) and exists (
    select from ${windows} as w where w.customer_id = b.customer_id and w.account_id = b.account_id
      and b.due_on between w.from_on and w.until_on and (${asOf} <= w.expires_on or b.covered_on <= w.expires_on)) as is_forborne
  from (${bills}) as b offset 0`;

/** The windows that a request made, as they are current now, in the order of accounts. */
export async function windowsOf(db: Db, requestId: string): Promise<(FactRow & Forbearance & { source: string })[]> {
  const text = `select ${factColumns(forbearance, 'f')} from assay.forbearance f where f.key = $1::uuid order by f.customer_id, f.account_id`;
  return [...(await db.unsafe<(FactRow & Forbearance & { source: string })[]>(text, [requestId], { prepare: true }))];
}
