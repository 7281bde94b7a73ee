import { encodeId } from '../base/id.ts';
import type { Scope } from '../base/scope.ts';
import type { Instant } from '../base/time.ts';

/** One thing that was done. */
export interface Entry {
  readonly at: Instant;
  /** The person, or the program that did it by itself. */
  readonly who: string;
  /** `noun.verb`: `ruleset.activate`. */
  readonly what: string;
  /** Kind of the thing it was done to: `ruleset`, `override`. */
  readonly kind: string;
  /** The thing as it is called outside: its opaque id, or its digest where that is its name. */
  readonly subjectId: string;
  /** What the person said of it; null where nobody asked, or where the thing itself keeps it. */
  readonly why: string | null;
  /** Of the thing in the form it had; null for what has none. */
  readonly digest: string | null;
  /** What else a reader needs to prove it later: plain JSON, without names and numbers of customers. */
  readonly detail: object;
}

export interface KeptEntry extends Entry {
  readonly entryId: string;
}

/** Prefix of an entry's id outside. */
export const entryPrefix = 'log';

/** An entry as the graph shows it. */
export interface PublishedEntry extends Omit<Entry, 'detail'> {
  readonly id: string;
  readonly detail: string;
}

/** What a person says of these is about a customer: who reads the log reads it only with the scope that the thing itself is read by. */
const readBy: Readonly<Record<string, Scope>> = {
  consent: 'consent.read',
  forbearance: 'payment.summary',
  list_entry: 'list.read',
  mark: 'dispute.read',
  override: 'approval.read',
  review: 'rating.review',
};
export const scopeOf = (kind: string): Scope | undefined => (Object.hasOwn(readBy, kind) ? readBy[kind] : undefined);

export const publish = ({ entryId, detail, ...entry }: KeptEntry): PublishedEntry => ({
  ...entry,
  id: encodeId(entryPrefix, entryId),
  detail: JSON.stringify(detail),
});
