import { addDays, type Day } from '../../base/time.ts';
import type { KnownRow } from '../../db/read.ts';
import { allocate, type Due, type Paid } from '../../payment/allocation.ts';
import { readToDecide } from '../check/rules.ts';
import { columnsOf, combined, type Indicator, isMeasured, type Measure, type Measured } from '../indicator.ts';
import type { Interval } from '../measure/coverage.ts';
import type { Known, Row } from '../measure/measure.ts';
import { isBroken, isLateness } from '../measure/parts.ts';
import type { Ruleset } from '../ruleset.ts';
import type { Subject } from '../subject.ts';
import { vocabulary } from '../vocabulary.ts';

/** Measures of events that say something while no more of them arrive: a mean or a share of what no longer comes says nothing. */
const lasting: readonly Measure[] = ['count', 'sum', 'min', 'max', 'latest', 'months_since', 'tenure_months', 'monthly_mean'];

/**
 * Whether an indicator can be aged: it moves by itself while nothing new arrives but payments on time. Lateness does, and so
 * does what reads states (profile, account) and events. What comes again and again - bills, payments, top-ups, usage,
 * balances, reported statuses - would look as if it had ended.
 */
export function isAged(indicator: Measured): boolean {
  if (isLateness(indicator) || isBroken(indicator)) return true;
  const fact = vocabulary.get(indicator.fact);
  if (fact === undefined || fact.day === null) return true;
  return fact.columns[fact.day]?.dates === 'events' && fact.name !== 'prepayment' && lasting.includes(indicator.measure);
}

/** Behind every day that is ever asked about. */
const never: Day = '9999-12-31';

/**
 * What is known with payments on time added: what is not yet covered of a bill that is not yet due on the day is paid on its
 * due day. The ordinary rule allocates it, so what is past due takes it first; `settleArrears` pays that on the day too.
 */
export function paidInTime(known: Known, asOf: Day, settleArrears: boolean): Known {
  const of = (fact: string): Map<unknown, Row[]> => Map.groupBy(known.get(fact) ?? [], ({ accountId }) => accountId);
  const payments = of('payment');
  const added = [...of('bill')].flatMap(([accountId, bills]) => {
    const paid = (paidOn: Day, amountMinor: number): Row[] => (amountMinor > 0 ? [paymentOf(accountId as string, paidOn, amountMinor)] : []);
    const covers = (made: readonly Row[], day: Day) => allocate(bills as unknown as Due[], made as unknown as Paid[], day);
    const made = payments.get(accountId) ?? [];
    const arrears = covers(made, asOf).reduce((sum, { dueOn, uncoveredMinor }) => sum + (dueOn < asOf ? uncoveredMinor : 0), 0);
    const settled = settleArrears ? paid(asOf, arrears) : [];
    const coming = covers([...made, ...settled], never).filter(({ dueOn }) => dueOn >= asOf);
    return [...settled, ...coming.flatMap(({ dueOn, uncoveredMinor }) => paid(dueOn, uncoveredMinor))];
  });
  return added.length === 0 ? known : new Map([...known, ['payment', [...(known.get('payment') ?? []), ...added]]]);
}

const paymentOf = (accountId: string, paidOn: Day, amountMinor: number): Row => ({
  ...{ accountId, key: `${accountId} ${paidOn}`, availableOn: paidOn, paidOn, amountMinor },
  ...{ bookedOn: null, channel: null, bouncedOn: null, bill: null },
});

/** What sources have loaded, as if they went on telling that nothing happened. */
export const extended = (intervals: readonly Interval[]): Interval[] =>
  intervals.map((interval) => {
    const own = intervals.filter(({ source, fact }) => source === interval.source && fact === interval.fact);
    return own.some(({ untilOn }) => untilOn > interval.untilOn) ? interval : { ...interval, untilOn: never };
  });

/** The indicators that decide a grade, and those they are derived of. */
export function deciding(ruleset: Ruleset): Record<string, Indicator> {
  const reached = readToDecide(ruleset);
  for (const name of reached) {
    const indicator = ruleset.indicators[name];
    if (indicator && !isMeasured(indicator)) for (const part of combined(indicator).of) reached.add(part);
  }
  return Object.fromEntries(Object.entries(ruleset.indicators).filter(([name]) => reached.has(name)));
}

/** The facts that indicators which age hang on; accounts always, to tell them apart. */
export function factsFor(indicators: Readonly<Record<string, Indicator>>, subject: Subject): string[] {
  const aged = Object.values(indicators).filter((each) => isMeasured(each) && isAged(each)) as Measured[];
  return [...new Set(['account', ...aged.flatMap((each) => factsOf(each, subject))])];
}

/** The facts an indicator's value hangs on; marks say which rows of them are left out. */
export function factsOf(indicator: Measured, subject: Subject): string[] {
  const conditions = [...indicator.where, ...(indicator.match ?? [])];
  const readsAccount =
    subject === 'account' || indicator.gather !== undefined || conditions.some((each) => columnsOf(each).some((column) => column.startsWith('account.')));
  const own = isLateness(indicator) ? ['bill', 'payment', 'forbearance'] : isBroken(indicator) ? ['arrangement', 'instalment', 'payment'] : [indicator.fact];
  return [...own, 'mark', ...(readsAccount ? ['account'] : [])];
}

/** What of rows the company knew of a customer on a day: what was available, or recorded, by then. The profile is as it is known at all. */
export function knownOn(rows: ReadonlyMap<string, readonly KnownRow[]>, customerId: string, asOf: Day): Known {
  const isKnown = ({ availableOn, recordedAt }: KnownRow): boolean => (availableOn as Day) <= asOf || recordedAt.slice(0, 10) <= asOf;
  return new Map(
    [...rows].map(([fact, all]) => {
      const own = all.filter((row) => row.customerId === customerId) as unknown as (Row & KnownRow)[];
      return [fact, fact === 'customer' ? own.map((row) => ({ ...row, key: '', availableOn: earliest })) : own.filter(isKnown)];
    }),
  );
}

const earliest: Day = '0001-01-01';

/** The days after one on which relations make somebody join or leave a group. */
export const membershipDays = (relations: readonly KnownRow[], asOf: Day): Day[] => {
  const days = relations
    .filter(({ kind }) => kind === 'group')
    .flatMap(({ availableOn, sinceOn, untilOn }) => [availableOn, sinceOn, untilOn && addDays(untilOn as Day, 1)]);
  return [...new Set(days)].filter((day): day is Day => typeof day === 'string' && day > asOf).sort();
};
