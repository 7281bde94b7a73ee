import { encodeId } from '../../base/id.ts';
import type { Text } from '../../base/text.ts';
import type { Instant } from '../../base/time.ts';
import type { Event } from '../../outbox/event.ts';
import { accountOf, gradeName, type IssuedGrade } from '../issue/issue.ts';
import type { Ruleset } from '../ruleset.ts';
import { subjectOf } from '../subject.ts';

export const reviewStates = ['open', 'upheld', 'changed'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** A review as it stands in the table. */
export interface Review {
  readonly customerId: string;
  readonly reviewId: string;
  readonly subjectId: string;
  readonly dimension: string;
  readonly gradeId: string;
  readonly ground: string;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly state: ReviewState;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  readonly cause: string | null;
  readonly comment: string | null;
  readonly grade: string | null;
  readonly newGradeId: string | null;
}

/** Prefix of a review's id outside. */
export const reviewPrefix = 'rev';

/** Why a person may come to another grade, whatever the ruleset: told to the customer as the first reason. */
export const reviewCauses: Readonly<Record<string, Text>> = {
  REVIEW_DATA: {
    en: 'A person looked at the grade again: data it was made of were wrong or incomplete',
    zh: '经人工复核：评级所依据的数据有误或不完整',
  },
  REVIEW_OWN_FAULT: {
    en: 'A person looked at the grade again: what counted against the customer was our own error',
    zh: '经人工复核：对客户不利的情况系由我方差错造成',
  },
  REVIEW_CIRCUMSTANCES: {
    en: 'A person looked at the grade again: circumstances that no rule knows of were considered',
    zh: '经人工复核：考虑了规则未涵盖的具体情况',
  },
};

/** A cause in words: one that the ruleset lists for overrides, or one that always is; nothing when it is neither. */
export const wordsOf = ({ overrides }: Pick<Ruleset, 'overrides'>, cause: string): Text | undefined => overrides?.causes[cause] ?? reviewCauses[cause];

/** The causes that a review of a grade of a ruleset may name. */
export const causesOf = ({ overrides }: Pick<Ruleset, 'overrides'>): string[] => [...Object.keys(reviewCauses), ...Object.keys(overrides?.causes ?? {})];

export const reviewName = ({ customerId, reviewId }: Pick<Review, 'customerId' | 'reviewId'>): string => encodeId(reviewPrefix, customerId, reviewId);

/** What others are told of a decision: that there is one, and of a change also that a grade was issued. Neither says which. */
export function reviewEvents(review: Review, standing: IssuedGrade, at: Instant): Event[] {
  const { customerId, gradeId, dimension, cycle, kind, asOf, validFrom, validUntil, objectionUntil } = standing;
  const [customer, id] = [encodeId('cus', customerId), reviewName(review)];
  const grade = gradeName(customerId, gradeId);
  const decided: Event = { at, topic: 'grade.reviewed', customerId, payload: { customer, review: id, grade, dimension, cycle, state: review.state } };
  if (review.state !== 'changed') return [decided];
  const subject = subjectOf(customerId, standing.subjectId);
  const account = accountOf(standing);
  const payload = {
    customer,
    account,
    grade,
    dimension,
    subject,
    cycle,
    preliminary: kind === 'preliminary',
    asOf,
    validFrom,
    validUntil,
    objectionUntil,
    review: id,
  };
  return [decided, { at, topic: 'grade.issued', customerId, payload }];
}
