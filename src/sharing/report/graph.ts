import { Arg, Ctx, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { encodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts';
import { type ReportReplay, replayReport } from './replay.ts';

@ObjectType('SharedReason', { simpleResolvers: true, description: 'Why a grade is not better.' })
class SharedReasonType {
  @Needs('rating.reasons')
  @Field(() => String, { description: 'Stable code of the ruleset.' })
  code!: string;

  @Needs('rating.reasons')
  @Field(() => String, { description: "In the request's language." })
  text!: string;
}

@ObjectType('SharedRuleset', { simpleResolvers: true, description: 'The rules a grade was made by.' })
class SharedRulesetType {
  @Needs('rating.grade')
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: "Its title, in the request's language." })
  title!: string;

  @Needs('rating.grade')
  @Field(() => String, { description: 'Digest of the version: another version has another.' })
  digest!: string;
}

@ObjectType('ObservedDefault', { simpleResolvers: true, description: 'What became of customers with the same grade.' })
class ObservedDefaultType {
  @Needs('rating.grade')
  @Field(() => Float, { description: 'The share of them, 0 to 1, that it befell.' })
  rate!: number;

  @Needs('rating.grade')
  @Field(() => Int, { description: 'How many customers it was observed of.' })
  customers!: number;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The day they had the grade.' })
  asOf!: string;

  @Needs('rating.grade')
  @Field(() => Int, { description: 'Observed for so many months after it.' })
  horizonMonths!: number;

  @Needs('rating.grade')
  @Field(() => String, { description: 'What befell them, such as default.' })
  outcome!: string;
}

@ObjectType('FormerGrade', { simpleResolvers: true, description: 'The grade by the ruleset before, told beside for a time after a change.' })
class FormerGradeType {
  @Needs('rating.grade')
  @Field(() => String, { description: 'The grade.' })
  grade!: string;

  @Needs('rating.grade')
  @Field(() => Boolean, { description: 'It stood in until enough was known.' })
  provisional!: boolean;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;

  @Needs('rating.grade')
  @Field(() => SharedRulesetType, { description: 'The rules it was made by.' })
  ruleset!: SharedRulesetType;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The last day on which it is told.' })
  toldUntil!: string;
}

@ObjectType('SharedGrade', { simpleResolvers: true, description: 'A grade as a partner is told it.' })
export class SharedGradeType {
  @Needs('rating.grade')
  @Field(() => String, { description: 'The grade.' })
  grade!: string;

  @Needs('rating.grade')
  @Field(() => Boolean, { description: 'It stands in until enough is known of the customer.' })
  provisional!: boolean;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The first day it holds.' })
  validFrom!: string;

  @Needs('rating.grade')
  @Field(() => DateScalar, { description: 'The last day it holds, unless a later grade takes its place before.' })
  validUntil!: string;

  @Needs('rating.reasons')
  @Field(() => [SharedReasonType], { description: 'Why it is not better, the weightiest first.' })
  reasons!: SharedReasonType[];

  @Needs('rating.grade')
  @Field(() => SharedRulesetType, { description: 'The rules it was made by.' })
  ruleset!: SharedRulesetType;

  @Needs('rating.grade')
  @Field(() => ObservedDefaultType, {
    nullable: true,
    description: 'What became of customers with this grade; empty where that was never observed, or of too few.',
  })
  observedDefault!: ObservedDefaultType | null;

  @Needs('rating.grade')
  @Field(() => FormerGradeType, { nullable: true, description: 'The grade by the former ruleset, for as many days after a change as were agreed.' })
  former!: FormerGradeType | null;
}

@ObjectType('ReportReplay', {
  simpleResolvers: true,
  description: "A report's grade decided again from what is kept of its rating, with the version that made it.",
})
class ReportReplayType {
  @Needs('disclosure.read')
  @Field(() => String, { description: 'Number of the report.' })
  number!: string;

  @Needs('disclosure.read')
  @Field(() => String, { description: 'Name of the partner it was made for.' })
  partner!: string;

  @Needs('customer.read', { get: ({ customerId }: ReportReplay) => encodeId('cus', customerId) })
  @Field(() => ID, { description: 'Id of the customer it is about.' })
  customer!: string;

  @Needs('disclosure.read')
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  at!: string;

  @Needs('disclosure.read')
  @Field(() => Boolean, { nullable: true, description: 'The grade comes out as it was told; empty where none was told.' })
  same!: boolean | null;

  @Needs('rating.grade')
  @Field(() => String, { nullable: true, description: 'The grade that was told.' })
  told!: string | null;

  @Needs('rating.grade')
  @Field(() => String, { nullable: true, description: 'The grade that comes out.' })
  again!: string | null;

  @Needs('disclosure.read')
  @Field(() => [String], {
    description: "What differs, as of a rating's replay; rating: it is no longer there; issued: the official grade says otherwise than its rating.",
  })
  differences!: readonly string[];
}

@Resolver()
class ReportQuery {
  @Needs('disclosure.read', { args: { number: 'disclosure.read' } })
  @Query(() => ReportReplayType, { nullable: true, description: 'Decides the grade of a report again; empty when there is no report of that number.' })
  reportReplay(
    @Ctx() context: Context,
    @Arg('number', () => String, { description: 'As it stands in the report.' }) number: string,
  ): Promise<ReportReplay | undefined> {
    return replayReport(context.sql, context.keys.seal, number);
  }
}

export const resolvers = [ReportQuery];
