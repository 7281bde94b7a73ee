import type { Instant } from '../../base/time.ts';
import { compile, type Plan } from '../card/evaluator.ts';
import { parse, type Ruleset } from '../ruleset.ts';
import type { Subject } from '../subject.ts';

/** A stored version as it lies in the table. */
export interface VersionRow {
  readonly digest: string;
  readonly version: string;
  readonly name: string;
  readonly dimension: string;
  readonly subject: Subject;
  readonly document: unknown;
  readonly addedAt: Instant;
  /** Null for a version that was never activated. */
  readonly activatedAt: Instant | null;
}

/** An immutable version, ready to be used. */
export interface Version {
  readonly digest: string;
  /** First 16 bytes of the digest, as a uuid: what ratings carry. */
  readonly version: string;
  readonly addedAt: Instant;
  readonly activatedAt: Instant | null;
  /** As its author wrote it: its canonical JSON has the digest. */
  readonly document: unknown;
  readonly ruleset: Ruleset;
  readonly plan: Plan;
}

/** The uuid of a digest's first 16 bytes. */
export function shortOf(digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** A stored version; it was checked when it was added, so one that does not read is a fault of the database. */
export function versionOf(row: VersionRow): Version {
  const { ruleset } = parse(row.document);
  if (ruleset === undefined) throw new RangeError(`stored ruleset ${row.digest} does not read`);
  const { digest, version, addedAt, activatedAt, document } = row;
  return { digest, version, addedAt, activatedAt, document, ruleset, plan: compile(ruleset) };
}
