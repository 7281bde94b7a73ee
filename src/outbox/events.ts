import type { Context } from '../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../graphql/page.ts';
import { type KeptEvent, type PublishedEvent, publish } from './event.ts';
import { pageEvents } from './store.ts';

interface Asked {
  readonly topic?: string | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'EMITTED_FIRST';

/** Events oldest first: whoever goes on behind the last cursor it has gets each event once, in the order of the commits. */
export async function events(context: Context, { topic, first, after }: Asked): Promise<Connection<PublishedEvent>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const rows = await pageEvents(context.sql, topic ?? null, cursor === undefined ? 0 : Number(cursor.key), most + 1);
  const place = ({ number }: KeptEvent) => ({ sort: order, values: [], key: String(number) });
  return pageOf(context, rows, most, cursor, place, publish);
}
