import { decodeId } from '../base/id.ts';
import type { Day } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { attempt } from '../graphql/attempt.ts';
import type { Context } from '../graphql/context.ts';
import type { Rendered } from '../graphql/texts.ts';
import { problem } from './errors.ts';
import type { PublishedRating } from './publish.ts';
import { rateOne } from './rateone.ts';
import { show } from './show.ts';
import { ratingsById } from './store.ts';
import type { Subject } from './subject.ts';
import { find } from './version/find.ts';

export interface RateCustomerInput {
  readonly customerId: string;
  readonly dimension: string;
  readonly subject: Subject;
  readonly asOf?: Day;
  readonly idempotencyKey: string;
}

export interface RateCustomerAnswer {
  readonly rating: PublishedRating | null;
  readonly ratings: readonly PublishedRating[];
  readonly refusal: Rendered | null;
}

/** Rates one customer, its accounts or its group now, at most once per idempotency key; what cannot be rated is a typed refusal. */
export async function rateCustomer(context: Context, input: RateCustomerInput): Promise<RateCustomerAnswer> {
  const { kept, refusal } = await attempt(context, 'rateCustomer', input, (tx) => decide(tx, context, input));
  if (refusal) return { rating: null, ratings: [], refusal };
  const ratings = await show(context, await ratingsById(context.sql, kept.customerId, kept.ratingIds));
  return { rating: input.subject === 'account' ? null : (ratings[0] ?? null), ratings, refusal: null };
}

async function decide(
  tx: Tx,
  context: Context,
  { customerId: id, dimension, subject, asOf: day }: RateCustomerInput,
): Promise<{ customerId: string; ratingIds: string[] }> {
  const today = context.today();
  const version = await find(tx, { dimension, subject, today });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  const [customerId] = decodeId('cus', 1, id) ?? [];
  const asOf = day ?? today;
  const ratingIds = customerId ? await rateOne(tx, { version, asOf, today, now: context.now }, customerId) : [];
  if (!customerId || (ratingIds.length === 0 && subject === 'customer')) throw problem('RATING_CUSTOMER_UNKNOWN', { id });
  if (ratingIds.length === 0) throw problem('RATING_SUBJECT_NONE', { id, subject, asOf });
  return { customerId, ratingIds };
}
