import { personOf } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { decodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { takeRecordedAt } from '../../db/facts.ts';
import { newId } from '../../db/id.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import { problem } from '../errors.ts';
import { gradeName, type IssuedGrade, type IssueRun } from '../issue/issue.ts';
import { gradesById, ratingsByName, runsById } from '../issue/store.ts';
import type { RatingRow } from '../rating.ts';
import { said } from '../said.ts';
import { recall } from '../version/recall.ts';
import type { Version } from '../version/version.ts';
import { redecide } from './redecide.ts';
import { causesOf, type Review, reviewEvents, reviewName, reviewPrefix } from './review.ts';
import { claimReview, decidersOf, keepReview, supersede } from './store.ts';

/** What a person decides on a review (its opaque id). */
export interface Verdict {
  readonly id: string;
  readonly verdict: 'uphold' | 'change';
  /** What it is changed to, and why: of a change only. */
  readonly grade?: string | null | undefined;
  readonly cause?: string | null | undefined;
  readonly comment: string;
}

/**
 * Decides a review, by a person who had no hand in issuing the grade. A change puts a new grade of the same cycle in its
 * place from today on, whose rating has the decision as its last step.
 */
export async function decideReview(tx: Tx, { id, ...verdict }: Verdict, { who, at, today }: Acting): Promise<Review> {
  const comment = said('comment', verdict.comment);
  const [customerId, reviewId] = decodeId(reviewPrefix, 2, id) ?? [];
  const review = customerId && reviewId ? await claimReview(tx, customerId, reviewId) : undefined;
  if (!review) throw problem('RATING_REVIEW_UNKNOWN', { id }, { path: 'id' });
  if (review.state !== 'open') throw problem('RATING_REVIEW_DECIDED', { state: review.state }, { path: 'id' });
  const name = `${review.customerId}:${review.gradeId}`;
  const grade = (await gradesById(tx, [name])).get(name) as IssuedGrade;
  if ((await handsOf(tx, grade)).some((hand) => personOf(hand) === personOf(who))) throw problem('RATING_REVIEW_OWN', { who });
  if (verdict.verdict === 'uphold') refuseChange(verdict, grade.grade);
  const decided: Review = { ...review, decidedBy: who, decidedAt: at, comment, state: 'upheld' };
  const made = verdict.verdict === 'change' ? await changed(tx, grade, review, verdict, { at, today }) : undefined;
  const after: Review = made ? { ...decided, state: 'changed', cause: verdict.cause ?? null, grade: made.grade, newGradeId: made.gradeId } : decided;
  await keepReview(tx, after);
  const detail = {
    grade: gradeName(grade.customerId, grade.gradeId),
    cycle: grade.cycle,
    verdict: verdict.verdict,
    from: grade.grade,
    to: after.grade,
    cause: after.cause,
  };
  await append(tx, { at, who, what: 'review.decide', kind: 'review', subjectId: reviewName(review), why: comment, digest: null, detail });
  await emitMany(tx, reviewEvents(after, made ?? grade, at));
  return after;
}

/** Who upholds a grade and names another meant one of the two, and a decision is final. */
function refuseChange({ grade, cause }: Omit<Verdict, 'id'>, stands: string): void {
  const path = grade ? 'grade' : cause ? 'cause' : undefined;
  if (path !== undefined) throw problem('RATING_REVIEW_UPHELD', { grade: stands }, { path });
}

/** Whoever prepared, submitted or approved the run, and whoever decided a review of its grade before. */
async function handsOf(tx: Tx, grade: IssuedGrade): Promise<string[]> {
  const run = (await runsById(tx, [grade.issueId])).get(grade.issueId) as IssueRun;
  return [...run.hands, ...(await decidersOf(tx, grade))];
}

async function changed(
  tx: Tx,
  former: IssuedGrade,
  review: Review,
  { grade, cause }: Omit<Verdict, 'id'>,
  { at, today }: Pick<Acting, 'at' | 'today'>,
): Promise<IssuedGrade> {
  const { customerId, ratingId } = former;
  if (former.endedOn !== null) throw problem('RATING_REVIEW_ENDED', { on: former.endedOn });
  if (former.validUntil < today) throw problem('RATING_REVIEW_EXPIRED', { until: former.validUntil });
  const version = (await recall(tx, [former.version])).get(former.version) as Version;
  const grades = version.ruleset.grades.map((each) => each.grade);
  const causes = causesOf(version.ruleset);
  if (!grade) throw problem('RATING_REVIEW_GRADE_MISSING', {}, { path: 'grade' });
  if (!grades.includes(grade)) throw problem('RATING_REVIEW_GRADE', { grade, known: grades.join(', ') }, { path: 'grade' });
  if (grade === former.grade) throw problem('RATING_REVIEW_SAME', { grade }, { path: 'grade' });
  if (!cause || !causes.includes(cause)) throw problem('RATING_REVIEW_CAUSE', { cause: cause ?? '', known: causes.join(', ') }, { path: 'cause' });
  const name = `${customerId}:${ratingId}`;
  // The order in which ratings take these: the facts, then the ratings.
  const issuedAt = await takeRecordedAt(tx);
  const row = (await ratingsByName(tx, [name])).get(name) as RatingRow;
  const again = await redecide(tx, row, version, { id: reviewName(review), grade, cause }, at);
  const made = {
    ...former,
    gradeId: newId(),
    ratingId: again,
    grade,
    provisional: false,
    validFrom: today,
    issuedAt,
    endedOn: null,
    endedBy: null,
    reviewId: review.reviewId,
  };
  if (!(await supersede(tx, former, made))) throw problem('RATING_REVIEW_ENDED', { on: today });
  return made;
}
