import { limits } from '../../base/limits.ts';
import { constantsOf, meets, type PopulationCondition } from '../card/population.ts';
import type { Card } from '../card/scorecard.ts';
import { missing, type Value } from '../indicator.ts';
import { error, type Fault } from './fault.ts';
import type { Yield } from './yield.ts';

/** One kind of value that every condition on the indicator takes alike, by an example of it. */
interface Cell {
  readonly text: string;
  /** Bit k: the card k asks nothing of the indicator that this value does not meet. */
  readonly cards: number;
}

/**
 * Shows over all kinds of customers that exactly one card holds for each: the cells of the cut points, words and states
 * of the indicators that populations name. Indicators are taken as independent of each other.
 */
export function cells(cards: readonly Card[], yields: ReadonlyMap<string, Yield>): Fault[] {
  const empty = cards.flatMap((card, at) => (card.population.length === 0 ? [error('RATING_POPULATION_EMPTY', `cards[${at}].population`)] : []));
  if (empty.length > 0) return cards.length === 1 ? [] : empty;
  const axes = [...yields].map(([name, yielded]) => ({ name, examples: examplesOf(askedOf(cards, name), yielded) }));
  const count = axes.reduce((product, axis) => product * axis.examples.length, 1);
  if (count > limits.populationCells) return [error('RATING_POPULATION_FINE', 'cards', { count, most: limits.populationCells })];
  return told(
    cards,
    axes.map(({ name, examples }) => axisOf(cards, name, examples)),
    count,
  );
}

function told(cards: readonly Card[], axes: readonly (readonly Cell[])[], count: number): Fault[] {
  const faults = new Map<string, Fault>();
  let ever = 0;
  for (let at = 0; at < count; at++) {
    const cell = cellAt(axes, at);
    const holding = cell.reduce((held, each) => held & each.cards, (1 << cards.length) - 1);
    ever |= holding;
    const [first, second] = cards.flatMap((_, card) => ((holding >> card) & 1 ? [card] : []));
    const example = cell.map(({ text }) => text).join(', ');
    if (first === undefined) note(faults, 'gap', () => error('RATING_POPULATION_GAP', 'cards', { example }));
    else if (second !== undefined) {
      const names = { first: (cards[first] as Card).name, second: (cards[second] as Card).name };
      note(faults, `${first} ${second}`, () => error('RATING_POPULATION_OVERLAP', `cards[${second}].population`, { example, ...names }));
    }
  }
  const never = cards.flatMap(({ name }, at) => ((ever >> at) & 1 ? [] : [error('RATING_POPULATION_NEVER', `cards[${at}].population`, { card: name })]));
  return [...faults.values(), ...never];
}

const note = (faults: Map<string, Fault>, key: string, make: () => Fault): void => {
  if (!faults.has(key)) faults.set(key, make());
};

/** The combination of a number: the last axis turns fastest. */
function cellAt(axes: readonly (readonly Cell[])[], at: number): Cell[] {
  let rest = at;
  return axes
    .toReversed()
    .map((axis) => {
      const cell = axis[rest % axis.length] as Cell;
      rest = Math.floor(rest / axis.length);
      return cell;
    })
    .toReversed();
}

function axisOf(cards: readonly Card[], name: string, examples: readonly Example[]): Cell[] {
  const asked = cards.map((card) => card.population.filter((condition) => condition.indicator === name));
  return examples.map(({ value, text }) => ({
    text: `${name} = ${text}`,
    cards: asked.reduce((held, conditions, at) => (conditions.every((each) => meets(each, value)) ? held | (1 << at) : held), 0),
  }));
}

const askedOf = (cards: readonly Card[], name: string): PopulationCondition[] =>
  cards.flatMap((card) => card.population.filter((condition) => condition.indicator === name));

/** One value of every kind that conditions on an indicator tell apart: numbers and words, missing, special codes. */
export function examplesOf(asked: readonly PopulationCondition[], yields: Yield): Example[] {
  const constants = new Set(asked.flatMap((condition) => ('value' in condition ? constantsOf(condition.value) : [])));
  return [
    ...(yields.kind === 'word' ? words(yields, constants) : numbers(yields, constants)),
    { value: missing, text: 'missing' },
    ...yields.special.map((code) => ({ value: { state: 'special', code } as const, text: `special ${code}` })),
  ];
}

