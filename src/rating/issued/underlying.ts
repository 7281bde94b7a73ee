import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import type { IssuedGrade } from '../issue/issue.ts';
import { ratingsByName } from '../issue/store.ts';
import type { PublishedRating } from '../publish.ts';
import { show } from '../show.ts';

/** The rating an official grade was issued from, also once another stands in its place. */
export async function underlying(context: Context, { customerId, ratingId }: IssuedGrade): Promise<PublishedRating | undefined> {
  const row = await load(context, ratingsByName, `${customerId}:${ratingId}`);
  return (await show(context, row ? [row] : []))[0];
}
