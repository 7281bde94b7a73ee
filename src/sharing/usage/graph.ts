import { Arg, Ctx, Field, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Context } from '../../graphql/context.ts';
import { Money } from '../../graphql/money.ts';
import { DateScalar, MonthScalar } from '../../graphql/scalars.ts';
import { billed } from './billed.ts';
import type { Statement } from './statement.ts';
import type { Usage } from './usage.ts';
import { used } from './used.ts';

const partnerName = 'The name of the partner.';
const monthText = "The company's month; by default the present one.";

@ObjectType('PartnerUsageDay', { simpleResolvers: true, description: 'What a partner asked on a day.' })
class UsageDayType {
  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: 'The day.' })
  day!: string;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Inquiries, whatever became of them; one that repeats another is not counted.' })
  inquiries!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Requests that a quota refused.' })
  refused!: number;
}

@ObjectType('PartnerUsage', { simpleResolvers: true, description: 'What of its quotas a partner used up, and what is left.' })
class UsageType {
  @Needs('inquiry.ask')
  @Field(() => DateScalar, { description: "The company's day." })
  day!: string;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Inquiries of today, whatever became of them.' })
  inquiries!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Requests of today that a quota refused.' })
  refused!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Inquiries a day, as agreed.' })
  limit!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'How many of them are left today.' })
  left!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Inquiries a day about one subject, as agreed.' })
  subjectLimit!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'Requests at once, as agreed.' })
  burst!: number;

  @Needs('inquiry.ask')
  @Field(() => Int, { description: 'How many of them are free now.' })
  burstFree!: number;

  @Needs('inquiry.ask')
  @Field(() => Float, { description: 'How many come free each second.' })
  perSecond!: number;

  @Needs('inquiry.ask', { rows: 31 })
  @Field(() => [UsageDayType], { description: 'The days of the month on which something was asked.' })
  days!: UsageDayType[];
}

@ObjectType('PartnerStatementLine', {
  simpleResolvers: true,
  description: 'Inquiries of a month for one purpose, under one version of the agreement, with one outcome.',
})
class StatementLineType {
  @Needs('open')
  @Field(() => String, { description: 'The purpose.' })
  purpose!: string;

  @Needs('open')
  @Field(() => String, { description: 'answered, not_rated, no_record or refused.' })
  outcome!: string;

  @Needs('open')
  @Field(() => String, { description: "Digest of the agreement's version." })
  agreement!: string;

  @Needs('open', { get: ({ number }: { number: number }) => number })
  @Field(() => Int, { description: 'Number of that version.' })
  agreementNumber!: number;

  @Needs('open')
  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Needs('open')
  @Field(() => Money, { description: 'Price of each: that of the version for what told something (answered, not_rated), nothing otherwise.' })
  price!: Money;

  @Needs('open')
  @Field(() => Money, { description: 'For all of them.' })
  amount!: Money;
}

@ObjectType('PartnerStatement', { simpleResolvers: true, description: 'What a partner asked in a month and what it costs, counted from its audit.' })
class StatementType {
  @Needs('open')
  @Field(() => String, { description: partnerName })
  partner!: string;

  @Needs('open')
  @Field(() => MonthScalar, { description: "The company's month." })
  month!: string;

  @Needs('open')
  @Field(() => Boolean, {
    description: `The month is over, and nothing is added any more. Until then it may be ${limits.statementRecountSeconds} seconds behind.`,
  })
  final!: boolean;

  @Needs('open')
  @Field(() => Int, { description: 'Inquiries, whatever became of them; one that repeats another is not counted.' })
  inquiries!: number;

  @Needs('open')
  @Field(() => Int, { description: 'Those that are charged.' })
  charged!: number;

  @Needs('open', { rows: 10 })
  @Field(() => [StatementLineType], { description: 'By purpose, version of the agreement, and outcome.' })
  lines!: StatementLineType[];

  @Needs('open', { rows: 2 })
  @Field(() => [Money], { description: 'The sum, in each currency.' })
  totals!: Money[];
}

@Resolver()
class UsageQuery {
  @Needs('inquiry.ask', { args: { month: 'inquiry.ask' } })
  @Query(() => UsageType, { description: 'What of your quotas you used up today, what is left, and what you used on the days of a month.' })
  usage(@Ctx() context: Context, @Arg('month', () => MonthScalar, { nullable: true, description: monthText }) month?: string): Promise<Usage> {
    return used(context, month);
  }

  @Needs('inquiry.ask', { args: { month: 'inquiry.ask' } })
  @Query(() => StatementType, { description: 'What you asked in a month and what it costs.' })
  statement(@Ctx() context: Context, @Arg('month', () => MonthScalar, { nullable: true, description: monthText }) month?: string): Promise<Statement> {
    return billed(context, null, month);
  }

  @Needs('partner.read', { args: { partner: 'partner.read', month: 'partner.read' } })
  @Query(() => StatementType, { description: 'What a partner asked in a month and what it costs.' })
  partnerStatement(
    @Ctx() context: Context,
    @Arg('partner', () => String, { description: partnerName }) partner: string,
    @Arg('month', () => MonthScalar, { nullable: true, description: monthText }) month?: string,
  ): Promise<Statement> {
    return billed(context, partner, month);
  }
}

export const resolvers = [UsageQuery];
