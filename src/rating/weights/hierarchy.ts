import { limits } from '../../base/limits.ts';
import { error, type Fault, warning } from '../check/fault.ts';
import {
  contradiction,
  type Eigen,
  eigenOf,
  entryOf,
  isSquare,
  mostContradiction,
  placeOf,
  ratioText,
  type Square,
  squareOf,
  together,
  unreciprocal,
} from './matrix.ts';
import type { Consistency, Entry, FoundMatrix, Level } from './weights.ts';

/** What comes of a hierarchy; without weights where a fault stands in the way. */
export interface Judged {
  /** Of the leaves: the product down the levels. */
  readonly weights: Readonly<Record<string, number>> | undefined;
  /** The upper level first. */
  readonly matrices: readonly FoundMatrix[];
  readonly faults: readonly Fault[];
}

/** Names of a hierarchy: the indicators that its leaves are, and what was compared so far. */
interface Names {
  readonly indicators: readonly string[];
  readonly compared: Set<string>;
}

/** Judges a hierarchy over a card's indicators by its matrices; `path` is where it stands in the document. */
export const judged = (top: Level, indicators: readonly string[], path: string): Judged => levelOf(top, path, undefined, { indicators, compared: new Set() });

function levelOf(level: Level, path: string, of: string | undefined, names: Names): Judged {
  const { compare, criteria = {} } = level;
  const faults = compare.flatMap((name, at) => nameFaults(name, Object.hasOwn(criteria, name), names, `${path}.compare[${at}]`));
  const idle = Object.keys(criteria).filter((name) => !compare.includes(name));
  faults.push(...idle.map((name) => error('RATING_WEIGHTS_CRITERION', `${path}.criteria.${name}`, { name, compared: compare.join(', ') })));
  const own = matrixOf(level, path, of);
  const below = new Map(Object.entries(criteria).map(([name, each]) => [name, levelOf(each, `${path}.criteria.${name}`, name, names)]));
  const all = [...faults, ...own.faults, ...[...below.values()].flatMap((each) => each.faults)];
  const matrices = [...(own.found ? [own.found] : []), ...[...below.values()].flatMap((each) => each.matrices)];
  if (own.found === undefined || all.some(({ severity }) => severity === 'error')) return { weights: undefined, matrices, faults: all };
  const leaves = compare.flatMap((name): [string, number][] => {
    const weight = own.found?.weights[name] as number;
    const inner = below.get(name);
    return inner ? Object.entries(inner.weights ?? {}).map(([leaf, share]) => [leaf, weight * share]) : [[name, weight]];
  });
  return { weights: Object.fromEntries(leaves), matrices, faults: all };
}

function nameFaults(name: string, isCriterion: boolean, { indicators, compared }: Names, path: string): Fault[] {
  if (compared.has(name)) return [error('RATING_WEIGHTS_TWICE', path, { name })];
  compared.add(name);
  return isCriterion || indicators.includes(name) ? [] : [error('RATING_WEIGHTS_UNKNOWN', path, { name, known: indicators.join(', ') })];
}

interface Compared {
  readonly found: FoundMatrix | undefined;
  readonly faults: readonly Fault[];
}

