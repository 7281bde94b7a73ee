import { keyed } from '../../base/keyed.ts';

/**
 * What the audit knows a value by: hex HMAC-SHA-256 under a key of the installation's own, by what the value is, so that
 * equal values of two kinds are not told to be equal. `ring` is that of the identifier keys, oldest first: hashes survive a new key.
 */
export function keyedHash(ring: readonly Uint8Array[], what: string, value: string): string {
  const oldest = ring[0];
  if (!oldest) throw new RangeError('no key to hash with');
  return keyed(oldest, 'assay audit hash', `${what}\u0000${value}`);
}
