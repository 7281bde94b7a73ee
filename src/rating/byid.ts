import { decodeId } from '../base/id.ts';
import type { Context } from '../graphql/context.ts';
import type { PublishedRating } from './publish.ts';
import { show } from './show.ts';
import { ratingById } from './store.ts';

/** The rating of an opaque id, current or superseded; nothing when there is none. */
export async function byId(context: Context, id: string): Promise<PublishedRating | undefined> {
  const [customerId, ratingId] = decodeId('rat', 2, id) ?? [];
  const row = customerId && ratingId ? await ratingById(context.sql, customerId, ratingId) : undefined;
  return (await show(context, row ? [row] : []))[0];
}
