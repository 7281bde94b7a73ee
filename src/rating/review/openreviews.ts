import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { Review } from './review.ts';
import { pageOpen } from './store.ts';

const order = 'OPENED_FIRST';

/** Reviews that wait for a decision, those that wait longest first. */
export async function openReviews(context: Context, { first, after }: { first: number; after?: string | null | undefined }): Promise<Connection<Review>> {
  const most = pageSize('first', first);
  const cursor = cursorOf(context, order, after);
  const rows = await pageOpen(context.sql, cursor && { openedAt: String(cursor.values[0]), reviewId: cursor.key }, most + 1);
  const place = ({ openedAt, reviewId }: Review) => ({ sort: order, values: [openedAt], key: reviewId });
  return pageOf(context, rows, most, cursor, place, (review) => review);
}
