import type { Day, Instant } from '../../base/time.ts';
import { customerRows } from '../../customer/store.ts';
import type { Db, Tx } from '../../db/client.ts';
import type { Reads } from '../../graphql/reads.ts';
import type { IssuedGrade } from '../issue/issue.ts';
import { type Review, reviewName } from './review.ts';

const columns = `
  customer_id as "customerId", review_id as "reviewId", subject_id as "subjectId", dimension, grade_id as "gradeId", ground, opened_by as "openedBy",
  opened_at as "openedAt", state, decided_by as "decidedBy", decided_at as "decidedAt", cause, comment, grade, new_grade_id as "newGradeId"`;

/** Adds an open review; nothing when one of the same grade is open already, which it answers then. */
export async function addReview(tx: Tx, review: Review): Promise<Review | undefined> {
  const { customerId, reviewId, subjectId, dimension, gradeId, ground, openedBy, openedAt, state } = review;
  const rows = await tx`
    insert into assay.grade_review (customer_id, review_id, subject_id, dimension, grade_id, ground, opened_by, opened_at, state)
    values (${customerId}, ${reviewId}, ${subjectId}, ${dimension}, ${gradeId}, ${ground}, ${openedBy}, ${openedAt}, ${state})
    on conflict do nothing returning 1`;
  if (rows.length > 0) return undefined;
  const [open] = await tx<Review[]>`
    select ${tx.unsafe(columns)} from assay.grade_review where customer_id = ${customerId} and grade_id = ${gradeId} and decided_at is null`;
  return open;
}

/** A review for nobody else to change until the commit; nothing without one. */
export async function claimReview(tx: Tx, customerId: string, reviewId: string): Promise<Review | undefined> {
  const [review] = await tx<Review[]>`
    select ${tx.unsafe(columns)} from assay.grade_review where customer_id = ${customerId} and review_id = ${reviewId} for update`;
  return review;
}

/** Keeps what was decided. */
export async function keepReview(tx: Tx, { customerId, reviewId, state, decidedBy, decidedAt, cause, comment, grade, newGradeId }: Review): Promise<void> {
  await tx`
    update assay.grade_review set state = ${state}, decided_by = ${decidedBy}, decided_at = ${decidedAt}, cause = ${cause}, comment = ${comment},
      grade = ${grade}, new_grade_id = ${newGradeId}
    where customer_id = ${customerId} and review_id = ${reviewId}`;
}

/** Who decided on a grade of an issue before, and on those that reviews put in its place. */
export async function decidersOf(tx: Tx, { customerId, subjectId, issueId }: Pick<IssuedGrade, 'customerId' | 'subjectId' | 'issueId'>): Promise<string[]> {
  const rows = await tx<{ who: string }[]>`
    select distinct r.decided_by as who from assay.grade_review r join assay.issued_grade g on g.customer_id = r.customer_id and g.grade_id = r.grade_id
    where g.customer_id = ${customerId} and g.subject_id = ${subjectId} and g.issue_id = ${issueId} and r.decided_by is not null`;
  return rows.map(({ who }) => who);
}

/** Reviews by `customer:review`. */
export async function reviewsById(db: Db, names: readonly string[]): Promise<Map<string, Review>> {
  const asked = names.map((name) => name.split(':') as [string, string]);
  const rows = await db<Review[]>`
    select ${db.unsafe(columns)} from assay.grade_review
    where (customer_id, review_id) in (select * from unnest(${asked.map(([customer]) => customer)}::uuid[], ${asked.map(([, review]) => review)}::uuid[]))`;
  return new Map(rows.map((row) => [`${row.customerId}:${row.reviewId}`, row]));
}

/** The reviews of grades, by `customer:grade`, oldest first. */
export async function reviewsOf(db: Db, names: readonly string[]): Promise<Map<string, Review[]>> {
  const asked = names.map((name) => name.split(':') as [string, string]);
  const rows = await db<Review[]>`
    select ${db.unsafe(columns)} from assay.grade_review
    where (customer_id, grade_id) in (select * from unnest(${asked.map(([customer]) => customer)}::uuid[], ${asked.map(([, grade]) => grade)}::uuid[]))
    order by opened_at, review_id`;
  return Map.groupBy(rows, (row) => `${row.customerId}:${row.gradeId}`);
}

/** Open reviews, those that wait longest first, behind one. */
export async function pageOpen(db: Db, after: { openedAt: Instant; reviewId: string } | undefined, most: number): Promise<Review[]> {
  return await db<Review[]>`
    select ${db.unsafe(columns)} from assay.grade_review
    where decided_at is null ${after ? db`and (opened_at, review_id) > (${after.openedAt}, ${after.reviewId})` : db``}
    order by opened_at, review_id limit ${most}`;
}

/** Puts a grade in the place of another, from its first day on; false when the other stands no more. */
export async function supersede(tx: Tx, former: IssuedGrade, made: IssuedGrade & { readonly validFrom: Day }): Promise<boolean> {
  const { customerId, subjectId, dimension, gradeId, issueId, kind, cycle, asOf, ratingId, version, grade, provisional } = made;
  const ended = await tx`
    update assay.issued_grade set ended_on = ${made.validFrom}, ended_by = ${gradeId}
    where customer_id = ${customerId} and subject_id = ${subjectId} and dimension = ${dimension} and grade_id = ${former.gradeId} and ended_on is null returning 1`;
  if (ended.length === 0) return false;
  await tx`
    insert into assay.issued_grade (customer_id, subject_id, dimension, grade_id, issue_id, kind, cycle, as_of, rating_id, version, grade, provisional,
      valid_from, valid_until, issued_at, objection_until, review_id)
    values (${customerId}, ${subjectId}, ${dimension}, ${gradeId}, ${issueId}, ${kind}, ${cycle}, ${asOf}, ${ratingId}, ${version}, ${grade}, ${provisional},
      ${made.validFrom}, ${made.validUntil}, ${made.issuedAt}, ${made.objectionUntil}, ${made.reviewId})`;
  return true;
}

/** What the fields of reviews read. The cause in words is told by the ruleset: the resolvers say it. */
export const reads: Reads = {
  IssuedGrade: {
    reviews: {
      many: (owner, row) => ({
        from: `from assay.grade_review ${row} where ${row}.customer_id = ${owner}.customer_id and ${row}.grade_id = ${owner}.grade_id`,
        order: `${row}.opened_at, ${row}.review_id`,
      }),
    },
  },
  GradeReview: {
    id: {
      late: (row) => [`${row}.customer_id`, `${row}.review_id`],
      value: (payload) => {
        const [customerId = '', reviewId = ''] = payload.split(' ');
        return reviewName({ customerId, reviewId });
      },
      plain: true,
    },
    changedTo: { column: (row) => `${row}.grade` },
    grade: {
      one: (owner, row) => ({
        from: `from assay.issued_grade ${row} where ${row}.customer_id = ${owner}.customer_id and ${row}.grade_id = ${owner}.grade_id`,
        limit: '1',
      }),
    },
    customer: { one: (owner, row) => ({ from: `from ${customerRows(row, `${owner}.customer_id`, 'where')}` }) },
  },
};
