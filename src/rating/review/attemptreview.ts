import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import type { Review } from './review.ts';
import { reviewsById } from './store.ts';

export interface ReviewAnswer {
  readonly review: Review | null;
  readonly refusal: Rendered | null;
}

/** Opens or decides a review, at most once per idempotency key, and answers it as it is then. */
export async function attemptReview<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<Review>,
): Promise<ReviewAnswer> {
  const acting = actingOf(context);
  const { kept, refusal } = await attempt(context, name, input, async (tx) => {
    const { customerId, reviewId } = await act(tx, acting);
    return { review: `${customerId}:${reviewId}` };
  });
  if (refusal) return { review: null, refusal };
  return { review: (await reviewsById(context.sql, [kept.review])).get(kept.review) ?? null, refusal: null };
}
