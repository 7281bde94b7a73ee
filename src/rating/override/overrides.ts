import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { problem } from '../errors.ts';
import { type OverrideRow, type PublishedOverride, publish, type State } from './override.ts';
import { pageOverrides } from './store.ts';

/** What is looked for; what is left out does not matter. */
export interface OverrideFilter {
  readonly dimension?: string | null | undefined;
  readonly customerId?: string | null | undefined;
  readonly state?: State | null | undefined;
  readonly cause?: string | null | undefined;
  readonly askedBy?: string | null | undefined;
}

const order = 'ASKED_LAST';

/** Overrides, the newest first. */
export async function overrides(
  context: Context,
  { filter, first, after }: { filter?: OverrideFilter | null | undefined; first: number; after?: string | null | undefined },
): Promise<Connection<PublishedOverride>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const today = context.today();
  const { dimension, customerId: id, state, cause, askedBy } = filter ?? {};
  const [customerId] = id ? (decodeId('cus', 1, id) ?? []) : [];
  if (id && !customerId) throw problem('RATING_CUSTOMER_UNKNOWN', { id }, { path: 'filter.customerId' });
  const sought = { dimension: dimension ?? null, customerId: customerId ?? null, state: state ?? null, cause: cause ?? null, askedBy: askedBy ?? null, today };
  const rows = await pageOverrides(context.sql, sought, cursor && { askedAt: String(cursor.values[0]), overrideId: cursor.key }, most + 1);
  const place = ({ askedAt, overrideId }: OverrideRow) => ({ sort: order, values: [askedAt], key: overrideId });
  return pageOf(context, rows, most, cursor, place, (row) => publish(row, today));
}
