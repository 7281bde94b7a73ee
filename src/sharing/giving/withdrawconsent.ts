import { actingOf } from '../../approval/acting.ts';
import { encodeId } from '../../base/id.ts';
import { attempt } from '../../graphql/attempt.ts';
import type { Context } from '../../graphql/context.ts';
import type { Rendered } from '../../graphql/texts.ts';
import { consentPrefix, stateOf } from '../consent/consent.ts';
import { find } from '../consent/find.ts';
import type { PublishedConsent } from '../consent/publish.ts';
import { standingConsents } from '../consent/store.ts';
import { withdraw } from '../consent/withdraw.ts';
import { type Called, meant } from './meant.ts';

export interface WithdrawConsentInput extends Called {
  readonly idempotencyKey: string;
}

/** What ended, and what still stands; the consent that was named. */
export interface WithdrawnAnswer {
  readonly consent: PublishedConsent | null;
  readonly ended: number | null;
  readonly remaining: number | null;
  readonly refusal: Rendered | null;
}

/** Takes a consent back, or all that a customer gave to a partner. */
export async function withdrawConsent(context: Context, input: WithdrawConsentInput): Promise<WithdrawnAnswer> {
  const acting = actingOf(context);
  const { kept, refusal } = await attempt(context, 'withdrawConsent', input, async (tx) => {
    const called = await meant(tx, input);
    const { customerId, partnerId, one } = called;
    const ended = await withdraw(tx, called, acting);
    const left = (await standingConsents(tx, customerId, partnerId, null)).filter((each) => stateOf(each, acting.at) === 'in_force');
    const alike = left.filter(({ purpose }) => one === null || one.purpose === purpose);
    return { consentId: one?.consentId ?? null, ended: ended.length, remaining: alike.length };
  });
  if (!kept) return { consent: null, ended: null, remaining: null, refusal };
  const { consentId, ended, remaining } = kept;
  const consent = consentId === null ? undefined : await find(context, encodeId(consentPrefix, consentId));
  return { consent: consent ?? null, ended, remaining, refusal };
}
