import type { Params } from '../../base/problem.ts';
import type { Fault } from '../check/fault.ts';
import type { Activation } from '../life/schedule.ts';

/** A fault, where a text was sent with its line. */
export interface Found extends Fault {
  readonly line?: number;
}

/** What a step on a version came to: plain JSON, remembered under its idempotency key. */
export interface Outcome {
  /** The version it was about; null when nothing was kept. */
  readonly digest: string | null;
  /** Of the ruleset. */
  readonly name: string;
  /** Whether anything is other than before. */
  readonly isChanged: boolean;
  /** That was made, taken back, or stands already. */
  readonly activation: Activation | null;
  /** Of the request that was made. */
  readonly approvalId: string | null;
  readonly faults: readonly Found[];
  /** Why nothing was done, where faults are the reason. */
  readonly refused: { readonly code: string; readonly params: Params } | null;
}

const nothing: Outcome = { digest: null, name: '', isChanged: false, activation: null, approvalId: null, faults: [], refused: null };

export const outcome = (some: Partial<Outcome>): Outcome => ({ ...nothing, ...some });

export const errorsOf = (faults: readonly Fault[]): Fault[] => faults.filter(({ severity }) => severity === 'error');

/** A document that cannot be kept. */
export const unread = (faults: readonly Fault[]): Outcome =>
  outcome({ faults, refused: { code: 'RATING_RULESET_REFUSED', params: { errors: errorsOf(faults).length } } });

/** A kept version in which the check finds errors. */
export function unsound(digest: string, name: string, faults: readonly Fault[]): Outcome {
  const [first, ...more] = errorsOf(faults);
  const params = { name, errors: more.length + 1, code: first?.code ?? '', place: first?.path ?? '' };
  return outcome({ digest, name, faults, refused: { code: 'RULESET_FAULTS', params } });
}
