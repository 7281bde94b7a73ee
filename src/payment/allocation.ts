import { profile, workingDay } from '../base/profile.ts';
import type { Day } from '../base/time.ts';

/** A bill as lateness reads it; one without a due day or an amount due never counts. */
export interface Due {
  readonly key: string;
  readonly period: Day;
  readonly availableOn: Day;
  readonly dueOn: Day | null;
  readonly amountDueMinor: number | null;
  /** The key of the bill of the same account that it replaces. */
  readonly replaces?: string | null;
}

export interface Paid {
  readonly paidOn: Day;
  readonly availableOn: Day;
  readonly bouncedOn: Day | null;
  readonly amountMinor: number;
}

/** A bill after allocation: `coveredOn` is the day its amount was covered, null while it is not. */
export interface Cover {
  readonly key: string;
  /** The due day, moved to the next working day. */
  readonly dueOn: Day;
  readonly amountDueMinor: number;
  readonly coveredOn: Day | null;
  /** What is not covered, in minor units; 0 once less than the profile's materiality is left. */
  readonly uncoveredMinor: number;
}

/** The bills of one account that are known on a day and count: one that another known one replaces counts no more, in no measure. */
export function standing<Bill extends Pick<Due, 'key' | 'period' | 'availableOn' | 'replaces'>>(bills: readonly Bill[], asOf: Day): Bill[] {
  const known = bills.filter((bill) => bill.period <= asOf && bill.availableOn <= asOf);
  const replaced = new Set(known.flatMap(({ key, replaces }) => (replaces && replaces !== key ? [replaces] : [])));
  return known.filter((bill) => !replaced.has(bill.key));
}

/** The bills of one account that count on a day and are late when uncovered, oldest due first. */
export function dueBills<Bill extends Due>(bills: readonly Bill[], asOf: Day): (Bill & { dueOn: Day; amountDueMinor: number })[] {
  const owed = standing(bills, asOf).filter((bill) => bill.dueOn !== null && (bill.amountDueMinor ?? 0) >= profile.materialityMinor);
  const moved = owed.map((bill) => ({ ...bill, dueOn: workingDay(bill.dueOn as Day), amountDueMinor: bill.amountDueMinor as number }));
  return moved.sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.key, b.key));
}

/**
 * Allocates an account's payments to its bills, oldest amount due first, with what is known as of a day: later facts
 * do not exist yet, and from its bounced day on a payment counts as never made. Credit stays on the account.
 */
export function allocate(bills: readonly Due[], payments: readonly Paid[], asOf: Day): Cover[] {
  const made = payments
    .filter((payment) => payment.paidOn <= asOf && payment.availableOn <= asOf && (payment.bouncedOn === null || payment.bouncedOn > asOf))
    .sort((a, b) => compare(a.paidOn, b.paidOn));
  let at = 0;
  let paid = 0;
  let due = 0;
  return dueBills(bills, asOf).map((bill) => {
    due += bill.amountDueMinor;
    const enough = due - (profile.materialityMinor - 1);
    while (paid < enough && at < made.length) paid += made[at++]?.amountMinor ?? 0;
    const covered = paid >= enough;
    return {
      key: bill.key,
      dueOn: bill.dueOn,
      amountDueMinor: bill.amountDueMinor,
      coveredOn: covered ? (made[at - 1]?.paidOn ?? null) : null,
      uncoveredMinor: covered ? 0 : Math.min(bill.amountDueMinor, due - paid),
    };
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
