import type { Tx } from '../db/client.ts';
import { markCover, replaceCover } from './store.ts';

/**
 * Brings the caches beside the facts (`bill_cover`, `account_cover`) up to date for the accounts in the temporary table
 * `touched_account(customer_id, account_id)`, in the transaction that changed their bills or payments. With `later`,
 * accounts that have no payments yet are only marked: `catchUp` does them once, after their payments came or did not.
 */
export async function cover(tx: Tx, { later = false } = {}): Promise<void> {
  if (later) await markCover(tx);
  await replaceCover(tx);
}
