import type { Grade } from '../card/grade.ts';
import type { Calibration } from './calibration.ts';
import type { ExternalScale } from './external.ts';

/** Rows of a table, the first being its head; the columns `right` are flush right. */
export interface Told {
  readonly rows: readonly (readonly string[])[];
  readonly right: readonly number[];
}

/** Grades with their cut-offs, and what they turned out to mean where that is known. */
export function gradesTold(grades: readonly Grade[], calibration: Calibration | undefined): Told {
  const head = calibration ? [`${calibration.outcome} in ${calibration.horizonMonths} months`, 'from', 'to', 'customers'] : [];
  const meant = (grade: string): string[] => {
    const found = calibration && Object.hasOwn(calibration.grades, grade) ? calibration.grades[grade] : undefined;
    if (!found) return [];
    return [...[found.pd, found.low, found.high].map((share) => `${(share * 100).toFixed(4)} %`), String(found.customers)];
  };
  const rows = grades.map(({ grade, from }) => [grade, from === undefined ? 'rest' : String(from), ...meant(grade)]);
  return { rows: [['grade', 'from', ...head], ...rows], right: [1, 2, 3, 4, 5] };
}

/** What each word of the scales of others stands for. */
export const externalTold = (scales: readonly ExternalScale[]): Told => ({
  rows: [['agency', 'scale', 'word', 'grade'], ...scales.flatMap(({ agency, scale, words }) => words.map(({ word, grade }) => [agency, scale, word, grade]))],
  right: [],
});
