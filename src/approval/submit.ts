import { append } from '../audit/append.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { newId } from '../db/id.ts';
import { asOf, type Draft, daysLater, submitted } from './approval.ts';
import { refusal } from './errors.ts';
import { recordOf } from './record.ts';
import { addApproval, claimPending, keepState } from './store.ts';

/** What is submitted, by whom, and who is to decide until when. */
export interface Submitting extends Omit<Draft, 'state'> {
  readonly submitter: string;
  /** What the submitter says for it. */
  readonly why: string;
  /** Persons who must approve; by default one. */
  readonly needed?: number | undefined;
  /** Only these may decide; by default whoever holds the scope of the kind. */
  readonly approvers?: readonly string[] | null | undefined;
  /** By default `limits.approvalDays` from now. */
  readonly deadline?: Instant | null | undefined;
}

/**
 * Asks for approval of a thing in one form and answers the request's uuid. One request about a thing is open at a time:
 * APPROVAL_PENDING; one past its deadline is closed as expired.
 */
export async function submit(tx: Tx, asked: Submitting, at: Instant): Promise<string> {
  const { submitter, why, needed = 1, approvers = null, deadline, ...thing } = asked;
  const { kind, subjectId } = thing;
  const pending = await claimPending(tx, kind, subjectId);
  const before = pending && asOf(pending, at);
  if (before?.state === 'submitted') throw refusal('PENDING', { kind, submitter: before.submitter, deadline: before.deadline });
  if (before) await keepState(tx, before);
  const submission = { approvalId: newId(), submitter, why, needed, approvers, deadline: deadline ?? daysLater(at, limits.approvalDays) };
  const request = submitted({ ...thing, state: 'draft' }, submission, at);
  await addApproval(tx, request);
  if (before) await append(tx, recordOf('expire', before, { who: submitter, why, at }));
  await append(tx, recordOf('submit', request, { who: submitter, why: request.why, at }));
  return request.approvalId;
}
