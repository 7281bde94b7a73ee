import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { IssueRun, RunState } from '../issue/issue.ts';
import { pageRuns } from '../issue/store.ts';

/** What is looked for; what is left out does not matter. */
interface Asked {
  readonly dimension?: string | null | undefined;
  readonly state?: RunState | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'STARTED_LAST';

/** Issue runs, the newest first. */
export async function runs(context: Context, { dimension, state, first, after }: Asked): Promise<Connection<IssueRun>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const sought = { dimension: dimension ?? null, state: state ?? null };
  const rows = await pageRuns(context.sql, sought, cursor && { startedAt: String(cursor.values[0]), issueId: cursor.key }, most + 1);
  const place = ({ startedAt, issueId }: IssueRun) => ({ sort: order, values: [startedAt], key: issueId });
  return pageOf(context, rows, most, cursor, place, (run) => run);
}
