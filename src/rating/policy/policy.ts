import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { type PolicyOutput, policyOutputs } from '../../base/profile.ts';
import { round } from '../../base/rounding.ts';
import { meets, populationShape } from '../card/population.ts';
import type { Value } from '../indicator.ts';

export const paymentModes = ['postpaid', 'prepaid', 'deposit'] as const;
export type PaymentMode = (typeof paymentModes)[number];

export const reminderActions = ['reminder', 'call', 'visit', 'cutoff_warning', 'cut_off', 'end_contract', 'recovery'] as const;
export type ReminderAction = (typeof reminderActions)[number];

/** What a policy can decide; which of it a company may let one decide is said by its profile. */
export const outputs = policyOutputs;
export type Output = PolicyOutput;

const currency = z.string().regex(/^[A-Z]{3}$/);
const minor = z.int().min(0).max(limits.minorMax);

/** So much money; or so many times an indicator in minor units of the currency, at least `least` (zero) and at most `most`. */
const amountShape = z.union([
  z.strictObject({ minor, currency }),
  z.strictObject({ times: z.number().positive().max(limits.policyTimesMax), of: z.string().min(1), currency, least: minor.optional(), most: minor.optional() }),
]);
export type Amount = z.infer<typeof amountShape>;
export type Multiple = Extract<Amount, { of: string }>;

/** What a row asks of the grade itself: one of these; that there is one or none; that it stands in until enough is known, or does not. */
const standingShape = z.union([
  z.strictObject({ grade: z.array(z.string().min(1).max(20)).min(1).max(limits.gradesPerRuleset) }),
  z.strictObject({ rated: z.boolean() }),
  z.strictObject({ provisional: z.boolean() }),
]);
type StandingCondition = z.infer<typeof standingShape>;

const policyConditionShape = z.union([standingShape, populationShape]);
export type PolicyCondition = z.infer<typeof policyConditionShape>;

const then = z.strictObject({
  paymentMode: z.enum(paymentModes).optional(),
  creditLimit: amountShape.optional(),
  overdraftLimit: amountShape.optional(),
  deposit: amountShape.optional(),
  /** Name of one of the schedules. */
  reminderSchedule: z.string().min(1).optional(),
});

const rowShape = z.strictObject({
  name: z.string().min(1).max(limits.nameCharacters),
  /** All must hold; empty, the row is for everybody whom no row before it is for. */
  when: z.array(policyConditionShape).max(limits.conditionsPerPopulation).default([]),
  then,
});
export type Row = z.infer<typeof rowShape>;

/** What is done when a bill is so many days past due; a negative day lies before the due day. */
const stepShape = z.strictObject({
  day: z.int().min(-limits.reminderDaysBefore).max(limits.reminderDaysMax),
  action: z.enum(reminderActions),
  channel: z.string().min(1).max(40).optional(),
});
export type ReminderStep = z.infer<typeof stepShape>;

/** What follows from a grade: a decision table over grades and indicators. The first row that holds decides. */
export const policyShape = z.strictObject({
  /** What every row says; a deposit only where the payment mode, when it is decided too, is deposit. */
  outputs: z.array(z.enum(outputs)).min(1).max(outputs.length),
  rows: z.array(rowShape).min(1).max(limits.policyRows),
  schedules: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.array(stepShape).max(limits.reminderStepsMax)).default({}),
});
export type Policy = z.infer<typeof policyShape>;

/** The grade that policies go by. */
export interface Standing {
  /** Null: not rated, whether outside the scope or without a valid score. */
  readonly grade: string | null;
  /** It stands in until enough is known; whoever is not rated has none that could. */
  readonly provisional: boolean;
}

export const isStanding = (condition: PolicyCondition): condition is StandingCondition => !('indicator' in condition);

/** Whether a grade meets what is asked of it. */
export function stands(condition: StandingCondition, { grade, provisional }: Standing): boolean {
  if ('rated' in condition) return (grade !== null) === condition.rated;
  if ('provisional' in condition) return (grade !== null && provisional) === condition.provisional;
  return grade !== null && condition.grade.includes(grade);
}

/** Money in minor units of a currency. */
export interface PolicyMoney {
  readonly minor: number;
  readonly currency: string;
}

/** What a row says; null where it says nothing. */
export interface Decided {
  readonly paymentMode: PaymentMode | null;
  readonly creditLimit: PolicyMoney | null;
  readonly overdraftLimit: PolicyMoney | null;
  readonly deposit: PolicyMoney | null;
  readonly reminderSchedule: { readonly name: string; readonly steps: readonly ReminderStep[] } | null;
}

export interface PolicyDecision {
  /** Position of the row that decided, from 0. */
  readonly at: number;
  readonly row: Row;
  readonly outputs: Decided;
}

/** The first row that holds, and what it says; nothing where none holds, which a table that passed the check leaves to values nobody could foresee. */
export function decidePolicy(policy: Policy, standing: Standing, of: (indicator: string) => Value): PolicyDecision | undefined {
  const holds = (condition: PolicyCondition): boolean => (isStanding(condition) ? stands(condition, standing) : meets(condition, of(condition.indicator)));
  const at = policy.rows.findIndex(({ when }) => when.every(holds));
  const row = policy.rows[at];
  if (row === undefined) return undefined;
  const { paymentMode = null, creditLimit, overdraftLimit, deposit, reminderSchedule } = row.then;
  const money = (amount: Amount | undefined): PolicyMoney | null => (amount === undefined ? null : moneyOf(amount, of));
  const schedule = reminderSchedule === undefined ? null : { name: reminderSchedule, steps: policy.schedules[reminderSchedule] ?? [] };
  return {
    at,
    row,
    outputs: { paymentMode, creditLimit: money(creditLimit), overdraftLimit: money(overdraftLimit), deposit: money(deposit), reminderSchedule: schedule },
  };
}

function moneyOf(amount: Amount, of: (indicator: string) => Value): PolicyMoney | null {
  if ('minor' in amount) return amount;
  const value = of(amount.of);
  if (value.state !== 'value' || typeof value.value !== 'number') return null;
  const { currency, least = 0, most = limits.minorMax } = amount;
  return { minor: Math.min(most, Math.max(least, round(amount.times * value.value))), currency };
}

/** The amounts of a row that hang on an indicator, by output. */
export const multiplesOf = ({ then }: Row): [output: Output, amount: Multiple][] =>
  (['creditLimit', 'overdraftLimit', 'deposit'] as const).flatMap((output): [Output, Multiple][] => {
    const amount = then[output];
    return amount && 'of' in amount ? [[output, amount]] : [];
  });

/** The indicators that a row reads: those it asks about, and those its amounts are multiples of. */
export const indicatorsOf = (row: Row): string[] => [
  ...row.when.flatMap((condition) => (isStanding(condition) ? [] : [condition.indicator])),
  ...multiplesOf(row).map(([, { of }]) => of),
];