export interface Example {
  readonly value: Value;
  readonly text: string;
}

const exampleOf = (value: number | string, text = String(value)): Example => ({ value: { state: 'value', value }, text });

function words({ words: closed }: Yield, constants: ReadonlySet<number | string>): Example[] {
  const named = [...constants].filter((each) => typeof each === 'string');
  if (closed === undefined) return [...named.map((word) => exampleOf(word)), exampleOf('\u0000', 'any other word')];
  const other = closed.find((word) => !named.includes(word));
  return [...named, ...(other === undefined ? [] : [other])].map((word) => exampleOf(word));
}

/** Every cut point, and a number between any two of them, below the first and above the last, where there is one. */
function numbers({ floor, ceiling = Number.POSITIVE_INFINITY, whole, numbers: closed }: Yield, constants: ReadonlySet<number | string>): Example[] {
  const cuts = [...constants].filter((each) => typeof each === 'number').toSorted((a, b) => a - b);
  if (closed !== undefined) return apart(closed, cuts).map((value) => exampleOf(value));
  const bounds = [Number.NEGATIVE_INFINITY, ...cuts, Number.POSITIVE_INFINITY];
  const between = bounds.slice(1).map((to, at) => inside(bounds[at] as number, to, { floor, ceiling, whole }));
  return [...between, ...cuts]
    .filter((value) => value !== undefined)
    .filter((value) => value >= floor && value <= ceiling && (!whole || Number.isInteger(value)))
    .toSorted((a, b) => a - b)
    .map((value) => exampleOf(value));
}

/** Of numbers the least on each cut, below the first, between any two, and above the last. */
function apart(numbers: readonly number[], cuts: readonly number[]): number[] {
  let [passed, last] = [0, -1];
  return numbers
    .toSorted((a, b) => a - b)
    .filter((number) => {
      while (passed < cuts.length && (cuts[passed] as number) < number) passed += 1;
      const place = 2 * passed + (cuts[passed] === number ? 1 : 0);
      const isFirst = place !== last;
      last = place;
      return isFirst;
    });
}

/** A number between two cuts, if there is one that the indicator may have. */
function inside(after: number, before: number, { floor, ceiling, whole }: { floor: number; ceiling: number; whole: boolean }): number | undefined {
  const [from, to] = [Math.max(after, floor), Math.min(before, ceiling)];
  if (after < floor && from < to) return from;
  if (before > ceiling && from < to) return to;
  const value = Number.isFinite(from) ? (Number.isFinite(to) && !whole ? from / 2 + to / 2 : above(from)) : Number.isFinite(to) ? -above(-to) : 0;
  return value > from && value < to ? value : undefined;
}

/** A larger number: the next whole one, except where doubles lie further apart. */
const above = (number: number): number => (Math.floor(number) + 1 > number ? Math.floor(number) + 1 : number + Math.abs(number));

/** What is wrong with one condition of a population, beside the indicator it names. */
export function conditionFaults(condition: PopulationCondition, yields: Yield, path: string): Fault[] {
  const { indicator } = condition;
  if ('missing' in condition) return [];
  if ('special' in condition)
    return yields.special.includes(condition.special) ? [] : [error('RATING_SPECIAL_UNDECLARED', `${path}.special`, { code: condition.special })];
  const { op, value } = condition;
  const faults = Array.isArray(value) === (op === 'in') ? [] : [error('RATING_CONDITION_LIST', `${path}.value`, { op })];
  if (yields.kind === 'word' && !['=', '<>', 'in'].includes(op)) faults.push(error('RATING_CONDITION_ORDER', `${path}.op`, { op, column: indicator }));
  const expected = yields.kind === 'number' ? '1' : (yields.words?.join(', ') ?? 'word');
  for (const each of constantsOf(value)) {
    const suits = yields.kind === 'number' ? typeof each === 'number' : typeof each === 'string' && (yields.words?.includes(each) ?? true);
    if (!suits) faults.push(error('RATING_CONDITION_VALUE', `${path}.value`, { value: String(each), column: indicator, expected }));
  }
  return faults;
}
