import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { limits } from '../../base/limits.ts';
import { type Consistency, type Entry, sumOf } from './weights.ts';

/** The mean consistency index of matrices filled at random, of 1 to 10 things. */
export const randomIndex: readonly number[] = [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/** A higher consistency ratio means that the judgements contradict each other. */
export const mostContradiction = 0.1;

/** How far a product of two comparisons may be from 1. */
const reciprocalTolerance = 1e-9;
/** What computing a principal eigenvector errs by, per thing compared. */
const noise = 1e-12;

export type Square = readonly (readonly number[])[];

const fraction = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*(\d+(?:\.\d+)?)\s*)?$/;

/** The number that an entry means; nothing when it is none, not above 0, or beyond the limit. */
export function entryOf(written: Entry): number | undefined {
  const [, over, under = '1'] = typeof written === 'string' ? (fraction.exec(written) ?? []) : [];
  const value = typeof written === 'number' ? written : Number(over) / Number(under);
  return value >= 1 / limits.comparisonMax && value <= limits.comparisonMax ? value : undefined;
}

/** Whether there is a row for each thing, all whole or all from the diagonal on. */
export const isSquare = (rows: readonly (readonly unknown[])[], size: number): boolean =>
  rows.length === size && (rows.every((row) => row.length === size) || isUpper(rows, size));

const isUpper = (rows: readonly (readonly unknown[])[], size: number): boolean => rows.every((row, at) => row.length === size - at);

/** Where in the written rows a comparison stands; nothing where it is left to its counterpart. */
export function placeOf(rows: readonly (readonly unknown[])[], i: number, j: number): number | undefined {
  if (rows.length < 2 || !isUpper(rows, rows.length)) return j;
  return j < i ? undefined : j - i;
}

/** A matrix of sound entries, what was left out filled in. */
export const squareOf = (rows: readonly (readonly Entry[])[]): Square =>
  rows.map((_, i) =>
    rows.map((_, j) => {
      const at = placeOf(rows, i, j);
      return at === undefined ? 1 / entryAt(rows, j, i) : entryAt(rows, i, j);
    }),
  );

const entryAt = (rows: readonly (readonly Entry[])[], i: number, j: number): number => entryOf(rows[i]?.[placeOf(rows, i, j) ?? 0] as Entry) as number;

/** Pairs (the diagonal: i and i) whose two comparisons are not each other's reciprocal. */
export const unreciprocal = (matrix: Square): [i: number, j: number][] =>
  pairs(matrix.length, true).filter(([i, j]) => Math.abs(at(matrix, i, j) * at(matrix, j, i) - 1) > reciprocalTolerance);

/** What several judged, as one: the geometric mean of each comparison, whatever their order. */
export function together(matrices: readonly Square[]): Square {
  const [only, ...more] = matrices;
  if (only && more.length === 0) return only;
  const upper = (i: number, j: number): number => Math.exp(sumOf(matrices.map((matrix) => Math.log(at(matrix, i, j))).sort((a, b) => a - b)) / matrices.length);
  return (only ?? []).map((row, i) => row.map((_, j) => (i === j ? 1 : i < j ? upper(i, j) : 1 / upper(j, i))));
}

export interface Eigen extends Consistency {
  /** Of the things compared; their sum is 1. */
  readonly weights: readonly number[];
}

/** Weights and consistency of a reciprocal matrix: its principal eigenvector and eigenvalue. */
export function eigenOf(matrix: Square): Eigen {
  const size = matrix.length;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(matrix.map((row) => [...row])));
  const principal = Math.max(...realEigenvalues);
  const vector = eigenvectorMatrix.getColumn(realEigenvalues.indexOf(principal));
  const sum = sumOf(vector);
  const weights = vector.map((each) => each / sum);
  const lambda = size <= 2 || principal - size <= noise * size ? size : principal;
  const ci = lambda === size ? 0 : (lambda - size) / (size - 1);
  return { weights, lambda, ci, cr: ci === 0 ? 0 : ci / (randomIndex[size - 1] as number) };
}

export interface Contradiction {
  readonly i: number;
  readonly j: number;
  readonly value: number;
  /** What the weights say instead. */
  readonly fit: number;
}

/** The comparison farthest from the ratio of the weights found, as a factor; the first of several (of three things all lie equally far). */
export function contradiction(matrix: Square, weights: readonly number[]): Contradiction {
  const all = pairs(matrix.length, false).map(([i, j]) => ({ i, j, value: at(matrix, i, j), fit: (weights[i] as number) / (weights[j] as number) }));
  return all.reduce((worst, each) => (deviation(each) > deviation(worst) + noise ? each : worst));
}

const deviation = ({ value, fit }: Contradiction): number => Math.abs(Math.log(value / fit));

/** A comparison for people: 3, 2.5, 1/3. */
export const ratioText = (value: number): string => {
  const size = Number(Math.max(value, 1 / value).toPrecision(3));
  return value >= 1 || size === 1 ? String(size) : `1/${size}`;
};

const at = (matrix: Square, i: number, j: number): number => (matrix[i] as readonly number[])[j] as number;

const pairs = (size: number, diagonal: boolean): [number, number][] =>
  Array.from({ length: size }, (_, i) => i).flatMap((i) =>
    Array.from({ length: size }, (_, j) => j).flatMap((j): [number, number][] => (j > i || (diagonal && j === i) ? [[i, j]] : [])),
  );
