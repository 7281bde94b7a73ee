import { actingOf } from '../../approval/acting.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { encodeId } from '../../base/id.ts';
import type { Day } from '../../base/time.ts';
import type { FactRow } from '../../db/read.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { factOf } from '../../graphql/fact.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { problem } from '../errors.ts';
import { dispute } from './dispute.ts';
import type { Effect } from './mark.ts';

export interface MarkFactInput {
  readonly fact: string;
  readonly text: string;
  readonly effect?: Effect | null | undefined;
  readonly fromOn?: Day | null | undefined;
  readonly untilOn?: Day | null | undefined;
  readonly idempotencyKey: string;
}

/** A mark as it is now, the request that a second person decides on, or why nothing was done. */
export interface MarkAnswer {
  readonly mark: FactRow | null;
  readonly approvalId: string | null;
  readonly refusal: Rendered | null;
}

/** Marks a fact as disputed, or asks a second person to agree. */
export async function markFact(context: Context, input: MarkFactInput): Promise<MarkAnswer> {
  const { kept, refusal } = await attempt(context, 'markFact', input, async (tx) => {
    const named = factOf(input.fact);
    if (!named) throw problem('MARK_FACT_UNKNOWN', {}, { path: 'fact' });
    return dispute(tx, { ...input, ...named }, actingOf(context));
  });
  const approvalId = kept?.approvalId ?? null;
  return { mark: kept?.mark ?? null, approvalId: approvalId && encodeId(approvalPrefix, approvalId), refusal };
}
