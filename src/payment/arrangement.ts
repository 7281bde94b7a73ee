import { profile, workingDay } from '../base/profile.ts';
import { addDays, type Day } from '../base/time.ts';
import type { Paid } from './allocation.ts';

/** What was agreed, as far as its outcome goes. */
export interface Agreed {
  readonly agreedOn: Day;
  readonly amountMinor: number | null;
  readonly cancelledOn: Day | null;
}

/** One payment of an arrangement. */
export interface Instalment {
  readonly key: string;
  readonly dueOn: Day;
  readonly availableOn: Day;
  readonly amountMinor: number;
}

/**
 * How an arrangement stands. open: nothing that fell due is unpaid, and something is still to come; kept: everything was paid in time; broken: an
 * instalment was not paid by its due day, and stays so however much is paid later; cancelled: both sides ended it before it was kept or broken.
 */
export type State = 'open' | 'kept' | 'broken' | 'cancelled';

export interface Outcome {
  readonly state: State;
  /** The day after the due day of the first instalment that was not paid by then. */
  readonly brokenOn: Day | null;
}

/**
 * How an arrangement stands as of a day. Payments on the account from the day of the agreement on count to its instalments, earliest due first; a due
 * day is moved to the next working day; less than the profile's materiality does not count; from its bounced day on a payment counts as never made.
 * An arrangement is kept once all its instalments, also those still to come, and the amount it is about are paid.
 */
export function outcome(agreed: Agreed, instalments: readonly Instalment[], payments: readonly Paid[], asOf: Day): Outcome {
  const made = payments
    .filter(
      ({ paidOn, availableOn, bouncedOn }) => paidOn >= agreed.agreedOn && paidOn <= asOf && availableOn <= asOf && (bouncedOn === null || bouncedOn > asOf),
    )
    .sort((a, b) => compare(a.paidOn, b.paidOn));
  const plan = instalments
    .filter(({ amountMinor }) => amountMinor >= profile.materialityMinor)
    .map((each) => ({ ...each, dueOn: workingDay(each.dueOn), isKnown: each.dueOn <= asOf && each.availableOn <= asOf }))
    .sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.key, b.key));
  const brokenOn = brokenDay(plan, made, asOf);
  const owed = Math.max(agreed.amountMinor ?? 0, total(plan));
  const keptOn = owed > 0 ? made.find((_, at) => isPaid(total(made.slice(0, at + 1)), owed))?.paidOn : undefined;
  const cancelledOn = agreed.cancelledOn !== null && agreed.cancelledOn <= asOf ? agreed.cancelledOn : undefined;
  if (brokenOn !== undefined && (cancelledOn === undefined || brokenOn <= cancelledOn)) return { state: 'broken', brokenOn };
  if (keptOn !== undefined && (cancelledOn === undefined || keptOn <= cancelledOn)) return { state: 'kept', brokenOn: null };
  return { state: cancelledOn === undefined ? 'open' : 'cancelled', brokenOn: null };
}

function brokenDay(plan: readonly { dueOn: Day; amountMinor: number; isKnown: boolean }[], made: readonly Paid[], asOf: Day): Day | undefined {
  let due = 0;
  for (const { dueOn, amountMinor, isKnown } of plan) {
    if (!isKnown || dueOn >= asOf) continue;
    due += amountMinor;
    if (!isPaid(total(made.filter(({ paidOn }) => paidOn <= dueOn)), due)) return addDays(dueOn, 1);
  }
  return undefined;
}

const isPaid = (paid: number, owed: number): boolean => paid >= owed - (profile.materialityMinor - 1);
const total = (list: readonly { amountMinor: number }[]): number => list.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
