import type { Day } from '../base/time.ts';

/** What a partner's token says of it; whether it may ask at all is decided where the data are read. */
export interface PartnerToken {
  readonly partnerId: string;
  /** The key it signed in with; of a partner with its own authorisation server the key that signed the token. */
  readonly kid: string;
  /** Thumbprint of the key that the token is bound to; empty where binding is off. */
  readonly jkt: string | null;
  /** The proof that came with the request, to be seen once only: realm and digest of its jti, and until when (ms since 1970). */
  readonly proof?: { readonly realm: string; readonly name: string; readonly until: number } | undefined;
}

/** A partner's operation: under which purpose, and how far back facts are told. */
export interface PartnerView extends PartnerToken {
  readonly name: string;
  readonly purpose: string;
  /** The day that its grades are read on. */
  readonly readOn: Day;
  /** Facts before this day are not told. */
  readonly sinceOn: Day;
  /** A grade as of an earlier day is not told. */
  readonly freshOn: Day;
  /** What is graded; of nothing else a grade or rating is told. */
  readonly dimension: string;
  /** Which grade is told: official ones alone, or ratings of any day too. */
  readonly graded: 'issued' | 'monitoring';
  /** An id as this partner alone knows it. */
  readonly named: (id: string) => string;
  /** The id of such a name; nothing for any other text. */
  readonly opened: (name: string) => string | undefined;
  /** The version of its agreement that it is shown the graph by. */
  readonly versionId: string;
  /** What the operation costs for each subject, once that is known. */
  cost?: number | undefined;
  /** Set when what the operation went by was no longer so when the data were read: nothing was told, and all is to be asked anew. */
  stale?: boolean;
  /** Set when an inquiry of the operation spent the proof. */
  spent?: boolean;
  /** Set when the audit did not answer in time: with the proof held in its transaction, or still free. */
  unheard?: 'held' | 'free';
  /** Of the answer, whether it tells something or refuses: what is left of the quota, once that is known. */
  headers?: Readonly<Record<string, number>>;
}
