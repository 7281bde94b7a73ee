import { asOf } from '../../approval/approval.ts';
import type { Acting } from '../../approval/handler.ts';
import { approvalsById } from '../../approval/store.ts';
import { append } from '../../audit/append.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { lockRuns } from '../run/store.ts';
import { said } from '../said.ts';
import { drop } from './drop.ts';
import { type IssueRun, runName } from './issue.ts';
import { locate } from './locate.ts';
import { claimRun } from './store.ts';

/**
 * Cancels a run (by its opaque id) that nobody is asked to approve, or whose request expired; while one is open its
 * submitter withdraws the request, which cancels the run, and while its ratings are being made nobody cancels it. Answers its uuid.
 */
export async function cancelIssue(
  tx: Tx,
  { id, why }: { readonly id: string; readonly why: string },
  { who, at }: Pick<Acting, 'who' | 'at'>,
): Promise<string> {
  const { issueId } = await locate(tx, id);
  const run = (await claimRun(tx, issueId)) as IssueRun;
  if (run.state === 'submitted' && (await isOpen(tx, run, at)))
    throw problem('RATING_ISSUE_SUBMITTED', { cycle: run.cycle, submitter: run.submittedBy ?? '' }, { path: 'id' });
  if (!['preparing', 'prepared', 'submitted'].includes(run.state)) throw problem('RATING_ISSUE_STATE', { cycle: run.cycle, state: run.state }, { path: 'id' });
  if (run.state === 'preparing' && !(await lockRuns(tx))) throw problem('RATING_RUN_BUSY');
  await drop(tx, run, 'cancelled', at);
  await append(tx, {
    at,
    who,
    what: 'issue.cancel',
    kind: 'issue_run',
    subjectId: runName(run.issueId),
    why: said('why', why),
    digest: run.digest,
    detail: { cycle: run.cycle },
  });
  return run.issueId;
}

async function isOpen(tx: Tx, { approval }: IssueRun, at: Instant): Promise<boolean> {
  const kept = approval === null ? undefined : (await approvalsById(tx, [approval])).get(approval);
  return kept !== undefined && asOf(kept, at).state === 'submitted';
}
