import type { Day, Instant } from '../../base/time.ts';
import type { Fate } from '../consent/sift.ts';
import type { Subject } from '../consent/subject.ts';

/** The signed form of a person's consent, which the partner keeps. */
export interface SignedForm {
  readonly formNumber: string;
  /** SHA-256 of the signed document, 64 hex digits. */
  readonly formDigest: string;
  readonly textVersion: string;
  readonly language: string;
  /** Left out: all that the agreement grants for the purpose. */
  readonly scopes?: readonly string[] | null | undefined;
  readonly givenOn: Day;
  readonly validUntil?: Instant | null | undefined;
}

/** A form that a partner brings, and whose it is. */
export interface Filing {
  readonly subject: Subject;
  readonly form: SignedForm;
  /** What the partner calls the person from now on. */
  readonly reference?: string | null | undefined;
  /** Where in the input the form stands, for what is wrong with it: `consent.`, `consents[3].`. */
  readonly path: string;
}

/**
 * What came of a form: filed, if only once more; refused, since its number was named for another subject or document before; no_record,
 * since there is nobody who can be told of under it. Who is unknown, of another kind, one of several, or took the word back is the same.
 */
export type Filed = 'filed' | 'no_record' | 'refused';

/** What came of a form by the fate of its draft; `isOwn`: its number is the subject's that it was named for. */
export function filedAs({ is }: Fate, isOwn: boolean): Filed {
  if (is === 'recorded' || is === 'repeated') return 'filed';
  return isOwn ? 'no_record' : 'refused';
}
