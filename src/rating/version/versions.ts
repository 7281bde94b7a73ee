import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { Subject } from '../subject.ts';
import { pageVersions } from './store.ts';
import type { Listed } from './version.ts';

interface Asked {
  readonly dimension?: string | null | undefined;
  readonly subject?: Subject | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'ADDED_LAST';

/** Kept versions, newest first, of one dimension and subject or of all. */
export async function versions(context: Context, { dimension, subject, first, after }: Asked): Promise<Connection<Listed>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const behind = cursor && { addedAt: String(cursor.values[0]), digest: cursor.key };
  const rows = await pageVersions(context.sql, { dimension: dimension ?? null, subject: subject ?? null }, behind, most + 1);
  return pageOf(
    context,
    rows,
    most,
    cursor,
    ({ addedAt, digest }) => ({ sort: order, values: [addedAt], key: digest }),
    (row) => row,
  );
}
