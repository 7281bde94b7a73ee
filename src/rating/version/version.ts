import type { Text } from '../../base/text.ts';
import type { Instant } from '../../base/time.ts';
import { calibrationOf } from '../calibration/rules.ts';
import { compile, type Plan } from '../card/evaluator.ts';
import { listing } from '../listing.ts';
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
  /** Who wrote it, and what was said of it; null of what was kept before that was asked. */
  readonly author: string | null;
  readonly comment: string | null;
}

/** A stored version without its document. */
export interface Listed extends Pick<VersionRow, 'digest' | 'name' | 'dimension' | 'subject' | 'addedAt' | 'author' | 'comment'> {
  readonly title: Text;
}

/** An immutable version, as it was written; a draft may still be unsound. */
export interface Stored {
  readonly digest: string;
  /** First 16 bytes of the digest, as a uuid: what ratings carry. */
  readonly version: string;
  readonly addedAt: Instant;
  readonly activatedAt: Instant | null;
  /** As its author wrote it: its canonical JSON has the digest. */
  readonly document: unknown;
  readonly ruleset: Ruleset;
  readonly author: string | null;
  readonly comment: string | null;
}

/** A sound version, ready to be used. */
export interface Version extends Stored {
  readonly plan: Plan;
}

/** The uuid of a digest's first 16 bytes. */
export function shortOf(digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Enough of a digest to tell versions of a name apart. */
export const startOf = (digest: string): string => digest.slice('sha256:'.length, 'sha256:'.length + 12);

/** A version as people write it: `demo@6a7d7fc91016`. */
export const writtenOf = (name: string, digest: string): string => `${name}@${startOf(digest)}`;

/** A stored version; its shape was read when it was added, so one that does not read is a fault of the database. */
export function storedOf(row: VersionRow): Stored {
  const { ruleset } = parse(row.document);
  if (ruleset === undefined) throw new RangeError(`stored ruleset ${row.digest} does not read`);
  const { digest, version, addedAt, activatedAt, document, author, comment } = row;
  return { digest, version, addedAt, activatedAt, document, ruleset, author, comment };
}

/** A stored version that was checked whole, as every one that was ever active. */
export function versionOf(row: VersionRow): Version {
  const stored = storedOf(row);
  return { ...stored, plan: compile(stored.ruleset) };
}

/** A stored version as tables for people; one whose shape is of another time stays untold. */
export function listingOf({ digest, document }: Pick<VersionRow, 'digest' | 'document'>): string[] {
  const { ruleset } = parse(document);
  return ruleset === undefined ? [] : listing({ ...ruleset, calibration: calibrationOf({ document, ruleset }) }, digest);
}
