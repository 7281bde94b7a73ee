import type { Acting } from '../../approval/handler.ts';
import { submit } from '../../approval/submit.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { type IssueRun, runName, titleOf } from './issue.ts';
import { locate } from './locate.ts';
import { claimRun, keepRun } from './store.ts';

/** Which run (its opaque id), what is said for it, and who is to decide on it until when. */
export interface Submitting {
  readonly id: string;
  readonly why: string;
  readonly approvers?: readonly string[] | null | undefined;
  readonly deadline?: Instant | null | undefined;
}

/** Submits a prepared run for approval; one whose request expired may be submitted again. Answers its uuid. */
export async function submitIssue(tx: Tx, { id, ...asked }: Submitting, { who, at }: Pick<Acting, 'who' | 'at'>): Promise<string> {
  const seen = submittable(await locate(tx, id));
  const { issueId, digest, preparedBy: author } = seen;
  const thing = { kind: 'issue_run', subjectId: runName(issueId), digest, title: titleOf(seen), detail: { issueId }, author };
  // The request first, then the run: a vote takes them so too.
  const approval = await submit(tx, { ...thing, ...asked, submitter: who }, at);
  const run = submittable((await claimRun(tx, issueId)) as IssueRun);
  await keepRun(tx, { ...run, state: 'submitted', submittedBy: who, approval, hands: [...new Set([...run.hands, who])] });
  return issueId;
}

function submittable(run: IssueRun): IssueRun & { readonly digest: string } {
  const { state, digest, cycle } = run;
  if (digest === null || (state !== 'prepared' && state !== 'submitted')) throw problem('RATING_ISSUE_STATE', { cycle, state }, { path: 'id' });
  return { ...run, digest };
}
