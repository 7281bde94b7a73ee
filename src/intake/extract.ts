import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Db, Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import { cover } from '../payment/cover.ts';
import { clearParts } from './absent/store.ts';
import { closeAbsent } from './close.ts';
import { shapeOf } from './columns.ts';
import { problem } from './errors.ts';
import type { Mapping } from './mapping.ts';
import { type Deps, type Given, type Options, type Progress, type Report, told } from './report.ts';
import { claimSource, type EarlierRun, earlierRun, writeRun } from './run/store.ts';
import { openImport, touched } from './store.ts';
import { Surprise } from './stream/chunk.ts';
import { type Part, type Taken, take } from './take.ts';

/** Thrown to undo a dry run; carries what it found. */
class Undone extends Error {
  readonly reports: Report[];
  constructor(reports: Report[]) {
    super('dry run');
    this.reports = reports;
  }
}

/**
 * Loads files that belong together, one or the parts of one full extract, in one transaction, and closes or reports what
 * a full extract no longer holds; one report per file, absences with the last. Errors as `load`, and INTAKE_ABSENT_MANY.
 */
export async function extract(
  deps: Deps,
  mapping: Mapping,
  files: readonly Given[],
  options: Options = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Report[]> {
  const started = performance.now();
  const parts = await Promise.all(files.map((file) => partOf(mapping, file)));
  const job: Job = { deps, mapping, mappingDigest: digest(mapping), parts, options, onProgress, started, direct: false };
  const answered = await alreadyTaken(deps.sql, job);
  if (answered) return answered;
  const attempt = async (direct: boolean): Promise<Report[]> => {
    try {
      return (await deps.sql.begin((tx) => perform(tx, { ...job, direct }))) as Report[];
    } catch (error) {
      if (error instanceof Undone) return error.reports;
      if (direct && isSurprise(error)) return await attempt(false);
      throw error;
    }
  };
  return await attempt(options.direct !== false);
}

/** A file that cannot go straight into its table is staged from its beginning: only so each row's reject is known. */
const isSurprise = (error: unknown): boolean => error instanceof Surprise || (error as { code?: unknown } | null)?.code === uniqueViolation;
const uniqueViolation = '23505';

interface Job {
  readonly deps: Deps;
  readonly mapping: Mapping;
  readonly mappingDigest: string;
  readonly parts: readonly Part[];
  readonly options: Options;
  readonly onProgress: (progress: Progress) => void;
  readonly started: number;
  /** Whether files may go straight into their facts' tables. */
  readonly direct: boolean;
}

async function perform(tx: Tx, job: Job): Promise<Report[]> {
  const { deps, mapping, parts, options } = job;
  if (!(await claimSource(tx, mapping.source))) throw problem('INTAKE_SOURCE_BUSY', { source: mapping.source });
  // Another import may have loaded these very files since they were looked up.
  const answered = await alreadyTaken(tx, job);
  if (answered) return answered;
  const today = await openImport(tx, deps.timeZone);
  const taken: Taken[] = [];
  for (const part of parts) {
    if (taken.length > 0) await clearParts(tx);
    taken.push(await take(tx, { ...job, part, today }));
  }
  const last = taken.at(-1) as Taken;
  const absent = await closeAbsent(tx, mapping.source, taken, last.recordedAt, { ...options, extractDay: options.extractDay ?? today });
  if (await touched(tx)) await cover(tx, { later: options.coverLater === true });
  const reports = taken.map(({ report }): Report => ({ ...report, absent: report === last.report ? absent : [], seconds: secondsSince(job.started) }));
  if (options.dryRun) throw new Undone(reports);
  await keepRuns(tx, job, taken, reports);
  return reports;
}

const secondsSince = (started: number): number => Math.round(performance.now() - started) / 1000;

async function keepRuns(tx: Tx, { mapping, mappingDigest }: Job, taken: readonly Taken[], reports: readonly Report[]): Promise<void> {
  const together = newId();
  for (const [at, { part, columns, rejects, recordedAt }] of taken.entries()) {
    const report = reports[at] as Report;
    const { firstRejects: _first, rejectsFile: _file, contradictions, ...said } = report;
    const counts = { ...said, contradictions: { count: contradictions.count, first: [] } };
    const { rejected, seconds } = report;
    const { name: file, fileName, digest: fileDigest } = part;
    const about = { runId: newId(), source: mapping.source, mapping: mapping.name, mappingDigest, file, fileName, fileDigest };
    await writeRun(tx, {
      ...about,
      counts,
      rejected,
      rejects,
      columns: [...columns],
      newColumns: [...report.newColumns],
      extract: together,
      recordedAt,
      seconds,
    });
  }
}

/** The earlier reports when all of these files were loaded already; a full extract also needs to be the last one. */
async function alreadyTaken(db: Db, { mappingDigest, parts, options }: Job): Promise<Report[] | undefined> {
  if (options.again || options.dryRun) return undefined;
  const earlier: EarlierRun[] = [];
  for (const { digest: file, name, shape } of parts) {
    const run = await earlierRun(db, file, mappingDigest, name);
    if (!run || (shape.extract === 'full' && !(run.last && run.parts === parts.length))) return undefined;
    earlier.push(run);
  }
  return earlier.map(({ counts }) => told(counts as Report));
}

async function partOf(mapping: Mapping, { name: given, path }: Given): Promise<Part> {
  const names = Object.keys(mapping.files);
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw problem('INTAKE_FILE_UNNAMED', { files: names.join(', ') });
  if (!mapping.files[name]) throw problem('INTAKE_FILE_UNKNOWN', { file: name, files: names.join(', ') });
  return { name, path, fileName: path.slice(path.lastIndexOf('/') + 1), shape: shapeOf(mapping, name), ...(await digestOf(path)) };
}

/** Through one buffer: a stream's many would be what an import needs most memory for. */
async function digestOf(path: string): Promise<{ digest: string; bytes: number }> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(limits.readBytes);
  let bytes = 0;
  try {
    await using file = await open(path);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } catch (cause) {
    throw problem('INTAKE_FILE_MISSING', { file: path }, { cause });
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}
