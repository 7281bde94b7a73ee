import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root, registerEnumType } from 'type-graphql';
import { Needs, needsValues } from '../../access/scope.ts';
import type { Language } from '../../base/text.ts';
import type { Context } from '../../graphql/context.ts';
import { published } from '../../graphql/fact.ts';
import { Money } from '../../graphql/money.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { LanguageEnum } from '../../rating/graph.ts';
import { paymentModes, type ReminderAction, reminderActions } from '../../rating/policy/policy.ts';
import { decideFor } from './decide.ts';
import type { PublishedPolicy } from './policy.ts';

const named = <Word extends string>(words: readonly Word[]): Record<string, Word> => Object.fromEntries(words.map((word) => [word.toUpperCase(), word]));

const PaymentMode = named(paymentModes);
registerEnumType(PaymentMode, {
  name: 'PaymentMode',
  description: 'How a customer pays.',
  valuesConfig: {
    POSTPAID: { description: 'After consumption, by bill.' },
    PREPAID: { description: 'Before consumption.' },
    DEPOSIT: { description: 'By bill, against a deposit.' },
  },
});
needsValues('PaymentMode', { POSTPAID: 'open', PREPAID: 'open', DEPOSIT: 'open' });

const ReminderActionEnum = named(reminderActions);
registerEnumType(ReminderActionEnum, {
  name: 'ReminderAction',
  description: 'What is done about a bill that is not paid.',
  valuesConfig: {
    REMINDER: { description: 'A message that reminds.' },
    CALL: { description: 'A call.' },
    VISIT: { description: 'A visit.' },
    CUTOFF_WARNING: { description: 'A warning that supply or service will be cut off.' },
    CUT_OFF: { description: 'Supply or service is cut off.' },
    END_CONTRACT: { description: 'The contract is ended.' },
    RECOVERY: { description: 'The case is handed over to recovery.' },
  },
});
needsValues('ReminderAction', {
  ...{ REMINDER: 'open', CALL: 'open', VISIT: 'open', CUTOFF_WARNING: 'open' },
  ...{ CUT_OFF: 'open', END_CONTRACT: 'open', RECOVERY: 'open' },
});

const PolicyGradeKind = named(['issued', 'monitoring']);
registerEnumType(PolicyGradeKind, {
  name: 'PolicyGradeKind',
  description: 'Which grade a policy goes by.',
  valuesConfig: {
    ISSUED: { description: 'The issued grade in force.' },
    MONITORING: { description: 'The monitoring rating of the latest day: no issued grade is in force.' },
  },
});
needsValues('PolicyGradeKind', { ISSUED: 'open', MONITORING: 'open' });

@ObjectType('ReminderStep', { simpleResolvers: true, description: 'One step of a reminder schedule.' })
class ReminderStepType {
  @Needs('policy.read')
  @Field(() => Int, { description: 'Days past due; negative: so many days before the bill is due.' })
  day!: number;

  @Needs('policy.read')
  @Field(() => ReminderActionEnum, { description: 'What is done.' })
  action!: ReminderAction;

  @Needs('policy.read')
  @Field(() => String, { nullable: true, description: 'How, in the words of the ruleset.' })
  channel?: string | undefined;
}

@ObjectType('PolicyRow', { simpleResolvers: true, description: 'A row of the decision table of a ruleset.' })
class PolicyRowType {
  @Needs('policy.read')
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Needs('policy.read')
  @Field(() => Int, { description: 'Its position in the table, from 1.' })
  position!: number;
}

@ObjectType('Policy', {
  simpleResolvers: true,
  description:
    'What follows from a grade: the first row of the decision table that holds decides. What the policy does not decide is empty, and so is an amount reckoned from an indicator that the caller may not see.',
})
class PolicyType {
  @Needs('policy.read')
  @Field(() => PolicyRowType, { nullable: true, description: 'The row that decided; empty where it would tell what the caller may not see.' })
  row!: PolicyRowType | null;

  @Needs('policy.read')
  @Field(() => PaymentMode, { nullable: true, description: 'How the customer pays.' })
  paymentMode!: string | null;

  @Needs('policy.read')
  @Field(() => Money, { nullable: true, description: 'Up to so much may be owed.' })
  creditLimit!: Money | null;

  @Needs('policy.read')
  @Field(() => Money, { nullable: true, description: 'Up to so much may an account be overdrawn.' })
  overdraftLimit!: Money | null;

  @Needs('policy.read')
  @Field(() => Money, { nullable: true, description: 'The deposit to be held; empty where none is asked for.' })
  deposit!: Money | null;

  @Needs('policy.read', { rows: 10 })
  @Field(() => [ReminderStepType], { nullable: true, description: 'What is done when about a bill that is not paid, in the order of days.' })
  reminderSchedule!: ReminderStepType[] | null;

  @Needs('policy.read')
  @Field(() => PolicyGradeKind, { description: 'Whether an issued grade decided or a monitoring rating.' })
  gradeKind!: string;

  @Needs('rating.grade')
  @Field(() => String, { nullable: true, description: 'The grade it goes by; empty for who is not rated.' })
  grade!: string | null;

  @Needs('rating.grade')
  @Field(() => Boolean, { description: 'The grade stands in until enough is known.' })
  provisional!: boolean;

  @Needs('policy.read')
  @Field(() => DateScalar, { description: 'The day that the grade is as of, and the values that the rows were held to.' })
  asOf!: string;

  @Needs('policy.read')
  @Field(() => String, { description: 'Digest of the ruleset version whose policy it is: the one that made the grade.' })
  ruleset!: string;
}

@Resolver(() => PolicyType)
class PolicyFields {
  @Needs('rating.reasons', { args: { language: 'open' }, rows: 5 })
  @FieldResolver(() => [String], {
    nullable: true,
    description: "The conditions of the row that decided, all of which hold, in words; by default in the request's language. Empty as `row` is.",
  })
  because(
    @Root() { because }: PublishedPolicy,
    @Ctx() context: Context,
    @Arg('language', () => LanguageEnum, { nullable: true, description: 'EN or ZH.' }) language?: Language,
  ): readonly string[] | null {
    return because?.[language ?? context.language] ?? null;
  }
}

@Resolver(() => published('Customer'))
class CustomerPolicy {
  @Needs('policy.read', { args: { dimension: 'open' } })
  @FieldResolver(() => PolicyType, {
    nullable: true,
    description:
      'What follows from the grade in force today (the issued one, else that of the latest monitoring rating), by the policy of the ruleset version that made it; null without a rating or a policy.',
  })
  policy(
    @Root() { customerId }: { customerId: string },
    @Ctx() context: Context,
    @Arg('dimension', () => String, { defaultValue: 'credit', description: 'Whose grade and policy.' }) dimension: string,
  ): Promise<PublishedPolicy | null> {
    return decideFor(context, customerId, dimension);
  }
}

export { reads } from './store.ts';
export const resolvers = [PolicyFields, CustomerPolicy];
