import type { Instant } from '../../base/time.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { type Behind, type Disclosed, type PublishedDisclosure, publish } from './disclosed.ts';
import { soughtOf } from './soughtof.ts';
import { disclosuresOf, pageDisclosures } from './store.ts';

interface Asked {
  readonly partner?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly from?: Instant | null | undefined;
  readonly until?: Instant | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'DISCLOSED_LAST';

/** What was told, the newest first: of one customer (its uuid) to anybody, or of anybody to a partner or under a key. */
export async function disclosures(context: Context, of: { readonly customerId: string } | null, asked: Asked): Promise<Connection<PublishedDisclosure>> {
  const most = pageSize('first', asked.first);
  const cursor = cursorOf(context, order, asked.after);
  const [at, partnerId, customerId] = (cursor?.values ?? []) as string[];
  const after = cursor && ({ at, partnerId, customerId, seq: Number(cursor.key) } as Behind);
  const rows = of
    ? ((await load(context, disclosuresOf, of.customerId, { after, most: most + 1 })) ?? [])
    : await pageDisclosures(context.sql, await soughtOf(context.sql, asked), after, most + 1);
  const place = (row: Disclosed) => ({ sort: order, values: [row.at, row.partnerId, row.customerId], key: String(row.seq) });
  return pageOf(context, rows, most, cursor, place, publish);
}
