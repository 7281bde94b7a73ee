import type { Db } from '../../db/client.ts';
import { type DisclosedField, fieldOf, type Sum } from './disclosed.ts';
import { soughtOf, type Wanted } from './soughtof.ts';
import { sumDisclosures } from './store.ts';

/** Everything that was told in a time under a key or to a partner. */
export interface Breach extends Omit<Sum, 'fields'> {
  readonly fields: readonly DisclosedField[];
  readonly asked: Wanted;
}

/** What was told while a key was out, or a partner was broken into. SHARING_BREACH_WHOM, SHARING_PARTNER_UNKNOWN, SHARING_PERIOD. */
export async function breach(db: Db, asked: Wanted): Promise<Breach> {
  const sum = await sumDisclosures(db, await soughtOf(db, asked));
  return { ...sum, fields: sum.fields.map(fieldOf), asked };
}
