import type { KeptEntry } from '../../audit/entry.ts';
import { pageEntries } from '../../audit/store.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';

const order = 'DONE_LAST';

/** What was done to a partner or a version, newest first. */
export async function events(
  context: Context,
  kind: string,
  subject: string,
  { first, after }: { first: number; after?: string | undefined },
): Promise<Connection<KeptEntry>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const sought = { kind, subject, who: null, from: null, until: null };
  const rows = await pageEntries(context.sql, sought, cursor && { at: String(cursor.values[0]), entryId: cursor.key }, most + 1);
  return pageOf(
    context,
    rows,
    most,
    cursor,
    ({ at, entryId }) => ({ sort: order, values: [at], key: entryId }),
    (row) => row,
  );
}
