import { type IdentifierKind, isIdentifierKind, normalise, uniqueKinds } from '../../customer/identifier.ts';
import { problem } from '../errors.ts';
import { lineOf } from '../partner/partner.ts';

/** Kinds by which a partner names a person: of these an authority gives one holder one number. A household shares the others. */
export const namingKinds: readonly IdentifierKind[] = uniqueKinds;

/** Whom a partner means, in exactly one of three ways. */
export interface SubjectGiven {
  readonly identifier?: { readonly kind: string; readonly value?: string | null | undefined; readonly hash?: string | null | undefined } | null | undefined;
  /** What the partner calls the customer. */
  readonly reference?: string | null | undefined;
  /** The id that an earlier answer told this partner. */
  readonly id?: string | null | undefined;
}

export type Subject =
  | { readonly by: 'value'; readonly kind: IdentifierKind; readonly normalised: string }
  /** Hex of the HMAC under the partner's subject key. */
  | { readonly by: 'hash'; readonly kind: IdentifierKind; readonly hash: string }
  | { readonly by: 'reference'; readonly reference: string }
  | { readonly by: 'id'; readonly id: string };

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;

/** The one subject that is meant; `path` is where it stands. SHARING_SUBJECT_ONE, SHARING_SUBJECT_KIND, SHARING_SUBJECT_VALUE, SHARING_TEXT_LENGTH. */
export function subjectOf({ identifier, reference, id }: SubjectGiven, path: string): Subject {
  const count = [identifier, reference, id].filter(isGiven).length;
  if (count !== 1) throw problem('SHARING_SUBJECT_ONE', { path, count }, { path });
  if (isGiven(id)) return { by: 'id', id };
  if (isGiven(reference)) return { by: 'reference', reference: lineOf(reference, `${path}.reference`) };
  return numbered(identifier as NonNullable<SubjectGiven['identifier']>, `${path}.identifier`);
}

function numbered({ kind, value, hash }: NonNullable<SubjectGiven['identifier']>, path: string): Subject {
  const count = [value, hash].filter(isGiven).length;
  if (count !== 1) throw problem('SHARING_SUBJECT_ONE', { path, count }, { path });
  if (!isIdentifierKind(kind) || !namingKinds.includes(kind))
    throw problem('SHARING_SUBJECT_KIND', { kind, kinds: namingKinds.join(', ') }, { path: `${path}.kind` });
  if (isGiven(hash)) {
    const hex = hash.toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(hex)) throw problem('SHARING_SUBJECT_VALUE', { path, kind }, { path: `${path}.hash` });
    return { by: 'hash', kind, hash: hex };
  }
  const normalised = normalise(kind, value as string);
  if (normalised === undefined) throw problem('SHARING_SUBJECT_VALUE', { path, kind }, { path: `${path}.value` });
  return { by: 'value', kind, normalised };
}
