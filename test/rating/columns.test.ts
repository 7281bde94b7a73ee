import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closuresOf } from '../../src/rating/card/closures.ts';
import { columnsOf, evaluationsOf, outcomeOf } from '../../src/rating/card/columns.ts';
import { compile, type Evaluation, evaluate, type Plan } from '../../src/rating/card/evaluator.ts';
import { kernelOf } from '../../src/rating/card/kernel.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import type { Ruleset } from '../../src/rating/ruleset.ts';
import { number, rulesetOf, special, word } from './card.ts';
import type { Loose } from './document.ts';

const words = ['gas', 'water', 'card', 'loan'];
const finite = [-0, 0, 5e-324, -5e-324, 1, 1 - 2 ** -53, 1 + 2 ** -52, 2, 3.5, 10, 10.000000000000002, -7, 1e6, -Number.MAX_VALUE, Number.MAX_VALUE];
const tame = finite.filter((cut) => Math.abs(cut) <= 1e6);

const cut = fc.oneof(fc.constantFrom(...tame), fc.integer({ min: -20, max: 20 }));
const code = fc.constantFrom('A', 'B', 'C', 'D', 'E', undefined);
const whole = fc.integer({ min: -40, max: 60 });
const fraction = fc.integer({ min: -4_000, max: 6_000 }).map((hundredths) => hundredths / 100);

const bin = (points: fc.Arbitrary<number>) =>
  fc
    .record({
      kind: fc.oneof(
        { weight: 6, arbitrary: fc.record({ from: fc.option(cut, { nil: undefined }), to: fc.option(cut, { nil: undefined }) }) },
        { weight: 2, arbitrary: fc.constant({ missing: true }) },
        { weight: 1, arbitrary: fc.record({ special: fc.constantFrom(-9, -2, 1) }) },
        { weight: 2, arbitrary: fc.record({ in: fc.subarray(words, { minLength: 1 }) }) },
      ),
      points,
      reason: fc.option(code, { nil: undefined, freq: 4 }),
    })
    .map(({ kind, points, reason }) => ({ ...kind, points, reason }));

const scale = fc.uniqueArray(fc.tuple(cut, whole), { minLength: 2, maxLength: 5, selector: ([at]) => at + 0 }).map((knots) => ({
  knots: knots.map(([at, points]) => ({ at, points })).sort((a, b) => a.at - b.at),
}));

const characteristic = (points: fc.Arbitrary<number>, scales: boolean) =>
  fc.record({
    // Many a cut, so that both ways of finding a bin are met.
    bins: fc.oneof({ weight: 5, arbitrary: fc.array(bin(points), { minLength: 1, maxLength: 7 }) }, fc.array(bin(points), { minLength: 9, maxLength: 24 })),
    rest: fc.constantFrom(...(scales ? ['all', 'all', 'all', 'all', 'scale'] : ['all', 'all', 'all', 'all', 'none'])),
    scale,
    points,
    reason: code,
    baseline: fc.option(points, { nil: undefined }),
  });

const population = fc.array(
  fc.oneof(
    fc.record({ indicator: fc.constantFrom('ia', 'ib'), op: fc.constantFrom('<', '<=', '>', '>=', '=', '<>'), value: cut }),
    fc.record({
      indicator: fc.constantFrom('ia', 'ib'),
      op: fc.constant('in'),
      value: fc.array(fc.oneof(cut, fc.constantFrom(...words)), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ indicator: fc.constantFrom('ia', 'ib'), missing: fc.boolean() }),
    fc.record({ indicator: fc.constantFrom('ia', 'ib'), special: fc.constantFrom(-9, -2) }),
  ),
  { minLength: 1, maxLength: 2 },
);

const card = (points: fc.Arbitrary<number>, scales: boolean, most: number) =>
  fc.record({
    characteristics: fc.array(characteristic(points, scales), { minLength: 1, maxLength: most }),
    initial: points,
    decimals: fc.integer({ min: 0, max: 2 }),
    baseline: fc.constantFrom('max', 'min', 'mean', 'neutral', 'other'),
    reversed: fc.boolean(),
    population,
    weights: fc.option(fc.array(fc.constantFrom(0, 1, 1, 2, 3, 0.7, 1 / 3), { minLength: most, maxLength: most }), { nil: undefined, freq: 2 }),
  });

const names = Array.from({ length: 40 }, (_, at) => `i${String.fromCharCode(97 + (at % 26))}${at < 26 ? '' : 'x'}`);

/** Any card, also one the check would refuse: the forms agree whatever it says. */
const built = (cards: Loose[], isOne: boolean): Ruleset =>
  rulesetOf((d) => {
    d.indicators = Object.fromEntries(names.map((name) => [name, d.indicators.paid]));
    d.cards = cards.map(({ characteristics, population, weights, ...rest }, nth) => ({
      name: `c${nth}`,
      ...rest,
      ...(weights ? { weights: { normalise: true, direct: weighed(characteristics, weights) } } : {}),
      population: isOne ? [] : population,
      characteristics: characteristics.map(({ bins, rest: after, scale, points, reason, baseline }: Loose, at: number) => ({
        indicator: names[at],
        reason,
        baseline,
        bins: after === 'all' ? [...bins, { missing: true, points }, { to: 4, points }, { from: 4, points: points + 1 }, { in: words, points }] : bins,
        ...(after === 'scale' ? { scale } : {}),
      })),
    }));
    d.grades = [{ grade: 'A', from: 60 }, { grade: 'B', from: 20 }, { grade: 'C', from: 20.5 }, { grade: 'D' }];
  });

const weighed = (characteristics: Loose[], weights: number[]): Record<string, number> =>
  Object.fromEntries(characteristics.map((_, at) => [names[at], at === 0 ? 1 : (weights[at] as number)]));

const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 6, arbitrary: cut.map(number) },
  { weight: 2, arbitrary: fc.double({ min: -25, max: 25 }).map(number) },
  { weight: 1, arbitrary: fc.constantFrom(...finite, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN).map(number) },
  { weight: 2, arbitrary: fc.constant(missing) },
  { weight: 1, arbitrary: fc.constantFrom(-9, -2, 1, 7).map(special) },
  { weight: 2, arbitrary: fc.constantFrom(...words, 'steam').map(word) },
);

