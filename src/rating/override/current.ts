import { decodeId } from '../../base/id.ts';
import type { Db } from '../../db/client.ts';
import { digestOf, overridePrefix } from './override.ts';
import { overrideById } from './store.ts';

/** Digest of an override that still waits for a decision, by its opaque id; nothing once it does not. */
export async function current(db: Db, id: string): Promise<string | undefined> {
  const [customerId, overrideId] = decodeId(overridePrefix, 2, id) ?? [];
  const row = customerId && overrideId ? await overrideById(db, { customerId, overrideId }) : undefined;
  return row?.state === 'asked' ? digestOf(row) : undefined;
}
