import { actingOf } from '../../approval/acting.ts';
import { decodeId } from '../../base/id.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../errors.ts';
import { mark } from './fact.ts';
import { lift } from './lift.ts';
import type { MarkAnswer } from './markfact.ts';

export interface UnmarkFactInput {
  readonly id: string;
  readonly text: string;
  readonly idempotencyKey: string;
}

/** Takes the mark off a disputed fact. */
export async function unmarkFact(context: Context, input: UnmarkFactInput): Promise<MarkAnswer> {
  const { kept, refusal } = await attempt(context, 'unmarkFact', input, async (tx) => {
    const [customerId, key] = decodeId(mark.prefix, 2, input.id) ?? [];
    if (customerId === undefined || key === undefined) throw problem('MARK_UNKNOWN', {}, { path: 'id' });
    return lift(tx, { customerId, key, text: input.text }, actingOf(context));
  });
  return { mark: kept, approvalId: null, refusal };
}
