import type { Day, Instant } from '../../base/time.ts';
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

/** What came of a form: filed, if only once more; no record of the person; or refused, since it is used, older than a withdrawal, or fits nobody. */
export type Filed = 'filed' | 'no_record' | 'refused';
