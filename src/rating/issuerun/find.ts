import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { type IssueRun, runPrefix } from '../issue/issue.ts';
import { runsById } from '../issue/store.ts';

/** The issue run of an opaque id, or nothing. */
export async function findRun(context: Context, id: string): Promise<IssueRun | undefined> {
  const [issueId] = decodeId(runPrefix, 1, id) ?? [];
  return issueId === undefined ? undefined : (await runsById(context.sql, [issueId])).get(issueId);
}
