import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { abandonRuns } from '../run/store.ts';
import { lockRatings } from '../store.ts';
import { shortOf } from '../version/version.ts';
import type { IssueRun } from './issue.ts';
import { keepRun, retireRatings } from './store.ts';

/** Ends a run that was not issued: its ratings go to the history, and another may be prepared in its place. */
export async function drop(tx: Tx, run: IssueRun, state: 'refused' | 'cancelled', at: Instant): Promise<void> {
  const { ruleset: digest, kind, asOf } = run;
  await lockRatings(tx, run.dimension);
  await abandonRuns(tx, { digest, kind, asOf }, at);
  await retireRatings(tx, run, shortOf(digest), at);
  await keepRun(tx, { ...run, state, droppedAt: at });
}
