import type { Db } from '../../db/client.ts';
import { type KeyUse, type PublishedKey, published } from './key.ts';
import { keysOf } from './store.ts';

/** The public halves of all keys of these uses, retired ones too: what was signed with them stays to be verified. */
export async function publicKeys(db: Db, uses: readonly KeyUse[]): Promise<PublishedKey[]> {
  return (await keysOf(db, uses)).map(published);
}
