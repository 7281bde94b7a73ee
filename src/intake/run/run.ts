import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import type { Absence, Report } from '../report.ts';

/** One loaded file as it was kept. */
export interface KeptRun {
  readonly runId: string;
  readonly source: string;
  readonly mapping: string;
  readonly mappingDigest: string;
  readonly file: string;
  readonly fileName: string;
  readonly fileDigest: string;
  readonly counts: Report;
  readonly rejected: number;
  readonly rejects: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
  readonly newColumns: readonly string[];
  readonly extract: string | null;
  readonly recordedAt: Instant;
  readonly seconds: number;
}

/** One loaded file as it is published. */
export interface PublishedRun {
  readonly id: string;
  readonly source: string;
  readonly mapping: string;
  readonly mappingDigest: string;
  readonly file: string;
  readonly fileName: string;
  readonly fileDigest: string;
  readonly columns: readonly string[];
  readonly newColumns: readonly string[];
  readonly importedAt: Instant;
  readonly seconds: number;
  readonly lines: number;
  readonly inserted: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly counts: readonly { kind: string; count: number }[];
  readonly rejects: readonly { code: string; count: number }[];
  readonly absent: readonly Absence[];
}

/** What a report says besides its counts of facts. */
const others = new Set<string>([
  'rejected',
  'seconds',
  'inserted',
  'changed',
  'unchanged',
  'lines',
  'identifiersIgnored',
  'alreadyImported',
  'dryRun',
  'absent',
  'contradictions',
  'newColumns',
  'firstRejects',
  'rejectsFile',
]);

/** Prefix of an import's id outside. */
export const runPrefix = 'imp';

/** Kinds of facts and reasons of rejection with the most of them first. */
export function publish({ runId, counts: report, rejects, recordedAt, extract: _together, ...run }: KeptRun): PublishedRun {
  const { lines = 0, inserted, changed, unchanged, absent = [] } = report;
  const kinds = Object.entries(report).flatMap(([kind, count]) => (!others.has(kind) && typeof count === 'number' && count > 0 ? [{ kind, count }] : []));
  return {
    ...run,
    id: encodeId(runPrefix, runId),
    importedAt: recordedAt,
    lines,
    inserted,
    changed,
    unchanged,
    counts: kinds.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
    rejects: Object.entries(rejects)
      .map(([code, count]) => ({ code, count }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    absent,
  };
}
