import type { Instant } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { Entry } from './entry.ts';
import { pageEntries } from './store.ts';
import { streamName, streamOf } from './stream.ts';

interface Asked {
  readonly stream: string;
  readonly from?: Instant | null | undefined;
  readonly until?: Instant | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** An entry as the graph shows it: its body is JSON text. */
export interface PublishedEntry extends Omit<Entry, 'body'> {
  readonly body: string;
}

const order = 'AUDITED_LAST';

/** Entries of a stream, newest first. */
export async function entries(context: Context, { stream, from, until, first, after }: Asked): Promise<Connection<PublishedEntry>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const sought = { stream: streamOf(stream), from: from ?? null, until: until ?? null };
  const rows = await pageEntries(context.sql, sought, cursor && Number(cursor.values[0]), most + 1);
  const place = ({ seq }: Entry) => ({ sort: order, values: [String(seq)], key: '' });
  return pageOf(context, rows, most, cursor, place, (entry) => ({ ...entry, stream: streamName(entry.stream), body: JSON.stringify(entry.body) }));
}
