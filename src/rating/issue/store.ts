import type { Day, Instant } from '../../base/time.ts';
import type { Db, Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import type { RatingRow } from '../rating.ts';
import { published, ratingColumns } from '../store.ts';
import { itself, subjectName } from '../subject.ts';
import type { Validity } from './cycle.ts';
import { everybody, type IssuedGrade, type IssueRun, type Move, type RunState } from './issue.ts';

const gradeColumns = `
  g.customer_id as "customerId", g.subject_id as "subjectId", g.dimension, g.grade_id as "gradeId", g.issue_id as "issueId", g.kind, g.cycle, g.as_of as "asOf",
  g.rating_id as "ratingId", g.version, g.grade, g.provisional, g.valid_from as "validFrom", g.valid_until as "validUntil", g.issued_at as "issuedAt",
  g.objection_until as "objectionUntil", g.ended_on as "endedOn", g.ended_by as "endedBy", g.review_id as "reviewId"`;

/**
 * The latest final grade issued as of an earlier day and by an instant, of everything under these customers, by subject
 * (`subjectName`).
 */
export async function lastIssued(
  db: Db,
  { dimension, asOf, knownAt }: { dimension: string; asOf: Day; knownAt: Instant },
  customerIds: readonly string[],
): Promise<Map<string, { grade: string; asOf: Day }>> {
  const rows = await db<Pick<IssuedGrade, 'customerId' | 'subjectId' | 'grade' | 'asOf'>[]>`
    select distinct on (customer_id, subject_id) customer_id as "customerId", subject_id as "subjectId", grade, as_of as "asOf" from assay.issued_grade
    where customer_id = any(${customerIds as string[]}::uuid[]) and dimension = ${dimension} and kind = 'issued' and as_of < ${asOf} and issued_at <= ${knownAt}
    order by customer_id, subject_id, as_of desc, issued_at desc`;
  return new Map(rows.map(({ customerId, subjectId, grade, asOf: on }) => [subjectName(customerId, subjectId), { grade, asOf: on }]));
}

/** Of which grades: final ones unless it says preliminary, in force on a day as we know it now. */
export interface InForce {
  readonly dimension: string;
  readonly on: Day;
  readonly kind?: IssuedGrade['kind'];
}

/** The final grades in force on a day of everything under these customers, by subject (`subjectName`). What expired is not in force. */
export async function gradeInForce(db: Db, { dimension, on, kind = 'issued' }: InForce, customerIds: readonly string[]): Promise<Map<string, IssuedGrade>> {
  const rows = await db<IssuedGrade[]>`
    select ${db.unsafe(gradeColumns)} from assay.issued_grade g
    where customer_id = any(${customerIds as string[]}::uuid[]) and dimension = ${dimension} and kind = ${kind}
      and valid_from <= ${on} and valid_until >= ${on} and (ended_on is null or ended_on > ${on})`;
  return new Map(rows.map((row) => [subjectName(row.customerId, row.subjectId), row]));
}

/** The same for named subjects. */
export async function inForce(db: Db, names: readonly string[], asked: InForce): Promise<Map<string, IssuedGrade>> {
  return gradeInForce(db, asked, [...new Set(names.map((name) => name.split(':')[0] as string))]);
}

/** The last grades issued to each subject (`subjectName`), preliminary and ended ones too, newest first. */
export async function issuedTo(
  db: Db,
  names: readonly string[],
  { dimension, last, until }: { dimension: string; last: number; until?: Day | undefined },
): Promise<Map<string, IssuedGrade[]>> {
  const asked = names.map((name) => name.split(':'));
  const rows = await db<IssuedGrade[]>`
    select g.* from unnest(${asked.map(([customer]) => customer as string)}::uuid[], ${asked.map(([, subject]) => subject ?? itself)}::uuid[]) as asked(id, subject)
    cross join lateral (
      select ${db.unsafe(gradeColumns)} from assay.issued_grade g
      where g.customer_id = asked.id and g.subject_id = asked.subject and g.dimension = ${dimension} and (${until ?? null}::date is null or g.as_of <= ${until ?? null}::date)
      order by g.as_of desc, g.issued_at desc, g.grade_id desc limit ${last}) as g`;
  return Map.groupBy(rows, ({ customerId, subjectId }) => subjectName(customerId, subjectId));
}

/** Grades by `customer:grade`. */
export async function gradesById(db: Db, names: readonly string[]): Promise<Map<string, IssuedGrade>> {
  const asked = names.map((name) => name.split(':') as [string, string]);
  const rows = await db<IssuedGrade[]>`
    select ${db.unsafe(gradeColumns)} from assay.issued_grade g
    where (g.customer_id, g.grade_id) in (select * from unnest(${asked.map(([customer]) => customer)}::uuid[], ${asked.map(([, grade]) => grade)}::uuid[]))`;
  return new Map(rows.map((row) => [`${row.customerId}:${row.gradeId}`, row]));
}

/** Ratings by `customer:rating`, also superseded ones. */
export async function ratingsByName(db: Db, names: readonly string[]): Promise<Map<string, RatingRow>> {
  const asked = names.map((name) => name.split(':'));
  const both = ['rating', 'rating_history'].map(
    (table) => `select ${ratingColumns.join(', ')} from assay.${table} where (customer_id, rating_id) in (select * from unnest($1::uuid[], $2::uuid[]))`,
  );
  const rows = await db.unsafe<RatingRow[]>(
    `select ${published} from (${both.join(' union all ')}) as r`,
    [asked.map(([customer]) => customer as string), asked.map(([, rating]) => rating as string)],
    { prepare: true },
  );
  return new Map(rows.map((row) => [`${row.customerId}:${row.ratingId}`, row]));
}

const runColumns = `
  i.issue_id as "issueId", i.dimension, i.subject, i.kind, i.cycle, i.as_of as "asOf", i.only_customer as "only", i.ruleset, i.state, i.prepared_by as "preparedBy",
  i.started_at as "startedAt", i.prepared_at as "preparedAt", i.digest, i.counts, i.migration, i.submitted_by as "submittedBy", i.approval, i.hands,
  i.issued_at as "issuedAt", i.dropped_at as "droppedAt"`;

export type NewRun = Pick<IssueRun, 'issueId' | 'dimension' | 'subject' | 'kind' | 'cycle' | 'asOf' | 'only' | 'ruleset' | 'preparedBy' | 'startedAt'>;

/** Adds a run that is being prepared; false when another of the same cycle (and customer) stands. */
export async function addRun(tx: Tx, run: NewRun): Promise<boolean> {
  const { issueId, dimension, subject, kind, cycle, asOf, only, ruleset, preparedBy, startedAt } = run;
  const rows = await tx`
    insert into assay.issue_run (issue_id, dimension, subject, kind, cycle, as_of, only_customer, ruleset, state, prepared_by, started_at, hands)
    values (${issueId}, ${dimension}, ${subject}, ${kind}, ${cycle}, ${asOf}, ${only}, ${ruleset}, 'preparing', ${preparedBy}, ${startedAt}, ${[preparedBy]})
    on conflict do nothing returning 1`;
  return rows.length > 0;
}

/** Whose grades, of which day and kind. */
type Sought = Pick<IssueRun, 'dimension' | 'subject' | 'kind' | 'asOf' | 'only'>;

/** The run of a cycle that was neither refused nor cancelled. */
export async function standingRun(db: Db, { dimension, subject, kind, asOf, only }: Sought): Promise<IssueRun | undefined> {
  const [run] = await db<IssueRun[]>`
    select ${db.unsafe(runColumns)} from assay.issue_run i
    where dimension = ${dimension} and subject = ${subject} and kind = ${kind} and as_of = ${asOf} and only_customer = ${only} and dropped_at is null`;
  return run;
}

/**
 * The last run whose grades, as of a later day, stand in the way of a run's: one for everybody, of a single customer the one
 * that its grade came from. A preliminary one, which binds nobody, only stands in the way of its like.
 */
export async function laterRun(db: Db, { dimension, subject, kind, asOf, only }: Sought): Promise<IssueRun | undefined> {
  const whose =
    only === everybody
      ? db`only_customer = ${everybody} and state = 'issued'`
      : db`issue_id in (select issue_id from assay.issued_grade where customer_id = ${only} and ended_on is null)`;
  const [run] = await db<IssueRun[]>`
    select ${db.unsafe(runColumns)} from assay.issue_run i
    where dimension = ${dimension} and subject = ${subject} and kind in ('issued', ${kind}) and as_of > ${asOf} and ${whose} order by as_of desc limit 1`;
  return run;
}

/** A run for everybody of an earlier day that was issued after another's ratings were made: those do not start from its grades. */
export async function earlierRun(db: Db, run: IssueRun, version: string): Promise<IssueRun | undefined> {
  const { dimension, subject, asOf } = run;
  const [earlier] = await db<IssueRun[]>`
    select ${db.unsafe(runColumns)} from assay.issue_run i
    where dimension = ${dimension} and subject = ${subject} and kind = 'issued' and as_of < ${asOf} and only_customer = ${everybody} and state = 'issued'
      and issued_at > (select max(r.known_at) from assay.rating r where ${ratingsOf(db, run, version)}) order by as_of desc limit 1`;
  return earlier;
}

/** A run for nobody else to change until the commit; nothing without one. */
export async function claimRun(tx: Tx, issueId: string): Promise<IssueRun | undefined> {
  const [run] = await tx<IssueRun[]>`select ${tx.unsafe(runColumns)} from assay.issue_run i where issue_id = ${issueId} for update`;
  return run;
}

export async function runsById(db: Db, ids: readonly string[]): Promise<Map<string, IssueRun>> {
  const rows = await db<IssueRun[]>`select ${db.unsafe(runColumns)} from assay.issue_run i where issue_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.issueId, row]));
}

/** What is looked for among the runs; what is null does not matter. */
export interface SoughtRuns {
  readonly dimension: string | null;
  readonly state: RunState | null;
}

/** Runs newest first, behind one. */
export async function pageRuns(
  db: Db,
  { dimension, state }: SoughtRuns,
  after: { startedAt: Instant; issueId: string } | undefined,
  most: number,
): Promise<IssueRun[]> {
  return await db<IssueRun[]>`
    select ${db.unsafe(runColumns)} from assay.issue_run i
    where true ${dimension === null ? db`` : db`and dimension = ${dimension}`} ${state === null ? db`` : db`and state = ${state}`}
      ${after ? db`and (started_at, issue_id) < (${after.startedAt}, ${after.issueId})` : db``}
    order by started_at desc, issue_id desc limit ${most}`;
}

/** Keeps what became of a run. */
export async function keepRun(tx: Tx, run: IssueRun): Promise<void> {
  const { issueId, state, preparedAt, digest, counts, migration, submittedBy, approval, hands, issuedAt, droppedAt } = run;
  await tx`
    update assay.issue_run set state = ${state}, prepared_at = ${preparedAt}, digest = ${digest}, counts = ${counts && tx.json(counts as never)},
      migration = ${migration && tx.json(migration as never)}, submitted_by = ${submittedBy}, approval = ${approval}, hands = ${hands as string[]},
      issued_at = ${issuedAt}, dropped_at = ${droppedAt}
    where issue_id = ${issueId}`;
}

/** The ratings a run makes; `version` is that of its ruleset. */
const ratingsOf = (db: Db, { dimension, kind, asOf, only }: IssueRun, version: string) => db`
  r.dimension = ${dimension} and r.kind = ${kind} and r.as_of = ${asOf} and r.version = ${version} ${only === everybody ? db`` : db`and r.customer_id = ${only}`}`;

/** Hex digest over every rating of a run: its subject, grade and the digest of its inputs, the last issued grade among them. In parts, so that none is long. */
export async function ratingsDigest(tx: Tx, run: IssueRun, version: string): Promise<string> {
  const [row] = await tx<{ digest: string }[]>`
    select encode(sha256(convert_to(coalesce(string_agg(part, '' order by bucket), ''), 'UTF8')), 'hex') as digest from (
      select right(r.customer_id::text, 2) as bucket, encode(sha256(convert_to(string_agg(
        concat_ws(' ', r.customer_id, r.subject_id, r.state, r.grade, r.provisional, r.input_digest), E'\n' order by r.customer_id, r.subject_id), 'UTF8')), 'hex') as part
      from assay.rating r where ${ratingsOf(tx, run, version)} group by 1) as parts`;
  return row?.digest ?? '';
}

/** How many ratings of a run moved from which last issued grade, as they knew it, to which; `grades` are those of its version. */
export async function movesOf(db: Db, run: IssueRun, version: string, grades: readonly string[]): Promise<(Move & { state: string; provisional: boolean })[]> {
  return await db<(Move & { state: string; provisional: boolean })[]>`
    select r.given -> 'last' ->> 'grade' as "from", (${grades as string[]}::text[])[r.grade + 1] as "to", r.state, r.provisional, count(*)::int as count
    from assay.rating r where ${ratingsOf(db, run, version)} group by 1, 2, 3, 4`;
}

/** Ratings of a run that came to nothing go to the history: what is rated next stands alone. */
export async function retireRatings(tx: Tx, run: IssueRun, version: string, now: Instant): Promise<void> {
  const columns = tx.unsafe(ratingColumns.join(', '));
  await tx`
    with gone as (delete from assay.rating r where ${ratingsOf(tx, run, version)} returning r.*)
    insert into assay.rating_history (${columns}, superseded_at) select ${columns}, ${now}::timestamptz from gone`;
}

/**
 * Issues the grades of a run's ratings: what stood of the same subjects ends, so that one stands after the other without a
 * gap and never two. Whose standing grade is as of a later day keeps it. Answers how many were issued; `toldGrades` has
 * them to the end of the transaction.
 */
export async function issueGrades(tx: Tx, run: IssueRun, version: string, grades: readonly string[], validity: Validity, issuedAt: Instant): Promise<number> {
  const { issueId, dimension, kind, cycle, asOf } = run;
  const { validFrom, validUntil, objectionUntil } = validity;
  await tx`drop table if exists issuing_grade`;
  await tx`
    create temp table issuing_grade on commit drop as
    select r.customer_id, r.subject_id, (${newId().slice(0, 15)} || substr(gen_random_uuid()::text, 16))::uuid as grade_id, r.rating_id,
      (${grades as string[]}::text[])[r.grade + 1] as grade, r.provisional, final.grade as former
    from assay.rating r
    left join assay.issued_grade standing on standing.customer_id = r.customer_id and standing.subject_id = r.subject_id and standing.dimension = r.dimension
      and standing.kind = r.kind and standing.ended_on is null
    left join assay.issued_grade final on final.customer_id = r.customer_id and final.subject_id = r.subject_id and final.dimension = r.dimension
      and final.kind = 'issued' and final.ended_on is null
    where ${ratingsOf(tx, run, version)} and r.grade is not null and (standing.as_of is null or standing.as_of <= r.as_of)`;
  await tx`create index on issuing_grade (customer_id, subject_id)`;
  await tx`analyze issuing_grade`;
  await tx`
    update assay.issued_grade g set ended_on = ${validFrom}, ended_by = i.grade_id from issuing_grade i
    where g.customer_id = i.customer_id and g.subject_id = i.subject_id and g.dimension = ${dimension} and g.ended_on is null
      and (g.kind = ${kind} or (g.kind = 'preliminary' and g.as_of <= ${asOf}))`;
  const made = await tx`
    insert into assay.issued_grade (customer_id, subject_id, dimension, grade_id, issue_id, kind, cycle, as_of, rating_id, version, grade, provisional,
      valid_from, valid_until, issued_at, objection_until)
    select customer_id, subject_id, ${dimension}, grade_id, ${issueId}, ${kind}, ${cycle}, ${asOf}, rating_id, ${version}, grade, provisional,
      ${validFrom}, ${validUntil}, ${issuedAt}, ${objectionUntil}
    from issuing_grade order by customer_id, subject_id`;
  return made.count;
}

/** A grade that this transaction issued, and of what. */
export type Told = Pick<IssuedGrade, 'customerId' | 'subjectId' | 'gradeId'>;

/** The grades that this transaction issued, behind one: all, or those that are another than before. */
export async function toldGrades(tx: Tx, who: 'all' | 'changed', after: Told | undefined, most: number): Promise<Told[]> {
  return await tx<Told[]>`
    select customer_id as "customerId", subject_id as "subjectId", grade_id as "gradeId" from issuing_grade
    where true ${after ? tx`and (customer_id, subject_id) > (${after.customerId}, ${after.subjectId})` : tx``}
      ${who === 'all' ? tx`` : tx`and former is distinct from grade`}
    order by customer_id, subject_id limit ${most}`;
}
