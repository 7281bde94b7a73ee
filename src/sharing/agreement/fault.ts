import type { Params } from '../../base/problem.ts';

/** One thing that is wrong with an agreement's document (error), or odd (warning: it is told and passes), and where. */
export interface Fault {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Such as `purposes.letting.scopes.rating.grade`. */
  readonly path: string;
  readonly params: Params;
}

export const errorsOf = (faults: readonly Fault[]): Fault[] => faults.filter(({ severity }) => severity === 'error');
