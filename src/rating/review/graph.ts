import {
  Arg,
  type ClassType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Language } from '../../base/text.ts';
import { golden } from '../../customer/store.ts';
import { load } from '../../graphql/batch.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import type { Connection } from '../../graphql/page.ts';
import { RefusalType } from '../../graphql/refusal.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { LanguageEnum, RatingSubject } from '../graph.ts';
import type { IssuedGrade } from '../issue/issue.ts';
import { gradesById } from '../issue/store.ts';
import { IssuedGradeType } from '../issued/graph.ts';
import type { Subject } from '../subject.ts';
import { attemptReview, type ReviewAnswer } from './attemptreview.ts';
import { causeText } from './causetext.ts';
import { decideReview, type Verdict } from './decidereview.ts';
import { openReview } from './openreview.ts';
import { openReviews } from './openreviews.ts';
import { type Review, type ReviewState, reviewName, reviewStates } from './review.ts';
import { reviewsOf } from './store.ts';

const ReviewStateEnum = Object.fromEntries(reviewStates.map((state) => [state.toUpperCase(), state]));
registerEnumType(ReviewStateEnum, {
  name: 'ReviewState',
  description: 'What became of a review.',
  valuesConfig: {
    OPEN: { description: 'It waits for a person to decide.' },
    UPHELD: { description: 'The grade stays as it was.' },
    CHANGED: { description: 'Another grade took its place.' },
  },
});
needsValues<Uppercase<ReviewState>>('ReviewState', { OPEN: 'open', UPHELD: 'open', CHANGED: 'open' });

const ReviewVerdict = { UPHOLD: 'uphold', CHANGE: 'change' };
registerEnumType(ReviewVerdict, {
  name: 'ReviewVerdict',
  description: 'How a person decides a review.',
  valuesConfig: { UPHOLD: { description: 'The grade stays.' }, CHANGE: { description: 'Another grade takes its place.' } },
});
needsValues('ReviewVerdict', { UPHOLD: 'open', CHANGE: 'open' });

@ObjectType('GradeReview', { simpleResolvers: true, description: 'A person looks at an official grade again, because the customer objected to it.' })
class ReviewType {
  @Needs('rating.grade', { get: reviewName })
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('rating.grade')
  @Field(() => ReviewStateEnum, { description: 'What became of it.' })
  state!: ReviewState;

  @Needs('rating.review')
  @Field(() => String, { description: "The objection in the customer's words." })
  ground!: string;

  @Needs('rating.review')
  @Field(() => String, { description: 'Who took it in.' })
  openedBy!: string;

  @Needs('rating.grade')
  @Field(() => DateTimeScalar, { description: 'When.' })
  openedAt!: string;

  @Needs('rating.review')
  @Field(() => String, { nullable: true, description: 'Who decided.' })
  decidedBy!: string | null;

  @Needs('rating.grade')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  decidedAt!: string | null;

  @Needs('rating.reasons')
  @Field(() => String, { nullable: true, description: 'Code of the cause for another grade.' })
  cause!: string | null;

  @Needs('rating.review')
  @Field(() => String, { nullable: true, description: 'What who decided says of it.' })
  comment!: string | null;

  @Needs('rating.grade', { get: ({ grade }: Review) => grade })
  @Field(() => String, { nullable: true, description: 'The grade that took the place of the other.' })
  changedTo!: string | null;
}

@Resolver(() => ReviewType)
class ReviewFields {
  @Needs('rating.grade')
  @FieldResolver(() => IssuedGradeType, { nullable: true, description: 'The grade that is looked at again.' })
  grade(@Root() { customerId, gradeId }: Review, @Ctx() context: Context): Promise<IssuedGrade | undefined> {
    return load(context, gradesById, `${customerId}:${gradeId}`);
  }

  @Needs('customer.read')
  @FieldResolver(() => published('Customer'), { nullable: true, description: 'Whose grade.' })
  customer(@Root() { customerId }: Review, @Ctx() context: Context): Promise<object | undefined> {
    return load(context, golden, customerId);
  }

  @Needs('rating.reasons', { args: { language: 'open' } })
  @FieldResolver(() => String, { nullable: true, description: "The cause in a language; by default the request's." })
  causeText(
    @Root() review: Review,
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): Promise<string | undefined> {
    return causeText(context, review, language ?? context.language);
  }
}

