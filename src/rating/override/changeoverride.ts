import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import type { PublishedRating } from '../publish.ts';
import { show } from '../show.ts';
import { ratingsOf } from '../subject/store.ts';
import { subjectName } from '../subject.ts';
import { type Asked, type PublishedOverride, publish } from './override.ts';
import { overrideById } from './store.ts';

/** How an override is now, and the rating of its subject that stands. */
export interface OverrideAnswer {
  readonly override: PublishedOverride | null;
  readonly rating: PublishedRating | null;
  readonly refusal: Rendered | null;
}

/** Does something to an override at most once per idempotency key and answers how it and the rating are now; what is refused is a typed refusal. */
export async function changeOverride<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<Pick<Asked, 'customerId' | 'overrideId'>>,
): Promise<OverrideAnswer> {
  const { kept, refusal } = await attempt(context, name, input, async (tx) => {
    const { customerId, overrideId } = await act(tx, actingOf(context));
    return { customerId, overrideId };
  });
  const row = kept && (await overrideById(context.sql, kept));
  if (!row) return { override: null, rating: null, refusal };
  const subject = subjectName(row.customerId, row.subjectId);
  const today = context.today();
  const standing = (await ratingsOf(context.sql, [subject], { dimension: row.dimension, last: 1, today })).get(subject);
  return { override: publish(row, today), rating: (await show(context, standing))[0] ?? null, refusal: null };
}
