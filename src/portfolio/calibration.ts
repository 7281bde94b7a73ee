import { round } from '../base/rounding.ts';
import { type GradeCalibration, meanOf, pdDecimals } from '../rating/calibration/calibration.ts';
import { jeffreys } from './judge.ts';

/** What a calibration reads: per customer of whom it is known what became of it, the grade (0 the best), and whether it went bad. */
export interface Graded {
  readonly grades: readonly number[];
  readonly bad: readonly boolean[];
  /** Names of the grades, best first. */
  readonly names: readonly string[];
}

/** Customers, bad ones, and the probability with its interval, for every grade that has customers. */
export function calibrated({ grades, bad, names }: Graded): Record<string, GradeCalibration> {
  if (grades.length !== bad.length) throw new RangeError('grades and outcomes differ in number');
  const counts = names.map(() => ({ customers: 0, bad: 0 }));
  grades.forEach((grade, at) => {
    const count = counts[grade];
    if (count === undefined) throw new RangeError(`there is no grade ${grade}`);
    count.customers += 1;
    if (bad[at]) count.bad += 1;
  });
  return Object.fromEntries(counts.flatMap((count, at) => (count.customers === 0 ? [] : [[names[at] as string, ofGrade(count)]])));
}

function ofGrade(count: { customers: number; bad: number }): GradeCalibration {
  const [low, high] = jeffreys(count.bad, count.customers);
  const cut = (value: number): number => round(value, pdDecimals);
  return { ...count, pd: cut(meanOf(count.bad, count.customers)), low: cut(low), high: cut(high) };
}
