import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { type DisclosedField, fieldOf, type Sum } from './disclosed.ts';
import { soughtOf, type Wanted } from './soughtof.ts';
import { isKeyKnown, sumDisclosures } from './store.ts';

/** Everything that was told in a time under a key or to a partner. */
export interface Breach extends Omit<Sum, 'fields'> {
  readonly fields: readonly DisclosedField[];
  readonly asked: Wanted;
}

/** What was told while a key was out, or a partner was broken into. SHARING_BREACH_WHOM, SHARING_BREACH_KEY, SHARING_PARTNER_UNKNOWN, SHARING_PERIOD. */
export async function breach(db: Db, asked: Wanted): Promise<Breach> {
  const sum = await sumDisclosures(db, await soughtOf(db, asked));
  // Who mistypes a key must not read that nothing got out.
  if (asked.key && sum.count === 0 && !(await isKeyKnown(db, asked.key))) throw problem('SHARING_BREACH_KEY', { key: asked.key }, { path: 'key' });
  return { ...sum, fields: sum.fields.map(fieldOf), asked };
}
