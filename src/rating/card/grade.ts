import { z } from 'zod';

/** A grade reaches down to `from` (closed); the last one has none and takes the rest. Best first. */
export const gradeShape = z.strictObject({
  grade: z.string().min(1).max(20),
  from: z.number().optional(),
});
export type Grade = z.infer<typeof gradeShape>;

/** Index of the best grade whose cut-off the score reaches. */
export function gradeOf(grades: readonly Grade[], score: number): number {
  const at = grades.findIndex(({ from }) => from === undefined || score >= from);
  if (at < 0) throw new RangeError('the last grade has a cut-off');
  return at;
}

/** What a score must reach for each grade, falling; the grade is the number of them it does not reach. */
export function floorsOf(grades: readonly Grade[]): Float64Array {
  let least = Number.POSITIVE_INFINITY;
  return Float64Array.from(grades, ({ from }) => (least = Math.min(least, from ?? Number.NEGATIVE_INFINITY)));
}
