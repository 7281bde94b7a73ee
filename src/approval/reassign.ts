import { append } from '../audit/append.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { type Change, daysLater, type Kept, reassigned } from './approval.ts';
import { refusal } from './errors.ts';
import type { Acting } from './handler.ts';
import { recordOf } from './record.ts';
import { claim, keepState } from './store.ts';

export interface Reassigning extends Omit<Change, 'who'> {
  readonly approvalId: string;
  /** Who may decide from now on; null: whoever holds the scope of the kind. */
  readonly approvers: readonly string[] | null;
  /** By default `limits.approvalDays` from now. */
  readonly deadline?: Instant | null | undefined;
}

/** The submitter names other approvers and another deadline, for instance when one is on leave; also once the old deadline has passed. */
export async function reassign(tx: Tx, asked: Reassigning, acting: Acting): Promise<Kept> {
  const kept = await claim(tx, asked.approvalId);
  if (!kept) throw refusal('UNKNOWN', { kind: '' }, { path: 'approval' });
  const { digest, comment, approvers, deadline } = asked;
  const { who, at } = acting;
  const after = reassigned(kept, { who, digest, comment, approvers, deadline: deadline ?? daysLater(at, limits.approvalDays) }, at);
  await keepState(tx, after);
  await append(tx, recordOf('reassign', after, { who, why: comment.trim(), at }));
  return after;
}
