import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import type { IssueRun } from './issue.ts';
import { runsById } from './store.ts';

export interface IssueAnswer {
  readonly run: IssueRun | null;
  readonly refusal: Rendered | null;
}

/** Does something to a run, at most once per idempotency key, and answers the run as it is then; `act` answers its uuid. */
export async function attemptRun<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<string>,
): Promise<IssueAnswer> {
  const acting = actingOf(context);
  const { kept, refusal } = await attempt(context, name, input, async (tx) => ({ issueId: await act(tx, acting) }));
  if (refusal) return { run: null, refusal };
  return { run: (await runsById(context.sql, [kept.issueId])).get(kept.issueId) ?? null, refusal: null };
}
