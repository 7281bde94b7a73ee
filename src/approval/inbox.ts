import type { Context } from '../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../graphql/page.ts';
import { actingOf } from './acting.ts';
import type { Kept, State } from './approval.ts';
import type { Handlers } from './handler.ts';
import { kindsOf, type PublishedApproval, publish } from './request.ts';
import { pageApprovals } from './store.ts';

interface Asked {
  readonly state?: State | null | undefined;
  readonly kind?: string | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
}

const order = 'SUBMITTED_LAST';

/** Requests of the kinds that the caller may decide on, and those that he wrote or submitted; newest first. */
export async function inbox(context: Context, handlers: Handlers, { state, kind, first, after }: Asked): Promise<Connection<PublishedApproval>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const acting = actingOf(context);
  const kinds = kindsOf(handlers, acting);
  const sought = { kinds, who: acting.who, kind: kind ?? null, state: state ?? null, at: acting.at };
  const rows = await pageApprovals(context.sql, sought, cursor?.key, most + 1);
  const place = ({ approvalId }: Kept) => ({ sort: order, values: [], key: approvalId });
  return pageOf(context, rows, most, cursor, place, (row) => publish(row, acting, kinds, context.language));
}
