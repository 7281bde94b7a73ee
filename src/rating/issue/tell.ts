import { encodeId } from '../../base/id.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import type { Cycle, Validity } from './cycle.ts';
import { everybody, gradeName, type IssueRun } from './issue.ts';
import { toldGrades } from './store.ts';

/** Tells, of each customer whose grade this transaction issued, where it is found and how long it holds: not the grade itself. */
export async function tell(tx: Tx, run: IssueRun, validity: Validity, who: Cycle['notice'], at: Instant): Promise<void> {
  const { dimension, subject, cycle, kind, asOf } = run;
  const coordinates = { dimension, subject, cycle, preliminary: kind === 'preliminary', asOf, ...validity };
  let after = everybody;
  for (;;) {
    const grades = await toldGrades(tx, who, after, limits.noticesPerStatement);
    const events = grades.map(({ customerId, gradeId }) => ({
      at,
      topic: 'grade.issued',
      customerId,
      payload: { customer: encodeId('cus', customerId), grade: gradeName(customerId, gradeId), ...coordinates },
    }));
    await emitMany(tx, events);
    if (grades.length < limits.noticesPerStatement) return;
    after = grades.at(-1)?.customerId ?? after;
  }
}
