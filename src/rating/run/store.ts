import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { RatingKind } from '../rating.ts';
import type { Subject } from '../subject.ts';

/** One pass over all customers, accounts or groups as it stands. */
export interface Run {
  readonly runId: string;
  readonly digest: string;
  readonly dimension: string;
  readonly subject: Subject;
  readonly kind: RatingKind;
  readonly asOf: Day;
  readonly knownAt: Instant;
  readonly startedAt: Instant;
  readonly doneUntil: string | null;
  readonly rated: number;
  readonly invalid: number;
  /** Whom the version does not rate. */
  readonly outside: number;
  readonly unchanged: number;
  readonly finishedAt: Instant | null;
}

const columns = (db: Db) => db`
  run_id as "runId", digest, dimension, subject, kind, as_of as "asOf", known_at as "knownAt", started_at as "startedAt", done_until as "doneUntil",
  rated, invalid, outside, unchanged, finished_at as "finishedAt"`;

/**
 * A run of the same version and day that was killed before its end and can go on: known at the instant asked for, else at
 * `settled` or later (it knows all there is), and no later run of the same dimension and subject (which drew the dimension's line) came in between.
 */
export async function unfinished(
  db: Db,
  digest: string,
  asOf: Day,
  { kind, knownAt, settled }: { kind: RatingKind; knownAt: Instant | undefined; settled: Instant },
): Promise<Run | undefined> {
  const [run] = await db<Run[]>`
    select ${columns(db)} from assay.rating_run r
    where digest = ${digest} and kind = ${kind} and as_of = ${asOf} and finished_at is null and ${knownAt === undefined ? db`known_at >= ${settled}` : db`known_at = ${knownAt}`}
      and not exists (select from assay.rating_run later where later.dimension = r.dimension and later.subject = r.subject and later.kind = r.kind and later.started_at > r.started_at and later.done_until is not null)
    order by started_at desc limit 1`;
  return run;
}

export async function addRun(db: Db, run: Pick<Run, 'runId' | 'digest' | 'dimension' | 'subject' | 'kind' | 'asOf' | 'knownAt'>, now: Instant): Promise<Run> {
  const { runId, digest, dimension, subject, kind, asOf, knownAt } = run;
  const [row] = await db<Run[]>`
    insert into assay.rating_run (run_id, digest, dimension, subject, kind, as_of, known_at, started_at, rated, invalid, unchanged)
    values (${runId}, ${digest}, ${dimension}, ${subject}, ${kind}, ${asOf}, ${knownAt}, ${now}, 0, 0, 0) returning ${columns(db)}`;
  return row as Run;
}

/** Marks a slice as done, in the transaction that wrote its ratings. */
export async function markSlice(
  db: Db,
  runId: string,
  doneUntil: string,
  counts: { rated: number; invalid: number; outside: number; unchanged: number },
): Promise<void> {
  await db`
    update assay.rating_run set done_until = ${doneUntil}, rated = rated + ${counts.rated}, invalid = invalid + ${counts.invalid}, outside = outside + ${counts.outside}, unchanged = unchanged + ${counts.unchanged}
    where run_id = ${runId}`;
}

export async function finishRun(db: Db, runId: string, now: Instant): Promise<Run> {
  const [row] = await db<Run[]>`update assay.rating_run set finished_at = ${now} where run_id = ${runId} returning ${columns(db)}`;
  return row as Run;
}

/** Ends the runs of a version, kind and day that were killed: one whose ratings are gone would go on as if they were there. */
export async function abandonRuns(tx: Tx, { digest, kind, asOf }: Pick<Run, 'digest' | 'kind' | 'asOf'>, now: Instant): Promise<void> {
  await tx`update assay.rating_run set finished_at = ${now} where digest = ${digest} and kind = ${kind} and as_of = ${asOf} and finished_at is null`;
}

/** The advisory lock *rating runs*, of the transaction around a run: two runs at once would go on with each other's slices. */
const lock = 0x72617465;

export async function lockRuns(tx: Tx): Promise<boolean> {
  const [row] = await tx<{ had: boolean }[]>`select pg_try_advisory_xact_lock(${lock}) as had`;
  return row?.had ?? false;
}

/** The last run of a dimension and day that came to its end over all customers. */
export async function finishedRun(db: Db, dimension: string, asOf: Day): Promise<Run | undefined> {
  const [run] = await db<Run[]>`
    select ${columns(db)} from assay.rating_run
    where dimension = ${dimension} and subject = 'customer' and kind = 'monitoring' and as_of = ${asOf} and finished_at is not null and done_until is not null order by finished_at desc limit 1`;
  return run;
}
