import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { problem } from '../errors.ts';
import { gradeName } from '../issue/issue.ts';
import { gradeInForce } from '../issue/store.ts';
import { type Named, whoseOf } from '../override/override.ts';
import { said } from '../said.ts';
import { subjectName } from '../subject.ts';
import { type Review, reviewName } from './review.ts';
import { addReview } from './store.ts';

/** The grade in force of what (ids as they are called outside), and the ground in the customer's words. */
export interface Objection extends Named {
  readonly dimension: string;
  /** The preliminary grade that was told, instead of the final one in force. */
  readonly preliminary: boolean;
  readonly ground: string;
}

/** Opens a review of a grade while its objection period runs; one at a time. */
export async function openReview(tx: Tx, { ground: given, ...asked }: Objection, { who, at, today }: Acting): Promise<Review> {
  const ground = said('ground', given);
  const { customerId, subjectId } = whoseOf(asked);
  const { dimension, preliminary } = asked;
  const inForce = await gradeInForce(tx, { dimension, on: today, kind: preliminary ? 'preliminary' : 'issued' }, [customerId]);
  const grade = inForce.get(subjectName(customerId, subjectId));
  if (!grade) throw problem('RATING_REVIEW_NONE', { dimension });
  if (today > grade.objectionUntil) throw problem('RATING_REVIEW_LATE', { until: grade.objectionUntil });
  const { gradeId, cycle } = grade;
  const undecided = { decidedBy: null, decidedAt: null, cause: null, comment: null, grade: null, newGradeId: null };
  const review: Review = { customerId, reviewId: newId(), subjectId, dimension, gradeId, ground, openedBy: who, openedAt: at, state: 'open', ...undecided };
  const open = await addReview(tx, review);
  const id = reviewName(open ?? review);
  if (open) throw problem('RATING_REVIEW_PENDING', { id });
  const detail = { grade: gradeName(customerId, gradeId), cycle, preliminary };
  await append(tx, { at, who, what: 'review.open', kind: 'review', subjectId: id, why: null, digest: null, detail });
  return review;
}
