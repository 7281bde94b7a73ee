import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../../access/scope.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import { Money, money } from '../../graphql/money.ts';
import { DateScalar, MonthScalar } from '../../graphql/scalars.ts';
import { behave } from './behave.ts';
import type { Behaviour } from './behaviour.ts';

@ObjectType('ReportedStatus', { simpleResolvers: true, description: 'What the source reports of the latest month, of the worst account; never recomputed.' })
class ReportedType {
  @Needs('account.status')
  @Field(() => MonthScalar, { description: 'The latest month reported.' })
  month!: string;

  @Needs('account.status')
  @Field(() => String, { description: 'The scheme the code belongs to.' })
  scheme!: string;

  @Needs('account.status')
  @Field(() => Int, { nullable: true, description: 'Status code in its scheme.' })
  code!: number | null;

  @Needs('account.status')
  @Field(() => Int, { nullable: true, description: 'Days past due as reported.' })
  daysPastDue!: number | null;
}

@ObjectType('Behaviour', {
  simpleResolvers: true,
  description: 'How the customer pays: derived from bills and payments (oldest due first), beside what the source reports itself.',
})
class BehaviourType {
  @Needs('payment.summary')
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;

  @Needs('payment.summary')
  @Field(() => Int, { nullable: true, description: 'Days past due of the worst account; empty: no bill with an amount due.' })
  daysPastDue!: number | null;

  @Needs('payment.summary')
  @Field(() => Int, { nullable: true, description: '0 not past due, 1: 1-29 days, 2: 30-59 and so on by thirty, 7: 180 and more.' })
  bucket!: number | null;

  @Needs('payment.summary')
  @Field(() => Float, { nullable: true, description: 'Bills due in the last 12 calendar months and covered by their due day, over bills due (0 to 1).' })
  onTimeShare!: number | null;

  @Needs('payment.summary', { get: (row: Behaviour) => money(row.arrearsMinor, row.currency ?? '') })
  @Field(() => Money, { nullable: true, description: 'What is past due and not covered; empty where the accounts are in several currencies.' })
  arrears!: Money | null;

  @Needs('account.status')
  @Field(() => ReportedType, { nullable: true, description: 'What the source itself reports.' })
  reported!: ReportedType | null;
}

@Resolver(() => published('Customer'))
class BehavingCustomer {
  @Needs('payment.summary', { args: { asOf: 'payment.summary' } })
  @FieldResolver(() => BehaviourType, { nullable: true, description: 'How the customer pays, computed now.' })
  behaviour(
    @Root() customer: { customerId: string },
    @Ctx() context: Context,
    @Arg('asOf', () => DateScalar, { nullable: true, description: 'As of this day; by default today.' }) asOf?: string,
  ): Promise<Behaviour | undefined> {
    const today = context.today();
    return load(context, behave, customer.customerId, { asOf: asOf ?? today, today });
  }
}

export const resolvers = [BehavingCustomer];
