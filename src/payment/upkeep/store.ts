import type { Tx } from '../../db/client.ts';
import { replaceCover } from '../store.ts';

export interface Differing {
  readonly accounts: number;
  readonly example: string | null;
  /** Accounts beside them that an import has left for later: whoever reads derives, so nothing was wrong. */
  readonly later: number;
}

/**
 * Writes the caches of these accounts anew and tells how many were not what the facts give. The transaction's owner keeps
 * what was written, or undoes it when it only wanted to know.
 */
export async function recompute(tx: Tx, accounts: readonly { customerId: string; accountId: string }[]): Promise<Differing> {
  await tx`
    create temp table touched_account on commit drop as select distinct customer_id, account_id
    from unnest(${accounts.map(({ customerId }) => customerId)}::uuid[], ${accounts.map(({ accountId }) => accountId)}::uuid[]) as a (customer_id, account_id)`;
  await tx`analyze touched_account`;
  await tx`create temp table kept_bill_cover on commit drop as select c.* from assay.bill_cover c join touched_account using (customer_id, account_id)`;
  await tx`create temp table kept_account_cover on commit drop as select c.* from assay.account_cover c join touched_account using (customer_id, account_id)`;
  await replaceCover(tx);
  const [row] = await tx<Differing[]>`
    with bills as (select c.* from assay.bill_cover c join touched_account using (customer_id, account_id)),
    sums as (select c.* from assay.account_cover c join touched_account using (customer_id, account_id)),
    differing as (
      select customer_id, account_id from ((table kept_bill_cover except table bills) union all (table bills except table kept_bill_cover)) b
      union select customer_id, account_id from ((table kept_account_cover except table sums) union all (table sums except table kept_account_cover)) s
    )
    select count(*) filter (where not later) as accounts, min(account_id::text) filter (where not later) as example, count(*) filter (where later) as later
    from (
      select account_id, exists (select from kept_account_cover k where k.customer_id = d.customer_id and k.account_id = d.account_id and k.stale) as later
      from differing d) as found`;
  return row ?? { accounts: 0, example: null, later: 0 };
}
