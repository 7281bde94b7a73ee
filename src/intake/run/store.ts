import type { Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { KeptRun } from './run.ts';

/** Advisory locks of this kind are held by imports to their end, one per source. */
const importLock = 0x696d7074;

/** Whether this import is the only one of its source now; it then stays so to the end of its transaction. */
export async function claimSource(tx: Tx, source: string): Promise<boolean> {
  const [row] = await tx<{ ours: boolean }[]>`select pg_try_advisory_xact_lock(${importLock}, hashtext(${source})) as ours`;
  return row?.ours === true;
}

export interface RunRow {
  runId: string;
  source: string;
  mapping: string;
  mappingDigest: string;
  file: string;
  fileName: string;
  fileDigest: string;
  /** The report as it was printed. */
  counts: object;
  rejected: number;
  /** How many rows were rejected for which reason. */
  rejects: Record<string, number>;
  /** The columns of the file. */
  columns: string[];
  /** Those that the file of this name before it did not have. */
  newColumns: string[];
  /** The runs that were loaded together carry one value. */
  extract: string;
  recordedAt: Instant;
  seconds: number;
}

export async function writeRun(tx: Tx, run: RunRow): Promise<void> {
  await tx`
    insert into assay.import_run (run_id, source, mapping, mapping_digest, file, file_name, file_digest, counts, rejected, rejects, columns, new_columns, extract, recorded_at, seconds)
    values (${run.runId}, ${run.source}, ${run.mapping}, ${run.mappingDigest}, ${run.file}, ${run.fileName}, ${run.fileDigest}, ${tx.json(run.counts as never)},
      ${run.rejected}, ${tx.json(run.rejects)}, ${run.columns}, ${run.newColumns}, ${run.extract}, ${run.recordedAt}, ${run.seconds})`;
}

/** A run that loaded a file, whether nothing else was loaded as that file since, and how many runs were loaded with it. */
export interface EarlierRun {
  readonly counts: object;
  readonly extract: string | null;
  readonly last: boolean;
  readonly parts: number;
}

/** The last run that loaded this very file with this very mapping, if any. */
export async function earlierRun(sql: Db, fileDigest: string, mappingDigest: string, file: string): Promise<EarlierRun | undefined> {
  const rows = await sql<EarlierRun[]>`
    select counts, extract,
      not exists (select from assay.import_run l where l.source = r.source and l.file = r.file and l.recorded_at > r.recorded_at and l.extract is distinct from r.extract) as last,
      (select count(*)::int from assay.import_run l where l.extract = r.extract) as parts
    from assay.import_run r where file_digest = ${fileDigest} and mapping_digest = ${mappingDigest} and file = ${file} order by recorded_at desc limit 1`;
  return rows[0];
}

/** The columns of the newest file that was loaded under this name of a mapping; nothing where none was. */
export async function lastColumns(tx: Tx, source: string, mapping: string, file: string): Promise<string[] | undefined> {
  const [row] = await tx<{ columns: string[] }[]>`
    select columns from assay.import_run where source = ${source} and mapping = ${mapping} and file = ${file} order by recorded_at desc limit 1`;
  return row && row.columns.length > 0 ? row.columns : undefined;
}

/** Which files were loaded so far, by the mapping that read them; a file loaded twice stands here once. */
export async function loadedFiles(sql: Db): Promise<{ mapping: string; file: string; fileDigest: string }[]> {
  return await sql<
    { mapping: string; file: string; fileDigest: string }[]
  >`select distinct mapping, file, file_digest as "fileDigest" from assay.import_run order by mapping, file`;
}

const columns = `run_id as "runId", source, mapping, mapping_digest as "mappingDigest", file, file_name as "fileName", file_digest as "fileDigest", counts,
  rejected, rejects, columns, new_columns as "newColumns", extract, recorded_at as "recordedAt", seconds`;

/** Runs newest first, behind one. */
export async function pageRuns(sql: Db, source: string | null, after: { recordedAt: Instant; runId: string } | undefined, most: number): Promise<KeptRun[]> {
  return await sql<KeptRun[]>`
    select ${sql.unsafe(columns)} from assay.import_run
    where (${source}::text is null or source = ${source}) ${after ? sql`and (recorded_at, run_id) < (${after.recordedAt}, ${after.runId})` : sql``}
    order by recorded_at desc, run_id desc limit ${most}`;
}

/** The run of an id, or none. */
export async function runById(sql: Db, runId: string | undefined): Promise<KeptRun[]> {
  return runId === undefined ? [] : await sql<KeptRun[]>`select ${sql.unsafe(columns)} from assay.import_run where run_id = ${runId}`;
}
