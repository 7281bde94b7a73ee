import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import { approvalsById } from '../../approval/store.ts';
import { Problem } from '../../base/problem.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { type Rendered, render } from '../../graphql/texts.ts';
import { type PublishedFault, publishFault } from '../check/publish.ts';
import { publishRequest } from '../life/publish.ts';
import type { Activation } from '../life/schedule.ts';
import { listedByDigest } from '../version/store.ts';
import type { Listed } from '../version/version.ts';
import type { Outcome } from './outcome.ts';

/** What a step on a version came to, as the graph shows it. */
export interface Answer {
  readonly ruleset: Listed | null;
  readonly isChanged: boolean;
  readonly approval: PublishedApproval | null;
  readonly activation: Activation | null;
  readonly faults: readonly PublishedFault[];
  readonly refusal: Rendered | null;
}

/** Does a step at most once per idempotency key; what is refused is a typed refusal, with the faults where they are the reason. */
export async function answer<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, input: Input, acting: Acting) => Promise<Outcome>,
): Promise<Answer> {
  const acting = actingOf(context);
  const { kept, refusal } = await attempt(context, name, input, (tx) => act(tx, input, acting));
  if (refusal) return { ruleset: null, isChanged: false, approval: null, activation: null, faults: [], refusal };
  const { digest, approvalId, refused, faults, isChanged, activation } = kept;
  const ruleset = digest === null ? undefined : (await listedByDigest(context.sql, [digest])).get(digest);
  const request = approvalId === null ? undefined : (await approvalsById(context.sql, [approvalId])).get(approvalId);
  return {
    ruleset: ruleset ?? null,
    isChanged,
    approval: request ? publishRequest(request, acting, context.language) : null,
    activation,
    faults: faults.map((fault) => publishFault(fault, fault.line ?? null, context.language)),
    refusal: refused && render(new Problem(refused.code, refused.params, {}), context.language),
  };
}
