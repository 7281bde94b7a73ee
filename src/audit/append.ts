import type { Tx } from '../db/client.ts';
import type { Entry } from './entry.ts';
import { addEntries } from './store.ts';

/** Puts on record what was done, in the transaction that does it: one thing, or several in their order. */
export async function append(tx: Tx, ...entries: readonly Entry[]): Promise<void> {
  await addEntries(tx, entries);
}
