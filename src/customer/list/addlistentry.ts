import { actingOf } from '../../approval/acting.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { encodeId } from '../../base/id.ts';
import type { Day } from '../../base/time.ts';
import type { FactRow } from '../../db/read.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { problem } from '../errors.ts';
import { meant } from '../named.ts';
import { addEntry } from './add.ts';

export interface AddListEntryInput {
  readonly customerId: string;
  readonly list: string;
  readonly cause: string;
  readonly text: string;
  readonly source?: string | null | undefined;
  readonly startedOn?: Day | null | undefined;
  readonly expiresOn?: Day | null | undefined;
  readonly idempotencyKey: string;
}

/** An entry as it is now, the request that a second person decides on, or why nothing was done. */
export interface ListAnswer {
  readonly entry: FactRow | null;
  readonly approvalId: string | null;
  readonly refusal: Rendered | null;
}

/** Puts a customer on a list, or asks a second person to agree. */
export async function addListEntry(context: Context, input: AddListEntryInput): Promise<ListAnswer> {
  const { kept, refusal } = await attempt(context, 'addListEntry', input, async (tx) => {
    const { customerId } = meant({ id: input.customerId });
    if (customerId === undefined) throw problem('CUSTOMER_UNKNOWN', {}, { path: 'customerId' });
    return addEntry(tx, { ...input, customerId }, actingOf(context));
  });
  const approvalId = kept?.approvalId ?? null;
  return { entry: kept?.entry ?? null, approvalId: approvalId && encodeId(approvalPrefix, approvalId), refusal };
}
