import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { PublishedApproval } from '../../approval/request.ts';
import { approvalsById } from '../../approval/store.ts';
import { Problem } from '../../base/problem.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import { type Rendered, render } from '../../graphql/texts.ts';
import type { Outcome } from '../agreement/outcome.ts';
import type { PublishedVersion } from '../agreement/publish.ts';
import { publishedRequest } from '../agreement/publishedrequest.ts';
import { shown } from '../agreement/shown.ts';
import { versionsById } from '../agreement/store.ts';
import { type PublishedFault, publishFault } from './publishfault.ts';

/** What a step on a version came to, as the graph shows it. */
export interface Answer {
  readonly version: PublishedVersion | null;
  readonly isChanged: boolean;
  readonly approval: PublishedApproval | null;
  readonly faults: readonly PublishedFault[];
  readonly refusal: Rendered | null;
}

/** Does a step at most once per idempotency key; what is refused is a typed refusal, with the faults where they are the reason. */
export async function answer<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<Outcome>,
): Promise<Answer> {
  const { kept, refusal } = await attempt(context, name, input, (tx) => act(tx, actingOf(context)));
  if (refusal) return { version: null, isChanged: false, approval: null, faults: [], refusal };
  const { versionId, approvalId, isChanged, faults, refused } = kept;
  const row = versionId === null ? undefined : (await versionsById(context.sql, [versionId])).get(versionId);
  const [version] = await shown(context.sql, row ? [row] : [], { at: context.now(), today: context.today() });
  const request = approvalId === null ? undefined : (await approvalsById(context.sql, [approvalId])).get(approvalId);
  return {
    version: version ?? null,
    isChanged,
    approval: publishedRequest(context, request ?? null),
    faults: faults.map((fault) => publishFault(fault, context.language)),
    refusal: refused && render(new Problem(refused.code, refused.params, {}), context.language),
  };
}
