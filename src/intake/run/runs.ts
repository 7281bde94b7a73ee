import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { type KeptRun, type PublishedRun, publish, runPrefix } from './run.ts';
import { pageRuns, runById } from './store.ts';

interface Asked {
  readonly source?: string | null | undefined;
  readonly id?: string | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'IMPORTED_LAST';

/** Imports newest first, of one source or of all; the one of an id is a page of one. */
export async function runs(context: Context, { source, id, first, after }: Asked): Promise<Connection<PublishedRun>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const runId = id === undefined ? undefined : decodeId(runPrefix, 1, id)?.[0];
  const rows =
    id === undefined
      ? await pageRuns(context.sql, source ?? null, cursor && { recordedAt: String(cursor.values[0]), runId: cursor.key }, most + 1)
      : await runById(context.sql, runId);
  const place = (row: KeptRun) => ({ sort: order, values: [row.recordedAt], key: row.runId });
  return pageOf(context, rows, most, cursor, place, publish);
}
