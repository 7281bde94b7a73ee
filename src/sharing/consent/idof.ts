import { keyedHash } from '../../audit/chain/keyedhash.ts';
import { canonical } from '../../base/digest.ts';
import { formOf } from './consent.ts';
import type { Terms } from './draft.ts';

/**
 * The id (a uuid) of a consent that came with a form or in a file: who says the same of the same customer once more names the same
 * one. It stands in receipts and says nothing to who knows the terms and guesses the customer; a new seal key leaves it as it is.
 */
export function idOf(ring: readonly Uint8Array[], terms: Terms, customerId: string): string {
  const { partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validFrom, validUntil } = terms;
  // Neither under which key of the partner nor on which line of which file.
  const said = { way: evidence.way, form: formOf(evidence), purpose, scopes, textVersion, language, givenOn, validFrom, validUntil };
  const hex = keyedHash(ring, 'consent', canonical({ customerId, partnerId, ...said }));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
