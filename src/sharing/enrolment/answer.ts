import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { type PartnerRow, type PublishedPartner, publish } from '../partner/partner.ts';
import { partnersById } from '../partner/store.ts';

export interface PartnerAnswer {
  readonly partner: PublishedPartner | null;
  readonly refusal: Rendered | null;
}

/** Does something to a partner at most once per idempotency key and answers how it is now; what is refused is a typed refusal. */
export async function answer<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<Pick<PartnerRow, 'partnerId'>>,
): Promise<PartnerAnswer> {
  const { kept, refusal } = await attempt(context, name, input, async (tx) => ({ partnerId: (await act(tx, actingOf(context))).partnerId }));
  const row = kept ? (await partnersById(context.sql, [kept.partnerId])).get(kept.partnerId) : undefined;
  return { partner: row ? publish(row) : null, refusal };
}
