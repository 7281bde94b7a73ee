import type { Tx } from '../db/client.ts';
import { emitMany } from './emitmany.ts';
import type { Event } from './event.ts';

/** Tells one event, as `emitMany` does. */
export async function emit(tx: Tx, event: Event): Promise<void> {
  await emitMany(tx, [event]);
}
