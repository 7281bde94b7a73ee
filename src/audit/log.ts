import type { Instant } from '../base/time.ts';
import type { Context } from '../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../graphql/page.ts';
import { type KeptEntry, type PublishedEntry, publish, scopeOf } from './entry.ts';
import { pageEntries } from './store.ts';

interface Asked {
  readonly kind?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly who?: string | null | undefined;
  readonly from?: Instant | null | undefined;
  readonly until?: Instant | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'DONE_LAST';

/** What was done, newest first. */
export async function log(context: Context, { kind, subject, who, from, until, first, after }: Asked): Promise<Connection<PublishedEntry>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const sought = { kind: kind ?? null, subject: subject ?? null, who: who ?? null, from: from ?? null, until: until ?? null };
  const rows = await pageEntries(context.sql, sought, cursor && { at: String(cursor.values[0]), entryId: cursor.key }, most + 1);
  const place = ({ at, entryId }: KeptEntry) => ({ sort: order, values: [at], key: entryId });
  return pageOf(context, rows, most, cursor, place, (row) => publish(told(context, row)));
}

/** What was said of a thing that the caller may not read is withheld. */
function told({ grants, withheld }: Context, entry: KeptEntry): KeptEntry {
  const scope = scopeOf(entry.kind);
  if (entry.why === null || scope === undefined || grants[scope] === 'clear') return entry;
  withheld.add('LogEntry.why');
  return { ...entry, why: null };
}