/** One level's matrix: that of one judge, or what several judged together. */
function matrixOf({ compare, matrix, experts }: Level, path: string, of: string | undefined): Compared {
  const size = compare.length;
  const refused = (...faults: Fault[]): Compared => ({ found: undefined, faults });
  if (size > limits.comparedPerMatrix) return refused(error('RATING_WEIGHTS_MANY', `${path}.compare`, { count: size, most: limits.comparedPerMatrix }));
  const names = Object.keys(experts ?? {});
  if ((matrix === undefined) === (names.length === 0)) return refused(error('RATING_WEIGHTS_JUDGES', path));
  if (names.length > limits.expertsPerMatrix) return refused(error('RATING_TOO_BIG', `${path}.experts`, { most: limits.expertsPerMatrix }));
  const judgements = matrix
    ? [{ rows: matrix, where: `${path}.matrix` }]
    : names.map((name) => ({ rows: experts?.[name] ?? [], where: `${path}.experts.${name}` }));
  const faults = judgements.flatMap(({ rows, where }) => rowFaults(rows, compare, where));
  if (faults.length > 0) return refused(...faults);
  const squares = judgements.map(({ rows }) => squareOf(rows));
  const joined = together(squares);
  const eigen = eigenOf(joined);
  const found: FoundMatrix = {
    ...(of === undefined ? {} : { of }),
    weights: Object.fromEntries(compare.map((name, at) => [name, eigen.weights[at] as number])),
    ...consistencyOf(eigen),
    ...(matrix ? {} : { experts: Object.fromEntries(squares.map((square, at) => [names[at] as string, consistencyOf(eigenOf(square))])) }),
  };
  if (eigen.cr > mostContradiction) {
    const { where, params } = contradicted(compare, joined, eigen, matrix ? `${path}.matrix` : `${path}.experts`, matrix);
    return { found, faults: [error('RATING_WEIGHTS_INCONSISTENT', where, params)] };
  }
  return { found, faults: matrix ? [] : squares.flatMap((square, at) => doubtful(compare, square, names[at] as string, `${path}.experts.${names[at]}`)) };
}

const consistencyOf = ({ lambda, ci, cr }: Eigen): Consistency => ({ lambda, ci, cr });

/** An expert who contradicts himself, while all of them together do not. */
function doubtful(compare: readonly string[], square: Square, expert: string, path: string): Fault[] {
  const eigen = eigenOf(square);
  if (eigen.cr <= mostContradiction) return [];
  return [warning('RATING_WEIGHTS_EXPERT', path, { expert, ...contradicted(compare, square, eigen, path).params })];
}

function contradicted(compare: readonly string[], square: Square, eigen: Eigen, path: string, rows?: readonly (readonly Entry[])[]) {
  const { i, j, value, fit } = contradiction(square, eigen.weights);
  return {
    where: rows ? `${path}[${i}][${placeOf(rows, i, j)}]` : path,
    params: {
      ratio: eigen.cr.toFixed(6),
      most: mostContradiction,
      first: compare[i] as string,
      second: compare[j] as string,
      value: ratioText(value),
      fit: ratioText(fit),
    },
  };
}

/** What is wrong with a matrix as written: its size, an entry, two comparisons of one pair that do not agree. */
function rowFaults(rows: readonly (readonly Entry[])[], compare: readonly string[], path: string): Fault[] {
  const size = compare.length;
  if (!isSquare(rows, size)) return [error('RATING_WEIGHTS_SIZE', path, { size, rows: rows.map((row) => row.length).join(', ') })];
  const unreadable = rows.flatMap((row, i) =>
    row.flatMap((entry, at) =>
      entryOf(entry) === undefined ? [error('RATING_WEIGHTS_ENTRY', `${path}[${i}][${at}]`, { got: String(entry), most: limits.comparisonMax })] : [],
    ),
  );
  if (unreadable.length > 0) return unreadable;
  const square = squareOf(rows);
  return unreciprocal(square).map(([i, j]) => {
    const [value, other] = [rows[i]?.[placeOf(rows, i, j) ?? 0], rows[j]?.[placeOf(rows, j, i) ?? 0]];
    const [first, second] = [compare[i] as string, compare[j] as string];
    if (i === j) return error('RATING_WEIGHTS_DIAGONAL', `${path}[${i}][${placeOf(rows, i, i)}]`, { name: first, value: String(value) });
    return error('RATING_WEIGHTS_RECIPROCAL', `${path}[${j}][${i}]`, {
      first,
      second,
      value: String(value),
      other: String(other),
      fit: ratioText(1 / (square[i]?.[j] as number)),
    });
  });
}
