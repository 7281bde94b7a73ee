import type { Made } from '../../db/burst.ts';
import type { Sql } from '../../db/client.ts';
import { claim } from '../token/store.ts';
import { proofsOf, type Request } from './inquiry.ts';
import { readBooks } from './store.ts';

/** The statements that `admit` goes by: the books of requests are read, and their proofs are claimed. */
export function asking(db: Sql, requests: readonly Request[]): readonly Made[] {
  const proofs = proofsOf(requests);
  return [readBooks(db, requests), ...(proofs.length > 0 ? [claim(db, proofs)] : [])];
}
