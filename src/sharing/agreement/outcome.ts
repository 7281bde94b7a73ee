import type { Params } from '../../base/problem.ts';
import { errorsOf, type Fault } from './fault.ts';

/** A fault, where a text was sent with its line. */
export interface Found extends Fault {
  readonly line?: number;
}

/** What a step on a version came to: plain JSON, remembered under its idempotency key. */
export interface Outcome {
  readonly versionId: string | null;
  /** Whether anything is other than before. */
  readonly isChanged: boolean;
  /** Of the request that was made. */
  readonly approvalId: string | null;
  readonly faults: readonly Found[];
  /** Why nothing was done, where faults are the reason. */
  readonly refused: { readonly code: string; readonly params: Params } | null;
}

const nothing: Outcome = { versionId: null, isChanged: false, approvalId: null, faults: [], refused: null };

export const outcome = (some: Partial<Outcome>): Outcome => ({ ...nothing, ...some });

/** A document that cannot be kept, or not be submitted. */
export function refused(faults: readonly Fault[], some: Partial<Outcome> = {}): Outcome {
  const [first, ...more] = errorsOf(faults);
  return outcome({
    ...some,
    faults,
    refused: { code: 'SHARING_AGREEMENT_FAULTS', params: { errors: more.length + 1, code: first?.code ?? '', place: first?.path ?? '' } },
  });
}
