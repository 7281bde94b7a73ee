import { keyedHash } from '../../audit/chain/keyedhash.ts';
import { canonical, uuidOf } from '../../base/digest.ts';
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
  return uuidOf(keyedHash(ring, 'consent', canonical({ customerId, partnerId, ...said })));
}
