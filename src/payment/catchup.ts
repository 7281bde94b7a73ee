import type { Sql } from '../db/client.ts';
import { lockFacts } from '../db/facts.ts';
import { replaceCover, touchMarked } from './store.ts';

/** Brings the caches of the accounts up to date that imports have left for later; until then their lateness is derived from the facts. */
export async function catchUp(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await lockFacts(tx);
    if ((await touchMarked(tx)) > 0) await replaceCover(tx);
  });
}
