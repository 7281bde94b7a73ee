import type { Contradictions } from '../customer/link/match.ts';
import type { Sealer } from '../customer/sealer.ts';
import type { Sql } from '../db/client.ts';
import type { Reject } from './reject.ts';

export interface Deps {
  readonly sql: Sql;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly currency: string;
  readonly timeZone: string;
}

/** A file to load: which of the mapping's files it is (may be left out when there is one), and where it lies. */
export interface Given {
  readonly name?: string | undefined;
  readonly path: string;
}

export interface Options {
  /** Do everything, report, and undo it. */
  readonly dryRun?: boolean;
  /** Compare a file that was already imported row by row. */
  readonly again?: boolean;
  /** Above this share of rejected rows (0 to 1) nothing is kept. */
  readonly maxRejects?: number;
  /** Above this share of absent rows (0 to 1) a full extract closes nothing and is refused. */
  readonly allowAbsent?: number;
  /** The day a full extract was made, YYYY-MM-DD: absent accounts end on it. Default: today. */
  readonly extractDay?: string;
  /** Threads that convert a file; 0: it is converted where it is copied. Default: 1 for a large file. */
  readonly streams?: number;
  /** Leaves the caches of accounts without payments to `catchUp` of the payment room, which the caller calls after its last file. */
  readonly coverLater?: boolean;
  /** False stages every file, as if there were something to compare it with. */
  readonly direct?: boolean;
  /** Where rejects are written; default: beside the file. */
  readonly rejects?: string;
}

/** Where an import stands. */
export interface Progress {
  readonly lines: number;
  readonly bytes: number;
  readonly totalBytes: number;
  readonly phase: 'reading' | 'writing';
}

/** Something that a full extract no longer holds, in words a steward can look it up by. */
export interface Missing {
  readonly id: string;
  /** The account's number, or the key of a customer's record at its source. */
  readonly key: string;
  /** The day a fact is about; null for accounts and customers. */
  readonly day: string | null;
}

/** What a full extract no longer holds of one kind of fact. */
export interface Absence {
  readonly fact: string;
  /** Current rows of the source within what the extract covers. */
  readonly held: number;
  readonly absent: number;
  /** How many of them were closed; 0 where they are only reported. */
  readonly closed: number;
  readonly first: readonly Missing[];
}

/** Rows accepted per kind of fact (loaded or already so), and what became of them. */
export interface Report {
  readonly [kind: string]: unknown;
  readonly rejected: number;
  readonly seconds: number;
  readonly inserted: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly lines: number;
  /** Identifiers that were none (placeholders, wrong forms): their records are kept without them. */
  readonly identifiersIgnored: number;
  readonly alreadyImported: boolean;
  readonly dryRun: boolean;
  /** For a full extract, with its last part: what it no longer holds. */
  readonly absent: readonly Absence[];
  /** Records that are joined by a verified number although their birth day or kind disagrees. */
  readonly contradictions: Contradictions;
  /** Columns that the last file of this name did not have. */
  readonly newColumns: readonly string[];
  /** The first rejects by line; all of them stand in `rejectsFile`. */
  readonly firstRejects: readonly Reject[];
  readonly rejectsFile: string | null;
}

/** What is printed first, in this order; facts of later rooms follow. */
export const printed = ['customers', 'accounts', 'bills', 'statuses', 'payments', 'usage', 'outcomes'];

export const noContradictions: Contradictions = { count: 0, first: [] };

/** An earlier report as it was told, in its order again: jsonb forgets it. */
export function told({ rejected, seconds, inserted, changed, unchanged, ...rest }: Report): Report {
  const { lines, identifiersIgnored, alreadyImported: _already, dryRun, absent = [], contradictions = noContradictions, newColumns = [], ...kinds } = rest;
  const counts = Object.fromEntries([...printed, ...Object.keys(kinds)].map((kind) => [kind, kinds[kind] ?? 0]));
  const totals = { rejected, seconds, inserted, changed, unchanged, lines, identifiersIgnored };
  const more = { absent, contradictions, newColumns, firstRejects: [], rejectsFile: null };
  return { ...counts, ...totals, alreadyImported: true, dryRun, ...more } as Report;
}
