import { actingOf } from '../../approval/acting.ts';
import { approvalPrefix } from '../../approval/record.ts';
import { encodeId } from '../../base/id.ts';
import type { Day } from '../../base/time.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { ask } from './ask.ts';
import { idOf, placesOf } from './request.ts';

export interface AskForbearanceInput {
  readonly accounts: readonly string[];
  readonly fromOn: Day;
  readonly untilOn: Day;
  readonly expiresOn: Day;
  readonly cause: string;
  readonly text: string;
  readonly idempotencyKey: string;
}

/** The request and the approval it waits for, or why nothing was done. */
export interface ForbearanceAnswer {
  readonly id: string | null;
  readonly approvalId: string | null;
  readonly refusal: Rendered | null;
}

/** Asks a second person to let late bills of accounts not count. */
export async function askForbearance(context: Context, input: AskForbearanceInput): Promise<ForbearanceAnswer> {
  const { kept, refusal } = await attempt(context, 'askForbearance', input, async (tx) =>
    ask(tx, { ...input, accounts: placesOf(input.accounts) }, actingOf(context)),
  );
  return { id: kept && idOf(kept), approvalId: kept && encodeId(approvalPrefix, kept.approvalId), refusal };
}
