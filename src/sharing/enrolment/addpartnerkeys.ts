import type { Instant } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { addKeys } from '../partner/addkeys.ts';
import { answer, type PartnerAnswer } from './answer.ts';
import { written } from './written.ts';

export interface AddPartnerKeysInput {
  readonly partner: string;
  readonly jwks: string;
  readonly othersUntil?: Instant | null;
  readonly why: string;
  readonly idempotencyKey: string;
}

/** Adds public keys to a partner. */
export async function addPartnerKeys(context: Context, input: AddPartnerKeysInput): Promise<PartnerAnswer> {
  return answer(context, 'addPartnerKeys', input, async (tx, acting) => {
    const { partner } = await addKeys(tx, input.partner, { ...input, jwks: written(input.jwks) }, acting);
    return partner;
  });
}
