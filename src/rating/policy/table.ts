import { limits } from '../../base/limits.ts';
import { meets, type PopulationCondition } from '../card/population.ts';
import { type Example, examplesOf } from '../check/cells.ts';
import { error, type Fault, warning } from '../check/fault.ts';
import type { Yield } from '../check/yield.ts';
import { indicatorsOf, isStanding, multiplesOf, type Policy, type PolicyCondition, type Row, type Standing, stands } from './policy.ts';
import { type Cell, type Place, type Sweep, sweep, wordsFor } from './sweep.ts';

/** A cell with an example of its values in words: `grade C`, `kind = person`, `tenure missing`. */
interface Told extends Cell {
  readonly text: string;
}

interface Dimension {
  /** The indicator; empty, the grade. */
  readonly name: string;
  readonly cells: readonly Told[];
}

/**
 * Holds the rows against each other over all kinds of customers there can be: the grades, and the cells of the cut points,
 * words and states of the indicators that the rows read. These are taken as independent of each other. `yields` has every
 * indicator that a row reads.
 */
export function tableFaults({ rows }: Policy, grades: readonly string[], yields: ReadonlyMap<string, Yield>): Fault[] {
  const names = [...yields.keys()];
  const standings = standingsOf(rows, grades);
  const examples = names.map((name) => examplesOf(asked(rows, name), yields.get(name) as Yield));
  const count = examples.reduce((product, each) => product * each.length, standings.length);
  if (count > limits.policyCells) return [error('RATING_POLICY_FINE', 'policy.rows', { count, most: limits.policyCells })];
  const dimensions = [gradeDimension(rows, standings), ...names.map((name, at) => dimensionOf(rows, name, examples[at] as Example[]))];
  const needs = rows.map((row) => multiplesOf(row).map(([, { of }]) => names.indexOf(of) + 1));
  const found = sweep(
    dimensions.map(({ cells }) => cells),
    rows.length,
    needs,
  );
  return told(rows, dimensions, found);
}

const asked = (rows: readonly Row[], name: string): PopulationCondition[] =>
  rows.flatMap(({ when }) => when.flatMap((condition) => (!isStanding(condition) && condition.indicator === name ? [condition] : [])));

interface StandingExample {
  readonly standing: Standing;
  readonly text: string;
}

/** Every grade there is, and none; each provisional too where a row tells that apart. */
function standingsOf(rows: readonly Row[], grades: readonly string[]): StandingExample[] {
  const isTold = rows.some(({ when }) => when.some((condition) => 'provisional' in condition));
  return [
    ...grades.flatMap((grade) => [
      { standing: { grade, provisional: false }, text: `grade ${grade}` },
      ...(isTold ? [{ standing: { grade, provisional: true }, text: `grade ${grade} (provisional)` }] : []),
    ]),
    { standing: { grade: null, provisional: false }, text: 'not rated' },
  ];
}

const gradeDimension = (rows: readonly Row[], standings: readonly StandingExample[]): Dimension => ({
  name: '',
  cells: standings.map(({ standing, text }) => ({
    text,
    isNumber: false,
    rows: bits(rows, (condition) => !isStanding(condition) || stands(condition, standing)),
  })),
});

const dimensionOf = (rows: readonly Row[], name: string, examples: readonly Example[]): Dimension => ({
  name,
  cells: examples.map(({ value, text }) => ({
    text: value.state === 'value' ? `${name} = ${text}` : `${name} ${text}`,
    isNumber: value.state === 'value' && typeof value.value === 'number',
    rows: bits(rows, (condition) => isStanding(condition) || condition.indicator !== name || meets(condition, value)),
  })),
});

/** The rows all of whose conditions hold. */
function bits(rows: readonly Row[], holds: (condition: PolicyCondition) => boolean): Int32Array {
  const held = new Int32Array(wordsFor(rows.length));
  rows.forEach(({ when }, at) => {
    if (when.every(holds)) held[at >> 5] = (held[at >> 5] as number) | (1 << (at & 31));
  });
  return held;
}

function told(rows: readonly Row[], dimensions: readonly Dimension[], { gap, holds, decides, overlaps, lacks }: Sweep): Fault[] {
  const example = (place: Place): string => place.map((at, dimension) => (dimensions[dimension] as Dimension).cells[at]?.text).join(', ');
  const nameOf = (row: number): string => (rows[row] as Row).name;
  const faults = gap ? [error('RATING_POLICY_GAP', 'policy.rows', { example: example(gap) })] : [];
  rows.forEach(({ name, when }, at) => {
    const path = `policy.rows[${at}]`;
    const before = overlaps.filter(({ later }) => later === at);
    if (!holds[at]) faults.push(error('RATING_POLICY_ROW_NEVER', `${path}.when`, { row: name }));
    else if (!decides[at])
      faults.push(error('RATING_POLICY_ROW_UNREACHABLE', path, { row: name, before: before.map(({ first }) => nameOf(first)).join(', ') }));
    else if (when.length > 0)
      for (const { first, at: place } of before)
        faults.push(warning('RATING_POLICY_OVERLAP', `${path}.when`, { first: nameOf(first), second: name, example: example(place) }));
  });
  for (const { row, dimension, at } of lacks) {
    const indicator = (dimensions[dimension] as Dimension).name;
    for (const [output] of multiplesOf(rows[row] as Row).filter(([, { of }]) => of === indicator))
      faults.push(error('RATING_POLICY_AMOUNT_LACKING', `policy.rows[${row}].then.${output}.of`, { row: nameOf(row), indicator, example: example(at) }));
  }
  return faults;
}

/** Every indicator that some row reads, once. */
export const readByPolicy = (policy: Policy | undefined): string[] => [...new Set(policy?.rows.flatMap(indicatorsOf))];
