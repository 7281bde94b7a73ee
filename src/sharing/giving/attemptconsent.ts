import { actingOf } from '../../approval/acting.ts';
import type { Acting } from '../../approval/handler.ts';
import { encodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { consentPrefix } from '../consent/consent.ts';
import { find } from '../consent/find.ts';
import type { PublishedConsent } from '../consent/publish.ts';

/** A consent as it is now, or why nothing was done. */
export interface ConsentAnswer {
  readonly consent: PublishedConsent | null;
  readonly refusal: Rendered | null;
}

/** Does something to a consent at most once per idempotency key and answers how it is now. `act` answers its uuid. */
export async function attemptConsent<Input extends { idempotencyKey: string }>(
  context: Context,
  name: string,
  input: Input,
  act: (tx: Tx, acting: Acting) => Promise<string>,
): Promise<ConsentAnswer> {
  const { kept, refusal } = await attempt(context, name, input, (tx) => act(tx, actingOf(context)));
  return { consent: kept === null ? null : ((await find(context, encodeId(consentPrefix, kept))) ?? null), refusal };
}
