import { decodeId } from '../../base/id.ts';
import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { type IssueRun, runPrefix } from './issue.ts';
import { runsById } from './store.ts';

/** The run of an opaque id; RATING_ISSUE_UNKNOWN. */
export async function locate(db: Db, id: string): Promise<IssueRun> {
  const [issueId] = decodeId(runPrefix, 1, id) ?? [];
  const run = issueId === undefined ? undefined : (await runsById(db, [issueId])).get(issueId);
  if (!run) throw problem('RATING_ISSUE_UNKNOWN', { id }, { path: 'id' });
  return run;
}
