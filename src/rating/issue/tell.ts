import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import type { Cycle, Validity } from './cycle.ts';
import { accountOf, gradeName, type IssueRun } from './issue.ts';
import { type Told, toldGrades } from './store.ts';

/** Tells, of each grade that this transaction issued, whose it is and how long it holds: not the grade itself. */
export async function tell(tx: Tx, run: IssueRun, validity: Validity, who: Cycle['notice'], at: Instant): Promise<void> {
  const { dimension, subject, cycle, kind, asOf } = run;
  const coordinates = { dimension, subject, cycle, preliminary: kind === 'preliminary', asOf, ...validity };
  let after: Told | undefined;
  for (;;) {
    const grades = await toldGrades(tx, who, after, limits.noticesPerStatement);
    const events = grades.map((told) => ({
      at,
      topic: 'grade.issued',
      customerId: told.customerId,
      payload: { customer: encodeId('cus', told.customerId), account: accountOf(told), grade: gradeName(told.customerId, told.gradeId), ...coordinates },
    }));
    await emitMany(tx, events);
    if (grades.length < limits.noticesPerStatement) return;
    after = grades.at(-1);
  }
}
