import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { inForce, ratingsByName } from '../../rating/issue/store.ts';
import type { Ground } from '../../rating/policy/ground.ts';
import type { PublishedRating } from '../../rating/publish.ts';
import { show } from '../../rating/show.ts';
import { ratingsOf } from '../../rating/subject/store.ts';

/** The grade that decides about a customer today, and the rating it rests on: the issued grade in force, without one the monitoring rating of the latest day. */
export async function gradeInForce(
  context: Context,
  customerId: string,
  dimension: string,
): Promise<{ readonly rating: PublishedRating; readonly ground: Ground } | undefined> {
  const today = context.today();
  const issued = await load(context, inForce, customerId, { dimension, on: today });
  const made = issued && (await load(context, ratingsByName, `${customerId}:${issued.ratingId}`));
  const row = made ?? (await load(context, ratingsOf, customerId, { dimension, last: 1, today }))?.[0];
  const [rating] = await show(context, row ? [row] : []);
  if (rating === undefined) return undefined;
  const { grade, provisional, asOf } = made ? issued : rating;
  const { values, states, words } = rating.row;
  return { rating, ground: { kind: made ? 'issued' : 'monitoring', asOf, grade, provisional, values, states, words } };
}
