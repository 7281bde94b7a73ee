import { type Day, firstOfMonth, lastOfMonth } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../errors.ts';
import { standingOf } from '../standing/store.ts';
import { usedDays } from './store.ts';
import { type Usage, usageOf } from './usage.ts';

/** What the partner who asks used up today, has left, and used on the days of a month (its first day). SHARING_NOT_PARTNER, SHARING_AGREEMENT_NONE. */
export async function used(context: Context, month: Day | null | undefined): Promise<Usage> {
  const partnerId = context.principal.partner?.partnerId;
  if (partnerId === undefined) throw problem('SHARING_NOT_PARTNER');
  const today = context.today();
  const first = firstOfMonth(month ?? today);
  const [standing, now, days] = await Promise.all([
    standingOf(context.sql, partnerId, today),
    usedDays(context.sql, partnerId, today, today),
    usedDays(context.sql, partnerId, first, lastOfMonth(first)),
  ]);
  if (!standing?.agreement) throw problem('SHARING_AGREEMENT_NONE');
  return usageOf(now[0], days, standing.agreement.document, today, context.now());
}
