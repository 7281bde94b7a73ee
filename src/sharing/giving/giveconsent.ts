import type { Instant } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { attemptConsent, type ConsentAnswer } from './attemptconsent.ts';
import { type Parties, take } from './take.ts';

/** What every consent that is recorded one by one says. */
export interface ConsentInput extends Parties {
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly textVersion: string;
  readonly language: string;
  readonly validFrom?: Instant | null | undefined;
  readonly validUntil?: Instant | null | undefined;
  readonly reference?: string | null | undefined;
  readonly idempotencyKey: string;
}

export interface GiveConsentInput extends ConsentInput {
  readonly channel: string;
  readonly session: string;
}

/** The customer consents now, through the company's front end. */
export async function giveConsent(context: Context, input: GiveConsentInput): Promise<ConsentAnswer> {
  const { channel, session } = input;
  return attemptConsent(context, 'giveConsent', input, (tx, acting) =>
    take(tx, context.keys.seal, input, { ...input, givenOn: acting.today, evidence: { way: 'customer', channel, session } }, acting),
  );
}