@Resolver(() => IssuedGradeType)
class ReviewedGrade {
  @Needs('rating.grade', { inside: true, rows: 2 })
  @FieldResolver(() => [ReviewType], { description: 'Reviews of this grade, the first first.' })
  async reviews(@Root() { customerId, gradeId }: IssuedGrade, @Ctx() context: Context): Promise<Review[]> {
    return (await load(context, reviewsOf, `${customerId}:${gradeId}`)) ?? [];
  }
}

@InputType({ description: 'Which grade is objected to, and why.' })
class OpenReviewInput {
  @Needs('rating.review')
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Needs('rating.review')
  @Field(() => String, { defaultValue: 'credit', description: 'What is graded.' })
  dimension!: string;

  @Needs('rating.review')
  @Field(() => RatingSubject, { defaultValue: 'customer', description: 'The grade of the customer, of one of its accounts, or of the group it heads.' })
  subject!: Subject;

  @Needs('rating.review')
  @Field(() => ID, { nullable: true, description: 'The account, where the subject is one.' })
  account?: string;

  @Needs('rating.review')
  @Field(() => Boolean, { defaultValue: false, description: 'The preliminary grade instead of the final one in force.' })
  preliminary!: boolean;

  @Needs('rating.review')
  @Field(() => String, { description: "The objection in the customer's words." })
  ground!: string;

  @Needs('rating.review')
  @Field(() => ID, { description: 'Yours, one per intended review: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@InputType({ description: 'How a review is decided.' })
class DecideReviewInput {
  @Needs('rating.review')
  @Field(() => ID, { description: 'The review.' })
  id!: string;

  @Needs('rating.review')
  @Field(() => ReviewVerdict, { description: 'Whether the grade stays.' })
  verdict!: Verdict['verdict'];

  @Needs('rating.review')
  @Field(() => String, { nullable: true, description: 'Of a change: the grade that takes its place.' })
  grade?: string;

  @Needs('rating.review')
  @Field(() => String, {
    nullable: true,
    description: 'Of a change: code of the cause. REVIEW_DATA, REVIEW_OWN_FAULT, REVIEW_CIRCUMSTANCES, or one that the ruleset lists for overrides.',
  })
  cause?: string;

  @Needs('rating.review')
  @Field(() => String, { description: 'What was looked at and found.' })
  comment!: string;

  @Needs('rating.review')
  @Field(() => ID, { description: 'Yours, one per intended decision: the same key again answers what was answered.' })
  idempotencyKey!: string;
}

@ObjectType('ReviewPayload', { simpleResolvers: true, description: 'The review as it is now, or why nothing was done.' })
class ReviewPayload {
  @Needs('rating.review')
  @Field(() => ReviewType, { nullable: true, description: 'The review.' })
  review!: ReviewType | null;

  @Needs('rating.review')
  @Field(() => RefusalType, { nullable: true, description: 'Why nothing was done.' })
  refusal!: RefusalType | null;
}

const ReviewConnection = connectionOf('GradeReview', () => ReviewType, 'rating.review') as ClassType<Connection<Review>>;

@Resolver()
class ReviewOperations {
  @Needs('rating.review', { args: { first: 'open', after: 'open' } })
  @Query(() => ReviewConnection, { description: 'Reviews that wait for a decision, those that wait longest first.' })
  openReviews(
    @Ctx() context: Context,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<Review>> {
    return openReviews(context, { first, after });
  }

  @Needs('rating.review', { args: { input: 'rating.review' } })
  @Mutation(() => ReviewPayload, { description: 'Takes in an objection to a grade while its objection period runs.' })
  openReview(
    @Arg('input', () => OpenReviewInput, { description: 'To which, and why.' }) input: OpenReviewInput,
    @Ctx() context: Context,
  ): Promise<ReviewAnswer> {
    return attemptReview(context, 'openReview', input, (tx, acting) => openReview(tx, input, acting));
  }

  @Needs('rating.review', { args: { input: 'rating.review' } })
  @Mutation(() => ReviewPayload, {
    description: 'Decides a review, as a person who had no hand in issuing the grade. A change is the last step of the decision, and the customer is told.',
  })
  decideReview(
    @Arg('input', () => DecideReviewInput, { description: 'How, and why.' }) input: DecideReviewInput,
    @Ctx() context: Context,
  ): Promise<ReviewAnswer> {
    return attemptReview(context, 'decideReview', input, (tx, acting) => decideReview(tx, input, acting));
  }
}

export { reads } from './store.ts';
export const resolvers = [ReviewFields, ReviewedGrade, ReviewOperations];
