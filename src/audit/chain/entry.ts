import { canonical, sha256 } from '../../base/digest.ts';
import { Problem } from '../../base/problem.ts';
import type { Instant } from '../../base/time.ts';

/** What is to be put on record: coordinates and keyed hashes, never a value of a customer. The body is plain JSON. */
export interface Draft {
  /** A partner's uuid, or `staff`. */
  readonly stream: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Entry extends Draft {
  /** From 1, without gaps within its stream. */
  readonly seq: number;
  readonly at: Instant;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly before: string;
  /** Hex SHA-256 of the canonical JSON of { stream, seq, at, before, body }. */
  readonly hash: string;
}

/** Where a stream stands: its last entry. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const beginning: Head = { seq: 0, hash: '0'.repeat(64) };

/** An entry with its canonical JSON, as it is stored. */
export interface Written {
  readonly entry: Entry;
  readonly text: string;
}

/** Numbers drafts behind the heads of their streams, in their order; what was refused takes no number. */
export function chained(drafts: readonly (Draft | Problem)[], heads: ReadonlyMap<string, Head>, at: Instant): (Written | Problem)[] {
  const last = new Map(heads);
  return drafts.map((draft) => {
    if (draft instanceof Problem) return draft;
    const head = last.get(draft.stream);
    if (!head) throw new RangeError('an entry for a stream whose head is not locked');
    const written = follow(draft, head, at);
    last.set(draft.stream, written.entry);
    return written;
  });
}

function follow({ stream, body }: Draft, { seq: before, hash }: Head, at: Instant): Written {
  const seq = before + 1;
  // The names stand in the order of canonical JSON; only the body is not known beforehand.
  const text = `{"at":"${at}","before":"${hash}","body":${canonical(body)},"seq":${seq},"stream":${JSON.stringify(stream)}}`;
  return { entry: { stream, seq, at, before: hash, body, hash: sha256(text) }, text };
}
