import { addMonths, type Day } from '../base/time.ts';
import { outcomesBetween } from '../customer/outcome/store.ts';
import type { Sql } from '../db/client.ts';
import { readKnownAt } from '../db/facts.ts';
import type { Calibration } from '../rating/calibration/calibration.ts';
import { grading } from '../rating/calibration/grading.ts';
import { rulesOf } from '../rating/calibration/rules.ts';
import { check } from '../rating/check/check.ts';
import type { Fault } from '../rating/check/fault.ts';
import { attributesOf, policyRulesOf } from '../rating/store.ts';
import { calibrated } from './calibration.ts';
import { problem } from './errors.ts';

/** As of which day customers are graded, and what counts as bad for how long after it. */
export interface CalibrationAsked {
  readonly asOf: Day;
  readonly outcome: string;
  readonly horizonMonths: number;
  readonly today: Day;
}

/** refused: something else is wrong with the document, and nobody was graded. */
export type Calibrating =
  | { readonly state: 'refused'; readonly faults: readonly Fault[] }
  | {
      readonly state: 'calibrated';
      readonly calibration: Calibration;
      /** Graded, but neither happened nor observed for the whole horizon: left out. */
      readonly indeterminate: number;
      readonly ungraded: number;
      /** What a check of the document with the calibration finds. */
      readonly faults: readonly Fault[];
    };

/**
 * Grades everybody by a ruleset document as of a day, as known now, and holds the grades against what became of the customers
 * in (asOf, asOf + horizon]. Where nobody was observed to its end without the outcome, only the bad are known, and refused.
 */
export async function calibrate(sql: Sql, document: unknown, { asOf, outcome, horizonMonths, today }: CalibrationAsked): Promise<Calibrating> {
  const [attributes, rules] = [await attributesOf(sql), await policyRulesOf(sql)];
  const isWhole = typeof document === 'object' && document !== null && !Array.isArray(document);
  const { calibration: _, ...blank }: { calibration?: unknown } = isWhole ? document : {};
  const { ruleset, faults } = check(isWhole ? blank : document, attributes, rules);
  if (ruleset === undefined) return { state: 'refused', faults };
  const { name, subject } = ruleset;
  if (subject !== 'customer') throw problem('PORTFOLIO_JUDGE_SUBJECT', { name, subject });
  const knownAt = await readKnownAt(sql);
  const all = [...(await grading(sql, ruleset, { asOf, knownAt, today }))];
  const until = addMonths(asOf, horizonMonths);
  const outcomes = await outcomesBetween(sql, outcome, asOf, until);
  const graded = all.filter(([, grade]) => grade >= 0);
  const known = graded.filter(([customerId]) => outcomes.has(customerId));
  if (known.length === 0) throw problem('PORTFOLIO_NO_OUTCOMES', { kind: outcome, asOf, until });
  const bad = known.map(([customerId]) => outcomes.get(customerId) === 'bad');
  if (bad.every(Boolean)) throw problem('PORTFOLIO_UNOBSERVED', { kind: outcome, asOf, until, bad: bad.length });
  const grades = calibrated({
    grades: known.map(([, grade]) => grade),
    bad,
    names: ruleset.grades.map(({ grade }) => grade),
  });
  const calibration: Calibration = { outcome, horizonMonths, asOf, knownAt, method: 'jeffreys', customers: known.length, rules: rulesOf(blank), grades };
  const found = check({ ...blank, calibration }, attributes, rules).faults;
  return { state: 'calibrated', calibration, indeterminate: graded.length - known.length, ungraded: all.length - graded.length, faults: found };
}
