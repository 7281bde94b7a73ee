import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type KeyState, keyStateOf, type PartnerKey } from './jwk.ts';
import { keysOf } from './store.ts';

/** A key as the graph shows it. */
export interface PublishedKey extends Omit<PartnerKey, 'jwk'> {
  readonly jwk: string;
  readonly algorithm: string;
  readonly state: KeyState;
}

/** A partner's keys as they are now, the newest first. */
export async function keys(context: Context, partnerId: string): Promise<PublishedKey[]> {
  const found = (await load(context, keysOf, partnerId)) ?? [];
  return found.map((key) => ({ ...key, jwk: JSON.stringify(key.jwk), algorithm: key.jwk.alg ?? 'unknown', state: keyStateOf(key, context.now()) }));
}
