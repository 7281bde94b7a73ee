import type { Day } from '../../base/time.ts';
import type { Outcome } from './outcome.ts';
import type { Weights } from './weights.ts';

/** A document as its author wrote it, as far as weights are looked for in it. */
interface Loose {
  cards?: { weights?: Weights }[];
}

/** The document without weights that were found before; an entropy is to be measured as of this day, where one is given. */
export function emptied(document: unknown, asOf?: Day): unknown {
  const copy = structuredClone(document) as Loose;
  for (const weights of weightsIn(copy)) {
    delete weights.result;
    delete weights.found;
    if (asOf === undefined) continue;
    for (const way of [weights, ...partsOf(weights)]) if (isThing(way.entropy)) way.entropy.asOf = asOf;
  }
  return copy;
}

/** The document with the weights that were found, by the place of their card. */
export function filled(document: unknown, outcomes: ReadonlyMap<number, Outcome>): unknown {
  const copy = structuredClone(document) as Loose;
  for (const [at, { result, found }] of outcomes) {
    const weights = copy.cards?.[at]?.weights;
    if (weights && result) Object.assign(weights, { result }, found ? { found } : {});
  }
  return copy;
}

/** Every part of it may be anything: nobody has checked the document yet. */
const isThing = (part: unknown): part is object => typeof part === 'object' && part !== null;
const listOf = <T>(list: readonly T[] | undefined): readonly T[] => (Array.isArray(list) ? list : []);

const weightsIn = (document: Loose): Weights[] =>
  (isThing(document) ? listOf(document.cards) : []).flatMap((card) => (isThing(card) && isThing(card.weights) ? [card.weights] : []));

const partsOf = ({ mix }: Weights) => listOf(mix).flatMap((part) => (isThing(part) && isThing(part.weights) ? [part.weights] : []));
