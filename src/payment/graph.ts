import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Needs } from '../access/scope.ts';
import type { Day } from '../base/time.ts';
import type { FactRow } from '../db/read.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { publish } from '../graphql/fact.ts';
import { Money, money } from '../graphql/money.ts';
import { DateScalar } from '../graphql/scalars.ts';
import { accountStatus, arrangement, bill, contractEvent, instalment, notice, payment, prepayment } from './fact.ts';
import { type Allocated, coveredDays, paymentsOfBills } from './store.ts';

const statuses = publish(accountStatus);
const bills = publish(bill);
const payments = publish(payment);
const others = [prepayment, arrangement, instalment, notice, contractEvent].map((fact) => publish(fact));

const idOfBill = (row: FactRow): string => `${row.customerId}:${row.accountId}:${row.key}`;

@ObjectType('BillPayment', { simpleResolvers: true, description: 'A payment and what of it went to a bill.' })
class BillPayment {
  @Needs('payment.detail')
  @Field(() => payments.type, { description: 'The payment.' })
  payment!: FactRow;

  @Needs('payment.detail')
  @Field(() => Money, { description: 'What of it covers this bill.' })
  allocated!: Money;

  @Needs('payment.detail')
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
    return shareOf(await load(context, paymentsOfBills, idOfBill(row)), row['currency'] as string);
  }

  @Needs('payment.summary')
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The day its amount due was covered, oldest due first; empty: not yet, or the amount due is unknown.',
  })
  coveredOn(@Root() row: FactRow, @Ctx() context: Context): Promise<Day | undefined> {
    return load(context, coveredDays, idOfBill(row));
  }
}

export const resolvers = [...statuses.lists, ...bills.lists, ...payments.lists, ...others.flatMap(({ lists }) => lists), BillFields];
