import { addDays, type Day, weekday } from './time.ts';

/** What a policy may decide. */
export const policyOutputs = ['paymentMode', 'creditLimit', 'overdraftLimit', 'deposit', 'reminderSchedule'] as const;
export type PolicyOutput = (typeof policyOutputs)[number];

/** What a profile lets policies do. */
export interface PolicyRules {
  readonly profile: string;
  readonly outputs: readonly PolicyOutput[];
  /** Null: whenever a schedule says so. */
  readonly cutOffAfterDays: number | null;
}

/**
 * What a policy may decide, by profile, and how many days past due a bill is before it may cut a customer off, which it has to
 * remind of first. Supply of power is never refused: only how it is paid for changes.
 */
export const policyRules: Readonly<Record<'general' | 'power', PolicyRules>> = {
  general: { profile: 'general', outputs: ['paymentMode', 'creditLimit', 'overdraftLimit', 'deposit', 'reminderSchedule'], cutOffAfterDays: null },
  power: { profile: 'power', outputs: ['paymentMode', 'deposit', 'reminderSchedule'], cutOffAfterDays: 30 },
};

/**
 * The jurisdiction's rules of thumb. One profile so far: any company, Monday to Friday working days, every uncovered
 * minor unit counts.
 */
export const profile = {
  name: 'general',
  /** A bill with less than this uncovered does not count as past due. */
  materialityMinor: 1,
  /** What is consumed by the weather and the time of year: a month is compared with the same month a year before, not with the one before it. */
  seasonalServices: ['electricity', 'gas', 'water'],
  /** What becomes of a fact under dispute, where nobody says otherwise: it counts and is marked, or no indicator reads it. */
  disputedFacts: 'counts' as 'counts' | 'left_out',
} as const;

/** A due day on a weekend is due on the next working day. */
export function workingDay(day: Day): Day {
  const ahead = 7 - weekday(day);
  return ahead <= 2 ? addDays(day, ahead) : day;
}
