import type { Outcome } from '../../../src/rating/weights/outcome.ts';
import { measuredIn, outcomeOf } from '../../../src/rating/weights/outcome.ts';
import { type Loose, sound } from '../document.ts';

/** The sound document with scores from 0 to 100 and these weights on its card. */
export function weighed(weights: Loose, spoil: (document: Loose) => void = () => {}): Loose {
  const document = sound();
  const [card] = document.cards;
  const scores = [
    [0, 20, 100, 40, 0],
    [0, 100, 50],
    [0, 10, 60, 100],
  ];
  card.characteristics.forEach(({ bins }: Loose, at: number) => bins.forEach((bin: Loose, nth: number) => (bin.points = scores[at]?.[nth])));
  card.initial = 0;
  card.weights = weights;
  document.grades = [{ grade: 'A', from: 80 }, { grade: 'B', from: 50 }, { grade: 'C' }];
  document.golden = [];
  document.indicators.cover.better = 'higher';
  spoil(document);
  return document;
}

export const indicators = ['worst', 'service', 'cover'];

/** What a card of these three indicators comes to. */
export const outcome = (weights: Loose): Outcome => outcomeOf(weights, indicators, measuredIn(weights), 'weights');

/** The weights with what was found put in. */
export function found(weights: Loose): Loose {
  const { result, found: from } = outcome(weights);
  return { ...weights, result, ...(from ? { found: from } : {}) };
}
