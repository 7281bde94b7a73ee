import { decodeId } from '../base/id.ts';
import { Problem } from '../base/problem.ts';
import type { Day } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import type { Context } from '../graphql/context.ts';
import { once } from '../graphql/once.ts';
import { type Rendered, render } from '../graphql/texts.ts';
import { problem } from './errors.ts';
import type { PublishedRating } from './publish.ts';
import { rateOne } from './rateone.ts';
import { show } from './show.ts';
import { ratingById } from './store.ts';
import { find } from './version/find.ts';

export interface RateCustomerInput {
  readonly customerId: string;
  readonly dimension: string;
  readonly asOf?: Day;
  readonly idempotencyKey: string;
}

export interface RateCustomerAnswer {
  readonly rating: PublishedRating | null;
  readonly refusal: Rendered | null;
}

interface Kept {
  readonly customerId?: string;
  readonly ratingId?: string;
  readonly refusal?: { readonly code: string; readonly params: Problem['params'] };
}

/** Rates one customer now, at most once per idempotency key; what cannot be rated is a typed refusal. */
export async function rateCustomer(context: Context, input: RateCustomerInput): Promise<RateCustomerAnswer> {
  const { customerId, ratingId, refusal } = await once<RateCustomerInput, Kept>(context, 'rateCustomer', input, (tx) => decide(tx, context, input));
  if (refusal) return { rating: null, refusal: render(new Problem(refusal.code, refusal.params, {}), context.language) };
  const row = await ratingById(context.sql, customerId as string, ratingId as string);
  return { rating: (await show(context, row ? [row] : []))[0] ?? null, refusal: null };
}

async function decide(tx: Tx, context: Context, { customerId: id, dimension, asOf }: RateCustomerInput): Promise<Kept> {
  try {
    const version = await find(tx, { dimension });
    if (!version) throw problem('RATING_NO_RULESET', { dimension });
    const [customerId] = decodeId('cus', 1, id) ?? [];
    const today = context.today();
    const ratingId = customerId && (await rateOne(tx, { version, asOf: asOf ?? today, today, now: context.now }, customerId));
    if (!customerId || !ratingId) throw problem('RATING_CUSTOMER_UNKNOWN', { id });
    return { customerId, ratingId };
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('RATING_')) return { refusal: { code: error.code, params: error.params } };
    throw error;
  }
}
