import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

const keys = new WeakMap<Uint8Array, KeyObject>();

/**
 * What the audit knows a value by: hex HMAC-SHA-256 under a key of the installation's own, by what the value is, so that
 * equal values of two kinds are not told to be equal. `ring` is that of the identifier keys, oldest first: hashes survive a new key.
 */
export function keyedHash(ring: readonly Uint8Array[], what: string, value: string): string {
  const oldest = ring[0];
  if (!oldest) throw new RangeError('no key to hash with');
  const key = keys.get(oldest) ?? createSecretKey(Buffer.from(hkdfSync('sha256', oldest, Buffer.alloc(0), 'assay audit hash', 32)));
  keys.set(oldest, key);
  return createHmac('sha256', key).update(`${what}\u0000${value}`).digest('hex');
}
