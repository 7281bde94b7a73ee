import { nameKeys } from '../customer/directory/store.ts';
import type { Tx } from '../db/client.ts';
import type { Rated } from '../rating/rating.ts';
import type { Run } from '../rating/run/store.ts';
import { writeLines } from './store.ts';

/** Draws the line of a slice of a rating run, in the transaction that writes its ratings. Accounts and groups have no line. */
export async function draw(tx: Tx, run: Run, rated: readonly Rated[]): Promise<void> {
  if (run.subject !== 'customer' || run.kind !== 'monitoring') return;
  const names = await nameKeys(
    tx,
    rated.map((each) => each.customerId),
  );
  const lines = rated.map(({ customerId, decision, arrearsMinor, daysPastDue }) => {
    const { kind, nameKey } = names.get(customerId) ?? { kind: '', nameKey: '' };
    const grade = decision.gradeIndex < 0 ? null : decision.gradeIndex;
    return { customerId, kind, nameKey, gradeName: decision.grade, grade, score: decision.score, arrearsMinor, daysPastDue };
  });
  await writeLines(tx, run.dimension, run.asOf, run.digest, lines);
}
