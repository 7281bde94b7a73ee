import { type Language, languages } from '../../base/text.ts';
import type { Day } from '../../base/time.ts';
import { type Amount, money } from '../../graphql/amount.ts';
import { missing } from '../../rating/indicator.ts';
import type { Ground } from '../../rating/policy/ground.ts';
import { decidePolicy, indicatorsOf, multiplesOf, type Output, type PaymentMode, type PolicyMoney, type ReminderStep } from '../../rating/policy/policy.ts';
import { becauseOf } from '../../rating/policy/wording.ts';
import { unpack } from '../../rating/rating.ts';
import type { Version } from '../../rating/version/version.ts';

/** A policy as the graph shows it. */
export interface PublishedPolicy {
  /** Null where it would tell what the caller may not see. */
  readonly row: { readonly name: string; readonly position: number } | null;
  readonly because: Readonly<Record<Language, readonly string[]>> | null;
  readonly paymentMode: PaymentMode | null;
  readonly creditLimit: Amount | null;
  readonly overdraftLimit: Amount | null;
  readonly deposit: Amount | null;
  readonly reminderSchedule: readonly ReminderStep[] | null;
  readonly gradeKind: Ground['kind'];
  readonly grade: string | null;
  readonly provisional: boolean;
  readonly asOf: Day;
  readonly ruleset: string;
}

/**
 * What the policy of a version makes of a grade; nothing where the version has none. Which row decided tells something of
 * everything that it and the rows before it ask about, and an amount that is a multiple tells the value itself: both are
 * kept from who may not see those indicators.
 */
export function publishPolicy({ ruleset, plan, digest }: Version, ground: Ground, withheld: ReadonlySet<string>): PublishedPolicy | null {
  const { policy, indicators } = ruleset;
  if (policy === undefined) return null;
  const values = unpack(ground);
  const decision = decidePolicy(policy, ground, (name) => values[plan.indicators.indexOf(name)] ?? missing);
  if (decision === undefined) return null;
  const { at, row, outputs } = decision;
  const isHidden = policy.rows.slice(0, at + 1).some((each) => indicatorsOf(each).some((name) => withheld.has(name)));
  const told = new Map(multiplesOf(row));
  const amount = (output: Output & keyof typeof outputs, value: PolicyMoney | null): Amount | null =>
    value === null || withheld.has(told.get(output)?.of ?? '') ? null : money(value.minor, value.currency);
  return {
    row: isHidden ? null : { name: row.name, position: at + 1 },
    because: isHidden
      ? null
      : (Object.fromEntries(languages.map((language) => [language, becauseOf(row, indicators, language)])) as Record<Language, string[]>),
    paymentMode: outputs.paymentMode,
    creditLimit: amount('creditLimit', outputs.creditLimit),
    overdraftLimit: amount('overdraftLimit', outputs.overdraftLimit),
    deposit: amount('deposit', outputs.deposit),
    reminderSchedule: outputs.reminderSchedule?.steps ?? null,
    gradeKind: ground.kind,
    grade: ground.grade,
    provisional: ground.provisional,
    asOf: ground.asOf,
    ruleset: digest,
  };
}
