import type { Tx } from '../db/client.ts';
import type { Event } from './event.ts';
import { addEvents } from './store.ts';

/**
 * Tells events, in their order, with what else the transaction does: they are seen once it commits, and never where it
 * fails. Emitters take turns from here to the commit, so that no event appears behind one that a reader already has:
 * emit last.
 */
export async function emitMany(tx: Tx, events: readonly Event[]): Promise<void> {
  if (events.length > 0) await addEvents(tx, events);
}
