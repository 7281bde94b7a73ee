import type { Params } from '../../base/problem.ts';
import type { Code } from '../errors.ts';

/**
 * One thing that is wrong with a ruleset document. An error stops activation; a warning is told and passes. `path` says
 * where in the document (`cards[0].characteristics[2].bins[1].points`), `params` fill the text of the code.
 */
export interface Fault {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly params: Params;
}

export type Step = string | number;

export const pathOf = (steps: readonly Step[]): string =>
  steps.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');

export const error = (code: Code, path: string, params: Params = {}): Fault => ({ code, severity: 'error', path, params });
export const warning = (code: Code, path: string, params: Params = {}): Fault => ({ code, severity: 'warning', path, params });
