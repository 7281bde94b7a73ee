import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import { pageSize } from '../../graphql/page.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { RatingSubject, RatingType } from '../graph.ts';
import { accountOf, gradeName, type IssuedGrade, runName } from '../issue/issue.ts';
import { issuedTo } from '../issue/store.ts';
import type { PublishedRating } from '../publish.ts';
import { type Subject, subjectName, subjectOf } from '../subject.ts';
import { standing } from './standing.ts';
import { underlying } from './underlying.ts';

const dimensionArg = { defaultValue: 'credit', description: 'What is graded.' };
const onArg = { nullable: true, description: 'On this day; by default today.' };
const preliminaryArg = { defaultValue: false, description: 'The preliminary grade that was told last, instead of the final one.' };
const lastArg = { defaultValue: 12, description: `How many at most, up to ${limits.pageMax}.` };
const untilArg = { nullable: true, description: 'Only as of this day or earlier.' };
// The grade of another day is asked for by who may read customers: a partner is told what holds on its own.
const oneArgs = { dimension: 'open', on: 'customer.read', preliminary: 'open' } as const;
const manyArgs = { dimension: 'open', last: 'open', until: 'rating.grade' } as const;
const oneDescription = 'The official grade in force, which policy goes by; empty: none was issued, or the last one expired.';
const manyDescription = 'Every official grade that was issued, the latest day first, with preliminary ones and those that ended; go on with `until`.';

@ObjectType('IssuedGrade', {
  simpleResolvers: true,
  description: 'An official grade: approved by a second person, told to the customer, open to objection for a time, and valid from and until a day.',
})
export class IssuedGradeType {
  @Needs('rating.grade', { get: ({ customerId, gradeId }: IssuedGrade) => gradeName(customerId, gradeId) })
  @Field(() => ID, { description: 'Opaque id.' })
  id!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: 'What is graded: credit, churn and so on.' })
  dimension!: string;

  @Needs('rating.grade', { get: ({ customerId, subjectId }: IssuedGrade) => subjectOf(customerId, subjectId) })
  @Field(() => RatingSubject, { description: 'Whose grade: of the customer, an account, or the group.' })
  subject!: Subject;

  @Needs('account.basic', { get: accountOf })
  @Field(() => ID, { nullable: true, description: 'The id of the account, when it is the grade of an account.' })
  account!: string | null;

  @Needs('rating.grade')
  @Field(() => String, { description: 'The grade.' })
  grade!: string;

  @Needs('rating.grade')
  @Field(() => Boolean, { description: 'It stands in until enough is known of the customer.' })
  provisional!: boolean;

  @Needs('rating.grade', { get: ({ kind }: IssuedGrade) => kind === 'preliminary' })
  @Field(() => Boolean, { description: 'It tells how the final grade of its period looks halfway, and binds nobody.' })
  preliminary!: boolean;

  @Needs('rating.grade')
  @Field(() => String, { description: 'The period that is graded: 2026, 2026-H1 preliminary, 2026-Q2, or the day of an event.' })
  cycle!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The day it is as of: the first after the period.' })
  asOf!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The first day it holds.' })
  validFrom!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The last day it holds, unless a later grade takes its place before.' })
  validUntil!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { nullable: true, description: 'The day on which a later grade took its place.' })
  endedOn!: string | null;

  @Needs('rating.grade')
  @Field(() => DateTimeScalar, { description: 'When it was issued.' })
  issuedAt!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The last day on which the customer may object: a person then looks at it again.' })
  objectionUntil!: string;

  @Needs('portfolio.read', { get: ({ issueId }: IssuedGrade) => runName(issueId) })
  @Field(() => ID, { description: 'Id of the issue run it came from.' })
  issueRun!: string;
}

@Resolver(() => IssuedGradeType)
class IssuedGradeFields {
  @Needs('rating.grade')
  @FieldResolver(() => RatingType, {
    nullable: true,
    description: 'The rating it was issued from: score, reasons, every step of the decision, and its replay.',
  })
  rating(@Root() grade: IssuedGrade, @Ctx() context: Context): Promise<PublishedRating | undefined> {
    return underlying(context, grade);
  }
}

@Resolver(() => published('Customer'))
class GradedCustomer {
  @Needs('rating.grade', { args: oneArgs })
  @FieldResolver(() => IssuedGradeType, { nullable: true, description: oneDescription })
  issuedGrade(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('preliminary', () => Boolean, preliminaryArg) preliminary: boolean,
    @Arg('on', () => DateScalar, onArg) on?: string,
  ): Promise<IssuedGrade | undefined> {
    return standing(context, customerId, { dimension, on, preliminary });
  }

  @Needs('rating.grade', { args: manyArgs })
  @FieldResolver(() => [IssuedGradeType], { description: manyDescription })
  async issuedGrades(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('last', () => Int, lastArg) last: number,
    @Arg('until', () => DateScalar, untilArg) until?: string,
  ): Promise<IssuedGrade[]> {
    return (await load(context, issuedTo, customerId, { dimension, last: pageSize('last', last), until })) ?? [];
  }

  @Needs('rating.grade', { inside: true, args: oneArgs })
  @FieldResolver(() => IssuedGradeType, { nullable: true, description: 'The official grade in force of the group that this customer heads.' })
  groupIssuedGrade(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('preliminary', () => Boolean, preliminaryArg) preliminary: boolean,
    @Arg('on', () => DateScalar, onArg) on?: string,
  ): Promise<IssuedGrade | undefined> {
    return standing(context, subjectName(customerId, customerId), { dimension, on, preliminary });
  }

  @Needs('rating.grade', { inside: true, args: manyArgs })
  @FieldResolver(() => [IssuedGradeType], { description: 'Every official grade of the group that this customer heads, as of `issuedGrades`.' })
  async groupIssuedGrades(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('last', () => Int, lastArg) last: number,
    @Arg('until', () => DateScalar, untilArg) until?: string,
  ): Promise<IssuedGrade[]> {
    return (await load(context, issuedTo, subjectName(customerId, customerId), { dimension, last: pageSize('last', last), until })) ?? [];
  }
}

@Resolver(() => published('Account'))
class GradedAccount {
  @Needs('rating.grade', { args: oneArgs })
  @FieldResolver(() => IssuedGradeType, { nullable: true, description: 'The official grade in force of this account, by a ruleset of subject account.' })
  issuedGrade(
    @Root() { customerId, accountId }: { customerId: string; accountId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('preliminary', () => Boolean, preliminaryArg) preliminary: boolean,
    @Arg('on', () => DateScalar, onArg) on?: string,
  ): Promise<IssuedGrade | undefined> {
    return standing(context, subjectName(customerId, accountId), { dimension, on, preliminary });
  }

  @Needs('rating.grade', { args: manyArgs })
  @FieldResolver(() => [IssuedGradeType], { description: manyDescription })
  async issuedGrades(
    @Root() { customerId, accountId }: { customerId: string; accountId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, dimensionArg) dimension: string,
    @Arg('last', () => Int, lastArg) last: number,
    @Arg('until', () => DateScalar, untilArg) until?: string,
  ): Promise<IssuedGrade[]> {
    return (await load(context, issuedTo, subjectName(customerId, accountId), { dimension, last: pageSize('last', last), until })) ?? [];
  }
}

export { reads } from './store.ts';
export const resolvers = [IssuedGradeFields, GradedCustomer, GradedAccount];
