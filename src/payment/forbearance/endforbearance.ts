import { actingOf } from '../../approval/acting.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { encodeId } from '../../base/id.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../errors.ts';
import type { ForbearanceAnswer } from './askforbearance.ts';
import { endWindows } from './end.ts';
import { idOf, requestOf } from './request.ts';

export interface EndForbearanceInput {
  readonly id: string;
  readonly text: string;
  readonly idempotencyKey: string;
}

/** Asks a second person to let all windows of a request expire before their day. */
export async function endForbearance(context: Context, input: EndForbearanceInput): Promise<ForbearanceAnswer> {
  const { kept, refusal } = await attempt(context, 'endForbearance', input, async (tx) => {
    const requestId = requestOf(input.id);
    if (requestId === undefined) throw problem('FORBEARANCE_UNKNOWN', {}, { path: 'id' });
    return endWindows(tx, { requestId, text: input.text }, actingOf(context));
  });
  return { id: kept && idOf(kept), approvalId: kept && encodeId(approvalPrefix, kept.approvalId), refusal };
}
