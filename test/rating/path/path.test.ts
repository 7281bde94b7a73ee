import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/rating/card/evaluator.ts';
import { type Given, nothing } from '../../../src/rating/decision/given.ts';
import type { Value } from '../../../src/rating/indicator.ts';
import { actionsOf } from '../../../src/rating/path/move.ts';
import { pathTo } from '../../../src/rating/path/path.ts';
import { number, special } from '../card.ts';
import { readOf, sum, text, valuesOf } from './ways.ts';

const card = (...characteristics: object[]) => ({ name: 'c', characteristics });
const steps = (indicator: string, ...cuts: [number, number][]) => ({
  indicator,
  bins: [{ missing: true, points: 0 }, ...cuts.map(([from, gained], nth) => ({ from, ...(cuts[nth + 1] ? { to: cuts[nth + 1]?.[0] } : {}), points: gained }))],
});
const slope = (indicator: string, ...knots: [number, number][]) => ({
  indicator,
  bins: [{ missing: true, points: 0 }],
  scale: { knots: knots.map(([at, gained]) => ({ at, points: gained })) },
});
const asks = (indicator: string, op: string, value: number) => ({ indicator, op, value });
/** The way from values under a ruleset, in few words: `a 2 (3), b 0 (1) -> B`, or its outcome. */
function way(document: object, values: Readonly<Record<string, Value>>, given: Partial<Given> = {}, wanted?: number): string {
  const ruleset = readOf(document);
  const path = pathTo(compile(ruleset), valuesOf(ruleset, values), { ...nothing, ...given }, actionsOf(ruleset), wanted);
  if (path.outcome !== 'reached') return 'codes' in path ? `${path.outcome} ${path.codes.join()}` : path.outcome;
  return `${path.changes.map(({ indicator, to, cost }) => `${indicator} ${to} (${cost})`).join(', ')} -> ${path.decision.grade}`;
}
/** Fewer of a are better, more of b are. */
const few = steps('a', [0, 25], [1, 15], [3, 5]);
const many = steps('b', [-100, 0], [10, 5], [20, 12]);
const both = [
  { indicator: 'a', cost: 3 },
  { indicator: 'b', cost: 1 },
];

const abc = [{ grade: 'A', from: 20 }, { grade: 'B', from: 10 }, { grade: 'C' }];

