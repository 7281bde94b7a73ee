import { limits } from '../base/limits.ts';
import type { Params } from '../base/problem.ts';
import { problem, type RejectCode } from './errors.ts';

/** Why a text is not a value of its column. */
export interface Fault {
  readonly code: RejectCode;
  readonly params: Params;
}

export const fault = (code: RejectCode, params: Params = {}): Fault => ({ code, params });

/** One refused cell of one row: where it stands, what it holds, why it was left out. */
export interface Reject extends Fault {
  readonly line: number;
  readonly column: string;
  readonly cell: string;
}

/** A refused cell of any file of rows, whoever reads it. */
export type Told = Omit<Reject, 'code'> & { readonly code: string };

/** Only so much of a failing cell is kept and shown. */
const shown = 200;

export function reject(line: number, column: string, raw: string, { code, params }: Fault): Reject {
  const cell = raw.length > shown ? `${raw.slice(0, shown)}…` : raw;
  return { line, column, cell, code, params: { line, column, cell, ...params } };
}

/** The rows an import leaves out: counted once per line and row entry, of an unpivoted one per cell; kept with every failing cell. */
export interface Rejects {
  readonly kept: Reject[];
  /** `entry` is the number of the row entry, -1 for a line that is no row at all. */
  add(entry: number, reject: Reject): void;
  count(): number;
  /** How many lines are no row at all. */
  unread(): number;
}

/** `wide`: for each row entry of the mapping, whether a line gives several rows. */
export function collectRejects(wide: readonly boolean[]): Rejects {
  const kept: Reject[] = [];
  const counted = new Set<string>();
  const said = new Set<string>();
  let unread = 0;
  return {
    kept,
    add: (entry, reject) => {
      if (entry < 0) unread += 1;
      counted.add(`${reject.line} ${entry} ${wide[entry] ? reject.column : ''}`);
      // One line can give many rows, and several facts can fail for one reason: it is said once.
      const words = `${reject.line}\t${reject.column}\t${reject.code}\t${reject.cell}`;
      if (said.has(words)) return;
      said.add(words);
      kept.push(reject);
      if (kept.length > limits.rejectsKept) throw problem('INTAKE_REJECTS_LIMIT', { most: limits.rejectsKept }, { cause: { rejects: kept } });
    },
    count: () => counted.size,
    unread: () => unread,
  };
}

/** A rolled-back import: too large a share of its rows was rejected. */
export function refused(rejects: Rejects, tried: number, allowed: number): Error {
  const share = `${((rejects.count() / Math.max(tried, 1)) * 100).toFixed(2)} %`;
  const params = { rejected: rejects.count(), tried, share, allowed: `${Number((allowed * 100).toFixed(4))} %` };
  return problem('INTAKE_REJECTS_MANY', params, { cause: { rejects: rejects.kept } });
}

/** How many were rejected for which reason. */
export const codesOf = (rejects: readonly Reject[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(rejects, ({ code }) => code)].map(([code, same]) => [code, same.length]));

export const byLine = (a: Told, b: Told): number => a.line - b.line;

/** The first rejects by line. */
export const firstRejects = (rejects: readonly Reject[]): Reject[] => [...rejects].sort(byLine).slice(0, limits.rejectsShown);
