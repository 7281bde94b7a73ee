import { encodeId } from '../base/id.ts';
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
  /** What the person said of it; null where nobody asked. */
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

export const publish = ({ entryId, detail, ...entry }: KeptEntry): PublishedEntry => ({
  ...entry,
  id: encodeId(entryPrefix, entryId),
  detail: JSON.stringify(detail),
});
