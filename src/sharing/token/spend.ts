import type { Proof } from '../../access/dpop.ts';
import { problem } from '../../access/errors.ts';
import type { Db } from '../../db/client.ts';
import { spendMany } from './store.ts';

/** Puts a proof on record as used; ACCESS_PROOF_REPLAYED when it was before, on whatever replica. */
export async function spend(db: Db, proof: Proof): Promise<void> {
  if ((await spendMany(db, [proof])).size > 0) throw problem('ACCESS_PROOF_REPLAYED');
}