/** One of the rows at each place: customers enough for several blocks at the price of a few. */
const spread = (kinds: readonly Value[][], count: number): Value[][] =>
  Array.from({ length: count }, (_, row) => names.map((_, at) => (kinds[(row * 7 + at * (row % 5)) % kinds.length] as Value[])[at] ?? missing));

function evaluations(plan: Plan, customers: Value[][], of: typeof kernelOf): Evaluation[] {
  const columns = columnsOf(plan, customers);
  const outcome = outcomeOf(plan, customers.length);
  const evaluator = of(plan);
  const half = customers.length >> 1;
  evaluator(columns, 0, half, outcome);
  evaluator(columns, half, customers.length, outcome);
  return evaluationsOf(plan, columns, outcome);
}

/** What the forms did: a property over nothing but invalid rows would prove little. */
const seen = { rated: 0, invalid: 0, reasons: 0, weighed: 0 };

function agree(ruleset: Ruleset, customers: Value[][]): void {
  const plan = compile(ruleset);
  const expected = customers.map((values) => evaluate(plan, values));
  for (const each of expected) {
    seen[each.state] += 1;
    seen.weighed += each.state === 'rated' && ruleset.cards[each.card]?.weights ? 1 : 0;
    seen.reasons += each.reasons.length;
  }
  // toStrictEqual tells 0 from -0 and NaN from nothing.
  expect(evaluations(plan, customers, closuresOf)).toStrictEqual(expected);
  expect(evaluations(plan, customers, kernelOf)).toStrictEqual(expected);
}

describe('columns agree with rows bit for bit', () => {
  const kinds = fc.array(fc.array(value, { minLength: 40, maxLength: 40 }), { minLength: 12, maxLength: 12 });
  const cases: [string, fc.Arbitrary<Loose[]>][] = [
    ['whole points', fc.tuple(card(whole, false, 12))],
    ['whole points of 32 characteristics', fc.tuple(card(whole, false, 32))],
    ['fractions', fc.tuple(card(fraction, false, 6))],
    ['scales and more than 32 characteristics', fc.tuple(card(fraction, true, 40))],
    ['several cards', fc.array(card(fraction, true, 5), { minLength: 2, maxLength: 4 })],
  ];
  it.each(cases)('with %s', (name, cards) => {
    fc.assert(
      fc.property(cards, kinds, (list, rows) => agree(built(list, name !== 'several cards'), spread(rows, 60))),
      { numRuns: 40 },
    );
  });

  it('over many blocks', () => {
    fc.assert(
      fc.property(fc.array(card(whole, true, 4), { minLength: 1, maxLength: 2 }), kinds, (list, rows) =>
        agree(built(list, list.length === 1), spread(rows, 5_000)),
      ),
      { numRuns: 3 },
    );
  });

  it('over rows of every kind', () => {
    expect(seen.rated).toBeGreaterThan(1_000);
    expect(seen.invalid).toBeGreaterThan(1_000);
    expect(seen.reasons).toBeGreaterThan(1_000);
    expect(seen.weighed).toBeGreaterThan(1_000);
  });
});
