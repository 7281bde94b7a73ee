import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { moneyBandMask, monthMask } from '../access/mask.ts';
import { Needs } from '../access/scope.ts';
import type { Day } from '../base/time.ts';
import type { FactRow } from '../db/read.ts';
import { money } from '../graphql/amount.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { inCurrency, publish } from '../graphql/fact.ts';
import { Money } from '../graphql/money.ts';
import { together } from '../graphql/reads.ts';
import { DateScalar } from '../graphql/scalars.ts';
import { conclude } from './conclude.ts';
import { accountStatus, arrangement, bill, contractEvent, instalment, notice, payment, prepayment } from './fact.ts';
import { instalmentsOf, reads as planned } from './plan/store.ts';
import { type Allocated, coveredDays, paymentsOfBills, readsOver } from './share/store.ts';

const statuses = publish(accountStatus);
const bills = publish(bill);
const payments = publish(payment);
const arrangements = publish(arrangement);
const instalments = publish(instalment);
const others = [prepayment, notice, contractEvent].map((fact) => publish(fact));

const idOf = (row: FactRow): string => `${row.customerId}:${row.accountId}:${row.key}`;

@ObjectType('BillPayment', { simpleResolvers: true, description: 'A payment and what of it went to a bill.' })
class BillPayment {
  @Needs('payment.detail')
  @Field(() => payments.type, { description: 'The payment.' })
  payment!: FactRow;

  @Needs('payment.detail', { mask: moneyBandMask })
  @Field(() => Money, { description: 'What of it covers this bill.' })
  allocated!: Money;

  @Needs('payment.detail', { coarse: true })
  @Field(() => Boolean, { description: 'The source itself says that it was paid for this bill.' })
  stated!: boolean;
}

const shareOf = (allocated: readonly Allocated[] | undefined, currency: string): BillPayment[] =>
  (allocated ?? []).map(({ payment: row, allocatedMinor, stated }) => ({
    payment: { ...row, currency },
    allocated: money(allocatedMinor, currency) as Money,
    stated,
  }));

@Resolver(() => bills.type)
class BillFields {
  @Needs('payment.detail', { rows: 3 })
  @FieldResolver(() => [BillPayment], { description: 'Payments that cover it, oldest amount due first, and those its source stated for it.' })
  async payments(@Root() row: FactRow, @Ctx() context: Context): Promise<BillPayment[]> {
    return shareOf(await load(context, paymentsOfBills, idOf(row)), row['currency'] as string);
  }

  @Needs('payment.summary', { mask: monthMask })
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The day its amount due was covered, oldest due first; empty: not yet, or the amount due is unknown.',
  })
  coveredOn(@Root() row: FactRow, @Ctx() context: Context): Promise<Day | undefined> {
    return load(context, coveredDays, idOf(row));
  }
}

@Resolver(() => arrangements.type)
class ArrangementFields {
  @Needs('payment.summary', { coarse: true })
  @FieldResolver(() => String, {
    nullable: true,
    description: 'How it stands today, by the payments on the account from the day of the agreement on: open, kept, broken or cancelled.',
  })
  async state(@Root() row: FactRow, @Ctx() context: Context): Promise<string | undefined> {
    return (await load(context, conclude, idOf(row), { asOf: context.today() }))?.state;
  }

  @Needs('payment.summary', { mask: monthMask })
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The day after the due day of the first instalment that was not paid by then; empty: not broken.',
  })
  async brokenOn(@Root() row: FactRow, @Ctx() context: Context): Promise<Day | null | undefined> {
    return (await load(context, conclude, idOf(row), { asOf: context.today() }))?.brokenOn;
  }

  @Needs('payment.summary', { rows: 12 })
  @FieldResolver(() => [instalments.type], { description: 'Its payments as agreed, earliest due first.' })
  async instalments(@Root() row: FactRow, @Ctx() context: Context): Promise<FactRow[]> {
    return inCurrency(await load(context, instalmentsOf, idOf(row)), row['currency']);
  }
}

const all = [statuses, bills, payments, arrangements, instalments, ...others];

export const resolvers = [...all.flatMap(({ lists }) => lists), BillFields, ArrangementFields];
export const reads = together(...all.map((each) => each.reads), readsOver(bills.reads), planned);
