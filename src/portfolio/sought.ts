import { limits } from '../base/limits.ts';
import { type IdentifierKind, readings } from '../customer/identifier.ts';
import { nameKey } from '../customer/name.ts';
import { isUnspaced, wordsOf } from '../customer/word.ts';

/** What a searched text can be read as. */
export interface Sought {
  /** Every kind of identifier it may be, each with its normal form. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly normalised: string }[];
  /** The four characters, when it is that and one of them is a digit: what people know of a long number. */
  readonly lastFour: string | undefined;
  /** The ways an account or a meter may write it. */
  readonly numbers: readonly string[];
  /** Folded, as names and addresses are compared. */
  readonly key: string;
  /** Words of the folded text, the longest first. */
  readonly words: readonly string[];
  /** The word that may be misspelt: the longest without a digit, in a script of letters. */
  readonly misspelt: string | undefined;
  /** Some word is long enough to be looked for in addresses. */
  readonly isAddress: boolean;
}

/** Every reading of a text; nothing when it is too short or too long to search by. */
export function sought(text: string): Sought | undefined {
  const said = text.normalize('NFKC').trim();
  const key = nameKey(said);
  if (said.length > limits.nameCharacters || [...key.replaceAll(' ', '')].length < limits.searchCharacters) return undefined;
  const closed = said.replace(/[\s.\-/\u2010-\u2015]/g, '');
  const words = wordsOf(key).slice(0, limits.searchWords);
  return {
    identifiers: readings(said),
    lastFour: /^(?=.*\d)[\dA-Z]{4}$/.test(closed.toUpperCase()) ? closed.toUpperCase() : undefined,
    numbers: [...new Set([text.trim(), said, closed, said.toUpperCase(), closed.toUpperCase()])],
    key,
    words,
    misspelt: words.find((word) => [...word].length >= limits.searchSimilarCharacters && !isUnspaced(word) && !/\p{N}/u.test(word)),
    isAddress: words.some((word) => [...word].length >= limits.searchAddressCharacters),
  };
}
