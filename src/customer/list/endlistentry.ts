import { actingOf } from '../../approval/acting.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { decodeId, encodeId } from '../../base/id.ts';
import type { Day } from '../../base/time.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../errors.ts';
import type { ListAnswer } from './addlistentry.ts';
import { endEntry } from './end.ts';
import { listEntry } from './fact.ts';

export interface EndListEntryInput {
  readonly id: string;
  readonly cause: string;
  readonly text: string;
  readonly endedOn?: Day | null | undefined;
  readonly idempotencyKey: string;
}

/** Takes a customer off a list before the entry expires, or asks a second person to agree. */
export async function endListEntry(context: Context, input: EndListEntryInput): Promise<ListAnswer> {
  const { kept, refusal } = await attempt(context, 'endListEntry', input, async (tx) => {
    const [customerId, key] = decodeId(listEntry.prefix, 2, input.id) ?? [];
    if (customerId === undefined || key === undefined) throw problem('LIST_ENTRY_UNKNOWN', {}, { path: 'id' });
    return endEntry(tx, { ...input, customerId, key }, actingOf(context));
  });
  const approvalId = kept?.approvalId ?? null;
  return { entry: kept?.entry ?? null, approvalId: approvalId && encodeId(approvalPrefix, approvalId), refusal };
}
