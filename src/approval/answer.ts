import { decodeId } from '../base/id.ts';
import type { Tx } from '../db/client.ts';
import { attempt } from '../graphql/attempt.ts';
import type { Context } from '../graphql/context.ts';
import type { Rendered } from '../graphql/texts.ts';
import { actingOf } from './acting.ts';
import { refusal as refused } from './errors.ts';
import { find } from './find.ts';
import type { Acting, Handlers } from './handler.ts';
import { approvalPrefix } from './record.ts';
import type { PublishedApproval } from './request.ts';

/** A request by its id outside. */
interface Named {
  readonly approval: string;
  readonly idempotencyKey: string;
}

export interface Answer {
  readonly approval: PublishedApproval | null;
  readonly refusal: Rendered | null;
}

/** Does something to a request at most once per idempotency key and answers how it is now; what is refused is a typed refusal. */
export async function answer<Input extends Named>(
  context: Context,
  handlers: Handlers,
  name: string,
  input: Input,
  act: (tx: Tx, approvalId: string, acting: Acting) => Promise<unknown>,
): Promise<Answer> {
  const { refusal } = await attempt(context, name, input, async (tx) => {
    const [approvalId] = decodeId(approvalPrefix, 1, input.approval) ?? [];
    if (approvalId === undefined) throw refused('UNKNOWN', { kind: '' }, { path: 'approval' });
    await act(tx, approvalId, actingOf(context));
    return null;
  });
  return { approval: refusal ? null : ((await find(context, handlers, input.approval)) ?? null), refusal };
}
