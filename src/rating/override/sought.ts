import { decodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { type OverrideRow, overridePrefix } from './override.ts';
import { claim } from './store.ts';

/** The override of an opaque id, claimed; OVERRIDE_UNKNOWN without one. */
export async function sought(tx: Tx, id: string): Promise<OverrideRow> {
  const [customerId, overrideId] = decodeId(overridePrefix, 2, id) ?? [];
  const row = customerId && overrideId ? await claim(tx, customerId, overrideId) : undefined;
  if (!row) throw problem('OVERRIDE_UNKNOWN', { id }, { path: 'id' });
  return row;
}