describe('the path to a better grade', () => {
  const at = (a: number, b = 0) => ({ a: number(a), b: number(b) });
  it.each<[string, string, object, Readonly<Record<string, Value>>, Partial<Given>?, number?]>([
    ['goes down to the last step below a cut', 'a 2 (3) -> B', { cards: [card(few)], actionable: both.slice(0, 1), grades: abc }, at(3)],
    ['goes up to the cut itself', 'b 10 (5) -> C', { cards: [card(many)], actionable: both.slice(1) }, at(9, 5)],
    ['takes what is cheaper of two', 'b 10 (2) -> B', { cards: [card(few, many)], actionable: both, grades: abc }, at(3, 8)],
    ['takes both where one is not enough', 'a 0 (9), b 10 (10) -> A', { cards: [card(few, many)], actionable: both }, at(3), {}, 0],
    ['keeps to the bounds, be it dearer', 'a 2 (3), b 20 (20) -> B', { cards: [card(few, many)], actionable: [{ ...both[0], from: 1 }, both[1]] }, at(3)],
    ['has none beyond the bounds', 'unreachable', { cards: [card(few)], actionable: [{ ...both[0], from: 1 }] }, at(3), {}, 0],
    ['counts in steps', 'b 16 (15) -> C', { cards: [card(many)], actionable: [{ ...both[1], step: 8 }] }, at(9, 1)],
    ['need not begin on a step', 'a 2 (4.5) -> B', { cards: [card(few)], actionable: both.slice(0, 1), grades: abc }, { a: number(3.5) }],
    [
      'goes along a scale as far as rounding asks, half away from zero',
      'b 6 (5) -> C',
      {
        cards: [card(slope('b', [1, 0], [21, 10]))],
        grades: [{ grade: 'A', from: 10 }, { grade: 'B', from: 5 }, { grade: 'C', from: 3 }, { grade: 'D' }],
        actionable: both.slice(1),
      },
      at(0, 1),
    ],
    [
      'goes along a scale that weighs',
      'b 40 (39) -> B',
      {
        cards: [{ ...card(slope('b', [1, 0], [101, 100])), weights: { direct: { b: 0.5 } } }],
        grades: [{ grade: 'A', from: 30 }, { grade: 'B', from: 20 }, { grade: 'C' }],
        actionable: both.slice(1),
      },
      at(0, 1),
    ],
    [
      'does what lifts a cap, be it dearer',
      'a 2 (3), b 10 (10) -> A',
      { cards: [card(few, many)], caps: [{ code: 'L', when: [asks('b', '<', 10)], best: 'B' }], actionable: both, grades: abc },
      at(3),
      {},
      0,
    ],
    [
      'goes over to another card',
      'b 6 (6) -> A',
      {
        cards: [
          { ...card(few), population: [asks('b', '<=', 5)] },
          { ...card(steps('b', [0, 30])), name: 'd', population: [asks('b', '>', 5)] },
        ],
        actionable: both.slice(1),
      },
      at(3),
    ],
    [
      'goes no further than the last issued grade allows',
      'unreachable',
      {
        cards: [card(few)],
        caps: [{ code: 'L', when: [], notches: 1 }],
        actionable: both.slice(0, 1),
        grades: abc,
      },
      at(3),
      { last: { grade: 'C', asOf: '2026-01-01' } },
      0,
    ],
    [
      'counts with an override',
      'a 2 (3) -> A',
      {
        cards: [card(few)],
        overrides: { causes: { O: text }, notches: 1, months: 12 },
        actionable: both.slice(0, 1),
        grades: abc,
      },
      at(3),
      { override: { id: 'o', grade: 'A', cause: 'O' } },
    ],
    ['has none beside a review', 'unreachable', { cards: [card(few)], actionable: both.slice(0, 1) }, at(3), { review: { id: 'r', grade: 'D', cause: 'R' } }],
    ['leaves what is missing', 'unreachable', { cards: [card(few, many)], actionable: [{ indicator: 'b', cost: 1 }] }, { a: number(3) }],
    [
      'counts what is missing from the bound on its worse side',
      'b 10 (8) -> C',
      {
        cards: [card(few, many)],
        actionable: [{ indicator: 'b', from: 2, cost: 1 }],
        grades: [{ grade: 'A', from: 30 }, { grade: 'B', from: 20 }, { grade: 'C', from: 10 }, { grade: 'D' }],
      },
      { a: number(3) },
    ],
    [
      'ends what stands in for a score',
      'a 2 (3) -> B',
      {
        cards: [card(few)],
        coldStart: [{ code: 'S', when: [asks('a', '>=', 3)], grade: 'C' }],
        actionable: both.slice(0, 1),
        grades: [{ grade: 'A', from: 30 }, { grade: 'B', from: 10 }, { grade: 'C' }],
      },
      at(3),
    ],
    [
      'says under which knock-outs there is none',
      'knocked_out K,M',
      {
        cards: [card(few)],
        knockouts: [
          { code: 'K', when: [asks('a', '>', 2)], grade: 'D' },
          { code: 'M', when: [asks('a', '>', 1)], grade: 'C' },
        ],
        actionable: both.slice(0, 1),
      },
      at(3),
    ],
    [
      'leads into no knock-out',
      'a 2 (3) -> B',
      {
        cards: [card(few)],
        knockouts: [{ code: 'K', when: [asks('a', '<=', 1)], grade: 'C' }],
        actionable: both.slice(0, 1),
        grades: abc,
      },
      at(3),
    ],
    ['stops at the best', 'best', { cards: [card(few)], grades: [{ grade: 'A', from: 20 }, { grade: 'B' }], actionable: both }, at(0)],
    ['has nothing to better without a grade', 'unrated', { cards: [card(few)], actionable: both }, { a: special(-9) }],
    ['stands where the grade is that good', 'stands', { cards: [card(few)], actionable: both }, at(0), {}, 3],
  ])('%s: %s', (_, expected, document, values, given, wanted) => {
    expect(way(document, values, given, wanted)).toBe(expected);
  });

  it('gives up where there are too many ways to be certain', () => {
    const names = Array.from({ length: 12 }, (_, n) => `i${n}`);
    const knots = [0, 1, 2, 3].map((at) => ({ at: at * 20, points: at * 33 }));
    const document = {
      indicators: Object.fromEntries(names.map((name) => [name, { ...sum, measure: 'mean' }])),
      cards: [{ name: 'c', decimals: 2, characteristics: names.map((indicator) => ({ indicator, bins: [], scale: { knots } })) }],
      grades: [{ grade: 'A', from: 700.5 }, { grade: 'B' }],
      actionable: names.map((indicator) => ({ indicator, cost: 1, step: 0.01 })),
    };
    expect(way(document, Object.fromEntries(names.map((name, nth) => [name, number(nth / 7)])))).toBe('too_large');
  });
});
