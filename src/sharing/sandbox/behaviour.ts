import type { Reading } from '../report/grade.ts';
import type { Standing } from '../standing/standing.ts';

/** What a test subject does beside what its customer's record says: it answers late, fails once it is on record, or has a provisional grade. */
export type Behaviour = 'slow' | 'error' | 'provisional';

const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ['test-slow', 'slow'],
  ['test-error', 'error'],
  ['test-provisional', 'provisional'],
]);

/** How a subject behaves, by what a sandbox partner calls it; nobody does outside the sandbox. */
export const behaviour = ({ sandbox }: Pick<Standing, 'sandbox'>, reference: string | null): Behaviour | undefined =>
  sandbox && reference !== null ? behaviours.get(reference) : undefined;

/** The grade of a test subject as the sandbox tells it. */
export function played(standing: Pick<Standing, 'sandbox'>, reference: string | null, reading: Reading): Reading {
  if (behaviour(standing, reference) !== 'provisional' || reading.shared === null) return reading;
  return { ...reading, shared: { ...reading.shared, provisional: true } };
}
