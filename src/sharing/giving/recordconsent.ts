import type { Day } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { attemptConsent, type ConsentAnswer } from './attemptconsent.ts';
import type { ConsentInput } from './giveconsent.ts';
import { take } from './take.ts';

export interface RecordConsentInput extends ConsentInput {
  readonly documentNumber: string;
  readonly documentDigest?: string | null | undefined;
  readonly place: string;
  readonly givenOn?: Day | null | undefined;
}

/** Staff records what a customer signed. */
export async function recordConsent(context: Context, input: RecordConsentInput): Promise<ConsentAnswer> {
  const { documentNumber, documentDigest = null, place, givenOn } = input;
  return attemptConsent(context, 'recordConsent', input, (tx, acting) =>
    take(
      tx,
      context.keys.seal,
      input,
      { ...input, givenOn: givenOn ?? acting.today, evidence: { way: 'staff', documentNumber, documentDigest, place } },
      acting,
    ),
  );
}
