import type { Tx } from '../db/client.ts';
import { replaceCover } from './store.ts';

/**
 * Brings the caches beside the facts (`bill_cover`, `account_cover`) up to date for the accounts in the temporary table
 * `touched_account(customer_id, account_id)`, in the transaction that changed their bills or payments.
 */
export async function cover(tx: Tx): Promise<void> {
  await replaceCover(tx);
}
