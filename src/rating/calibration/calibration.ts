import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { round } from '../../base/rounding.ts';
import { type Day, isDay } from '../../base/time.ts';
import { error, type Fault, warning } from '../check/fault.ts';

const count = z.int().min(0).max(limits.minorMax);
const share = z.number().min(0).max(1);

const gradeShape = z.strictObject({
  /** Customers with the grade of whom it is known what became of them. */
  customers: count,
  /** Of them, whom the outcome befell. */
  bad: count,
  /** Probability that the outcome befalls a customer of the grade within the horizon. */
  pd: share,
  /** Ends of its 95 % interval. */
  low: share,
  high: share,
});
export type GradeCalibration = z.infer<typeof gradeShape>;

/** A probability is told in so many decimals. */
export const pdDecimals = 6;

/**
 * What the grades of this ruleset turned out to mean: everybody graded as of a day, held against what became of them in
 * (asOf, asOf + horizonMonths].
 *
 * jeffreys: `pd` is the mean of Beta(bad + 1/2, customers - bad + 1/2), which is (bad + 1/2) / (customers + 1), and `low` and
 * `high` its 2.5 % and 97.5 % points. So it never is 0 or 1 for want of cases, and always lies within its interval, as the
 * plain rate does not.
 *
 * given: a person set the figures, as when rates of neighbouring grades were smoothed; the counts still say what was seen.
 */
export const calibrationShape = z.strictObject({
  /** Kind of outcome. */
  outcome: z.string().min(1).max(limits.nameCharacters),
  horizonMonths: z.int().min(1).max(limits.windowMonthsMax),
  asOf: z.string(),
  /** What was known at this instant was used. */
  knownAt: z.string().optional(),
  method: z.enum(['jeffreys', 'given']).default('jeffreys'),
  customers: count,
  /** Digest of the rules that the customers were graded by (`rulesOf`): by others the grades mean something else. */
  rules: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional(),
  grades: z.record(z.string().min(1).max(20), gradeShape),
});
export type Calibration = z.infer<typeof calibrationShape>;

/** The mean of Beta(bad + 1/2, customers - bad + 1/2). */
export const meanOf = (bad: number, customers: number): number => (bad + 0.5) / (customers + 1);

/** What is wrong with a ruleset's calibration. */
export function calibrationFaults(calibration: Calibration, names: readonly string[]): Fault[] {
  const { grades, customers, asOf, method } = calibration;
  const sum = Object.values(grades).reduce((total, grade) => total + grade.customers, 0);
  const unknown = Object.keys(grades).filter((grade) => !names.includes(grade));
  const absent = names.filter((grade) => !Object.hasOwn(grades, grade));
  return [
    ...(isDay(asOf) ? [] : [error('RATING_DAY', 'calibration.asOf', { given: asOf })]),
    ...unknown.map((grade) => error('RATING_GRADE_UNKNOWN', `calibration.grades.${grade}`, { grade, known: names.join(', ') })),
    ...(sum === customers ? [] : [error('RATING_CALIBRATION_SUM', 'calibration.customers', { sum, customers })]),
    ...Object.entries(grades).flatMap(([name, grade]) => gradeFaults(name, grade, method)),
    ...absent.map((grade) => warning('RATING_CALIBRATION_GRADE', 'calibration.grades', { grade })),
    ...orderFaults(calibration, names),
  ];
}

function gradeFaults(name: string, { customers, bad, pd, low, high }: GradeCalibration, method: Calibration['method']): Fault[] {
  const path = `calibration.grades.${name}`;
  if (bad > customers) return [error('RATING_CALIBRATION_BAD', `${path}.bad`, { grade: name, bad, customers })];
  if (!(low <= pd && pd <= high)) return [error('RATING_CALIBRATION_INTERVAL', path, { grade: name, pd, low, high })];
  const mean = meanOf(bad, customers);
  const isMean = Math.abs(pd - mean) <= 10 ** -pdDecimals;
  return method === 'given' || isMean ? [] : [error('RATING_CALIBRATION_PD', `${path}.pd`, { grade: name, pd, mean: round(mean, pdDecimals) })];
}

/** A worse grade should be the riskier one. */
function orderFaults({ grades }: Calibration, names: readonly string[]): Fault[] {
  const held = names.filter((name) => Object.hasOwn(grades, name));
  return held.flatMap((worse, at) => {
    const better = held[at - 1];
    const [above, below] = [grades[better ?? '']?.pd, grades[worse]?.pd];
    if (better === undefined || above === undefined || below === undefined || below > above) return [];
    return [warning('RATING_CALIBRATION_ORDER', `calibration.grades.${worse}.pd`, { better, worse, above, below })];
  });
}

/** The probability of default that a grade carries. */
export interface ProbabilityOfDefault {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly asOf: Day;
  readonly outcome: string;
  readonly horizonMonths: number;
  readonly customers: number;
}

/** Of a grade of a calibrated version; null without. */
export function pdOf(calibration: Calibration | undefined, grade: string | null, toPartner: boolean): ProbabilityOfDefault | null {
  const found = grade !== null && calibration && Object.hasOwn(calibration.grades, grade) ? calibration.grades[grade] : undefined;
  if (!calibration || !found) return null;
  // The count of the bad follows from it: of a few it would tell what became of each.
  if (toPartner && found.customers < limits.observedCustomersLeast) return null;
  const { asOf, outcome, horizonMonths } = calibration;
  const { pd, low, high, customers } = found;
  return { value: pd, low, high, asOf, outcome, horizonMonths, customers };
}
