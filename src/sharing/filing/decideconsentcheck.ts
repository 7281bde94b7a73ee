import type { Context } from '../../graphql/context.ts';
import { attemptConsent, type ConsentAnswer } from '../giving/attemptconsent.ts';
import { type Decision, decide } from './decide.ts';

export interface DecideConsentCheckInput extends Decision {
  readonly idempotencyKey: string;
}

/** Staff has asked for a form and says what it found. */
export async function decideConsentCheck(context: Context, input: DecideConsentCheckInput): Promise<ConsentAnswer> {
  return attemptConsent(context, 'decideConsentCheck', input, (tx, acting) => decide(tx, input, acting));
}
