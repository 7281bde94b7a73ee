import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const keys = new WeakMap<Uint8Array, Map<string, KeyObject>>();

/** Hex HMAC-SHA-256 of a text under a key that is derived of one of the installation's, for one use: what is hashed for another use is not told to be equal. */
export function keyed(key: Uint8Array, use: string, text: string): string {
  const known = keys.get(key) ?? new Map<string, KeyObject>();
  keys.set(key, known);
  const derived = known.get(use) ?? createSecretKey(Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), use, 32)));
  known.set(use, derived);
  return createHmac('sha256', derived).update(text).digest('hex');
}
