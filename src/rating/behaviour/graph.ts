import { Arg, type ClassType, Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { bandMask, moneyBandMask, shareMask } from '../../access/mask.ts';
import { Needs, needsValues } from '../../access/scope.ts';
import { limits } from '../../base/limits.ts';
import type { Day } from '../../base/time.ts';
import type { Customer } from '../../customer/store.ts';
import type { FactRow } from '../../db/read.ts';
import { money } from '../../graphql/amount.ts';
import { load } from '../../graphql/batch.ts';
import { connectionOf } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import { Money } from '../../graphql/money.ts';
import type { Connection } from '../../graphql/page.ts';
import { DateScalar, MonthScalar } from '../../graphql/scalars.ts';
import { behave } from './behave.ts';
import type { Behaviour } from './behaviour.ts';
import type { Scheme } from './bucket.ts';
import { disagree, type Shown } from './disagree.ts';
import { lateness, type Owner } from './lateness.ts';

const described = {
  ASSAY: { description: '0 not past due, 1: 1-29 days, 2: 30-59 and so on by thirty, 7: 180 and more.' },
  METRO2: { description: '0: up to 29 days past due, 1: 30-59 and so on by thirty, 6: 180 and more.' },
  PBOC: { description: '0 (N in a history) not past due, 1: 1-30 days, 2: 31-60 and so on by thirty, 7: 181 and more.' },
};
const DaysScheme = { ASSAY: 'assay', METRO2: 'metro2', PBOC: 'pboc' };
const BucketScheme = { ...DaysScheme, BILLING_MONTHS: 'billing_months' };
registerEnumType(DaysScheme, { name: 'DaysScheme', description: 'A scheme of buckets that follow from days past due.', valuesConfig: described });
registerEnumType(BucketScheme, {
  name: 'BucketScheme',
  description: 'A scheme that says how late somebody is in one character.',
  valuesConfig: { ...described, BILLING_MONTHS: { description: 'How many monthly bills are past due and not covered; 9 in a history is nine and more.' } },
});
needsValues<keyof typeof DaysScheme>('DaysScheme', { ASSAY: 'payment.summary', METRO2: 'payment.summary', PBOC: 'payment.summary' });
needsValues<keyof typeof BucketScheme>('BucketScheme', {
  ASSAY: 'payment.summary',
  METRO2: 'payment.summary',
  PBOC: 'payment.summary',
  BILLING_MONTHS: 'payment.summary',
});

const historyMonths = 24;
const monthsDescription = `How many months before the as-of day's month, at most ${limits.historyMonthsMax}.`;
const historyDescription =
  'The buckets at the ends of the months before, oldest first, one character each behind the scheme: `assay:..00120-0`. A dot is before opening, a dash no data.';

@ObjectType('ReportedStatus', { simpleResolvers: true, description: 'What the source reports of the latest month, of the worst account; never recomputed.' })
class ReportedType {
  @Needs('account.status', { coarse: true })
  @Field(() => MonthScalar, { description: 'The latest month reported.' })
  month!: string;

  @Needs('account.status', { coarse: true })
  @Field(() => String, { description: 'The scheme the code belongs to.' })
  scheme!: string;

  @Needs('account.status', { coarse: true })
  @Field(() => Int, { nullable: true, description: 'Status code in its scheme.' })
  code!: number | null;

  @Needs('account.status', { mask: bandMask })
  @Field(() => Int, { nullable: true, description: 'Days past due as reported.' })
  daysPastDue!: number | null;
}

@ObjectType('Behaviour', {
  simpleResolvers: true,
  description: 'How the customer pays: derived from bills and payments (oldest due first), beside what the source reports itself.',
})
class BehaviourType {
  @Needs('payment.summary', { coarse: true })
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;

  @Needs('payment.summary', { mask: bandMask })
  @Field(() => Int, { nullable: true, description: 'Days past due of the worst account; empty: no bill with an amount due.' })
  daysPastDue!: number | null;

  @Needs('payment.summary', { mask: shareMask })
  @Field(() => Float, { nullable: true, description: 'Bills due in the last 12 calendar months and covered by their due day, over bills due (0 to 1).' })
  onTimeShare!: number | null;

  @Needs('payment.summary', { mask: moneyBandMask, get: (row: Behaviour) => money(row.arrearsMinor, row.currency ?? '') })
  @Field(() => Money, { nullable: true, description: 'What is past due and not covered; empty where the accounts are in several currencies.' })
  arrears!: Money | null;

  @Needs('account.status')
  @Field(() => ReportedType, { nullable: true, description: 'What the source itself reports.' })
  reported!: ReportedType | null;
}

@Resolver(() => BehaviourType)
class BehaviourFields {
  @Needs('payment.summary', { args: { scheme: 'payment.summary' } })
  @FieldResolver(() => Int, { nullable: true, description: 'How late the worst account is, in the buckets of a scheme; empty: no bill with an amount due.' })
  async bucket(
    @Root() owner: Owner,
    @Ctx() context: Context,
    @Arg('scheme', () => BucketScheme, { defaultValue: 'assay', description: 'Whose buckets.' }) scheme: Scheme,
  ): Promise<number | null> {
    return (await lateness(context, owner, scheme, 0)).bucket;
  }

  @Needs('payment.summary', { args: { scheme: 'payment.summary', months: 'payment.summary' } })
  @FieldResolver(() => String, { description: historyDescription })
  async history(
    @Root() owner: Owner,
    @Ctx() context: Context,
    @Arg('scheme', () => BucketScheme, { defaultValue: 'assay', description: 'Whose buckets.' }) scheme: Scheme,
    @Arg('months', () => Int, { defaultValue: historyMonths, description: monthsDescription }) months: number,
  ): Promise<string> {
    return (await lateness(context, owner, scheme, months)).history;
  }
}

@ObjectType('AccountBehaviour', { simpleResolvers: true, description: 'How an account is paid: derived from its bills and payments, oldest due first.' })
class AccountBehaviourType {
  @Needs('payment.summary', { coarse: true })
  @Field(() => DateScalar, { description: 'The day it is as of.' })
  asOf!: string;
}

@Resolver(() => AccountBehaviourType)
class AccountBehaviourFields {
  @Needs('payment.summary', { mask: bandMask })
  @FieldResolver(() => Int, { nullable: true, description: 'Days past due of its oldest uncovered bill; empty: no bill with an amount due.' })
  async daysPastDue(@Root() owner: Owner, @Ctx() context: Context): Promise<number | null> {
    return (await lateness(context, owner, 'assay', 0)).daysPastDue;
  }

  @Needs('payment.summary', { args: { scheme: 'payment.summary' } })
  @FieldResolver(() => Int, { nullable: true, description: 'How late it is, in the buckets of a scheme; empty: no bill with an amount due.' })
  async bucket(
    @Root() owner: Owner,
    @Ctx() context: Context,
    @Arg('scheme', () => BucketScheme, { defaultValue: 'assay', description: 'Whose buckets.' }) scheme: Scheme,
  ): Promise<number | null> {
    return (await lateness(context, owner, scheme, 0)).bucket;
  }

  @Needs('payment.summary', { args: { scheme: 'payment.summary', months: 'payment.summary' } })
  @FieldResolver(() => String, { description: historyDescription })
  async history(
    @Root() owner: Owner,
    @Ctx() context: Context,
    @Arg('scheme', () => BucketScheme, { defaultValue: 'assay', description: 'Whose buckets.' }) scheme: Scheme,
    @Arg('months', () => Int, { defaultValue: historyMonths, description: monthsDescription }) months: number,
  ): Promise<string> {
    return (await lateness(context, owner, scheme, months)).history;
  }
}

@Resolver(() => published('Customer'))
class BehavingCustomer {
  @Needs('payment.summary', { args: { asOf: 'customer.read' } })
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

@Resolver(() => published('Account'))
class BehavingAccount {
  @Needs('payment.summary', { args: { asOf: 'customer.read' } })
  @FieldResolver(() => AccountBehaviourType, { description: 'How it is paid, computed now.' })
  behaviour(
    @Root() { customerId, accountId }: FactRow,
    @Ctx() context: Context,
    @Arg('asOf', () => DateScalar, { nullable: true, description: 'As of this day; by default today.' }) asOf?: string,
  ): Owner {
    return { customerId, accountId, asOf: asOf ?? context.today() };
  }
}

@ObjectType('StatusDisagreement', {
  simpleResolvers: true,
  description: "What a source reports of an account in a month, where another bucket follows from its bills and payments at the month's end.",
})
class DisagreementType {
  @Needs('customer.read')
  @Field(() => published('Customer'), { description: 'Whose account.' })
  customer!: Customer;

  @Needs('account.basic')
  @Field(() => ID, { description: 'The id of the account.' })
  account!: string;

  @Needs('account.status')
  @Field(() => MonthScalar, { description: 'The month reported.' })
  month!: Day;

  @Needs('account.status')
  @Field(() => String, { description: 'The scheme of both buckets: that of a reported code, else the one asked for.' })
  scheme!: string;

  @Needs('account.status')
  @Field(() => Int, { description: 'The bucket as reported.' })
  reported!: number;

  @Needs('payment.summary')
  @Field(() => Int, { description: 'The bucket as derived.' })
  derived!: number;

  @Needs('account.status')
  @Field(() => Int, { nullable: true, description: 'Days past due as reported.' })
  reportedDaysPastDue!: number | null;

  @Needs('payment.summary')
  @Field(() => Int, { description: 'Days past due as derived.' })
  derivedDaysPastDue!: number;
}

// Whoever may not see both sides has no list of where they differ.
const Disagreements = connectionOf('StatusDisagreement', () => DisagreementType, 'payment.summary') as ClassType<Connection<Shown>>;

@Resolver()
class DisagreementQuery {
  @Needs('account.status', { args: { scheme: 'payment.summary', from: 'account.status', until: 'account.status', first: 'open', after: 'open' } })
  @Query(() => Disagreements, {
    description:
      'Reported statuses of whole months that give days past due, or a code of a scheme of days, and disagree with what is derived, by account and month. A page may hold fewer than asked for and yet have a next one.',
  })
  statusDisagreements(
    @Ctx() context: Context,
    @Arg('scheme', () => DaysScheme, { defaultValue: 'assay', description: 'What reported days are compared in; a code is in a scheme of its own.' })
    scheme: Scheme,
    @Arg('from', () => MonthScalar, { nullable: true, description: 'Only from this month on.' }) from: Day | undefined,
    @Arg('until', () => MonthScalar, { nullable: true, description: 'Only up to this month.' }) until: Day | undefined,
    @Arg('first', () => Int, { defaultValue: limits.pageDefault, description: `How many, at most ${limits.pageMax}.` }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The `endCursor` of the page before.' }) after: string | undefined,
  ): Promise<Connection<Shown>> {
    return disagree(context, { scheme, from, until, first, after });
  }
}

export const resolvers = [BehavingCustomer, BehavingAccount, BehaviourFields, AccountBehaviourFields, DisagreementQuery];
export { reads } from './store.ts';
