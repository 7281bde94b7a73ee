import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile, evaluate } from '../../../src/rating/card/evaluator.ts';
import { decide } from '../../../src/rating/decision/decision.ts';
import type { Given } from '../../../src/rating/decision/given.ts';
import { missing, type Value } from '../../../src/rating/indicator.ts';
import { type Action, actionsOf } from '../../../src/rating/path/move.ts';
import { pathTo } from '../../../src/rating/path/path.ts';
import type { Ruleset } from '../../../src/rating/ruleset.ts';
import { number, special } from '../card.ts';
import { readOf, text, valuesOf } from './ways.ts';

/** Every combination of what the actions allow, each evaluated. */
function forced(ruleset: Ruleset, values: readonly Value[], given: Given, actions: readonly Action[], target: number): number | undefined {
  const plan = compile(ruleset);
  let best: number | undefined;
  const go = (nth: number, held: readonly Value[], cost: number): void => {
    const action = actions[nth];
    if (action === undefined) {
      const { gradeIndex } = decide(plan, held, evaluate(plan, held), given);
      if (gradeIndex >= 0 && gradeIndex <= target && (best === undefined || cost < best)) best = cost;
      return;
    }
    go(nth + 1, held, cost);
    const now = held[action.at] as Value;
    const origin = now.state === 'value' ? (now.value as number) : action.origin;
    if (origin === undefined) return;
    for (let steps = Math.ceil(action.least / action.step); steps <= action.most / action.step; steps++) {
      const value = steps * action.step;
      go(nth + 1, held.with(action.at, number(value)), cost + action.cost * Math.abs(value - origin));
    }
  };
  go(0, values, 0);
  return best;
}

const edge = fc.integer({ min: -2, max: 18 }).map((n) => n / 2);
const points = fc.oneof(
  fc.integer({ min: -20, max: 40 }),
  fc.integer({ min: -40, max: 80 }).map((n) => n / 4),
);
const bins = fc.tuple(fc.array(edge, { maxLength: 4 }), fc.array(points, { minLength: 9, maxLength: 9 }), fc.nat({ max: 5 })).map(([edges, given, gap]) => {
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  const ranges = [undefined, ...cuts].map((from, nth) => ({ ...(from === undefined ? {} : { from }), ...(nth < cuts.length ? { to: cuts[nth] } : {}) }));
  const numbers = ranges.filter((range) => Object.keys(range).length > 0).map((range, nth) => ({ ...range, points: given[nth] as number }));
  return [
    { missing: true, points: given[7] },
    { special: -9, points: given[8] },
    ...(gap > 0 ? (numbers.length > 0 ? numbers : [{ from: -100, points: given[0] }]) : numbers.slice(1)),
  ];
});
const scale = fc.uniqueArray(fc.tuple(edge, points), { minLength: 2, maxLength: 4, selector: ([at]) => at }).map((knots) => ({
  knots: knots.sort(([a], [b]) => a - b).map(([at, each]) => ({ at, points: each })),
}));
const characteristic = (indicator: string) =>
  fc
    .tuple(bins, fc.option(scale, { nil: undefined }))
    .map(([own, slope]) => ({ indicator, bins: slope ? own.slice(0, 3) : own, ...(slope ? { scale: slope } : {}) }));
const condition = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('<', '<=', '>', '>=', '=', '<>'), edge)
  .map(([indicator, op, value]) => ({ indicator, op, value }));
const asked = fc.oneof({ weight: 5, arbitrary: condition }, { weight: 1, arbitrary: fc.constant({ indicator: 'a', missing: true }) });
const when = fc.array(asked, { minLength: 1, maxLength: 2 });
const grade = fc.constantFrom('A', 'B', 'C', 'D');

const documents = fc
  .record({
    split: fc.option(condition, { nil: undefined }),
    cards: fc.array(
      fc.record({
        decimals: fc.constantFrom(0, 0, 1, 2),
        weights: fc.option(fc.tuple(fc.constantFrom(0.1, 0.25, 1 / 3), fc.constantFrom(0, 0.3, 0.7), fc.constantFrom(0.2, 0.45)), { nil: undefined, freq: 2 }),
        initial: fc.integer({ min: -10, max: 20 }),
        characteristics: fc.tuple(characteristic('a'), characteristic('b'), characteristic('c')).chain((all) => fc.subarray(all, { minLength: 1 })),
      }),
      { minLength: 2, maxLength: 2 },
    ),
    scope: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(condition, { maxLength: 1 }) }),
    knockouts: fc.array(fc.tuple(when, grade, fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined })), { maxLength: 2 }),
    coldStart: fc.array(fc.tuple(when, grade), { maxLength: 1 }),
    caps: fc.array(fc.tuple(when, fc.oneof(grade, fc.integer({ min: 0, max: 2 }))), { maxLength: 2 }),
    costs: fc.array(fc.constantFrom(1, 1, 2, 0.5, 3.7), { minLength: 3, maxLength: 3 }),
    actionable: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
    bounds: fc.array(fc.tuple(edge, edge), { minLength: 3, maxLength: 3 }),
    steps: fc.array(fc.constantFrom(1, 1, 0.5, 2), { minLength: 3, maxLength: 3 }),
  })
  .map(({ split, cards, knockouts, coldStart, caps, costs, actionable, bounds, steps, ...rest }) => {
    const inverse = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '=': '<>', '<>': '=' } as const;
    const weighed = cards.map(({ weights, ...card }) => ({
      ...card,
      ...(weights ? { weights: { direct: { a: weights[0], b: weights[1], c: weights[2] } } } : {}),
    }));
    const second = split && [{ ...split, op: inverse[split.op as '<'] }];
    return readOf({
      ...rest,
      cards: split ? weighed.map((card, nth) => ({ ...card, name: `c${nth}`, population: nth === 0 ? [split] : second })) : [{ ...weighed[0], name: 'c' }],
      knockouts: knockouts.map(([conditions, worst, months], nth) => ({
        code: `K${nth}`,
        when: conditions,
        grade: worst,
        ...(months ? { lasts: { months, since: 'a' } } : {}),
      })),
      coldStart: coldStart.map(([conditions, set], nth) => ({ code: `S${nth}`, when: conditions, grade: set })),
      caps: caps.map(([conditions, bound], nth) => ({
        code: `L${nth}`,
        when: conditions,
        ...(typeof bound === 'string' ? { best: bound } : { notches: bound }),
      })),
      actionable: actionable.map((indicator, nth) => {
        const [x, y] = bounds[nth] as [number, number];
        return { indicator, from: Math.min(x, y), to: Math.max(x, y) + 2, cost: costs[nth], step: steps[nth] };
      }),
      overrides: { causes: { O: text }, notches: 1, alone: 1, months: 12 },
    });
  });
const held = fc.oneof(
  { weight: 6, arbitrary: edge.map(number) },
  { weight: 2, arbitrary: fc.constantFrom(number(0.3), number(7.25), number(1 / 3)) },
  { weight: 1, arbitrary: fc.constantFrom(missing, special(-9)) },
);
const givens: fc.Arbitrary<Given> = fc.record({
  last: fc.option(
    grade.map((each) => ({ grade: each, asOf: '2025-01-01' })),
    { nil: null },
  ),
  override: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: grade.map((each) => ({ id: 'o', grade: each, cause: 'O' })) },
    { weight: 2, arbitrary: fc.tuple(grade, fc.constantFrom(-2, -1, 1, 2)).map(([each, notches]) => ({ id: 'o', grade: each, cause: 'O', notches })) },
  ),
  review: fc.constant(null),
});

it('costs as little as any combination of all that the actions allow, and leads there', () => {
  fc.assert(
    fc.property(documents, fc.tuple(held, held, held), givens, fc.constantFrom(undefined, 0, 1), (ruleset, [a, b, c], given, wanted) => {
      const plan = compile(ruleset);
      const values = valuesOf(ruleset, { a, b, c });
      const actions = actionsOf(ruleset);
      const path = pathTo(plan, values, given, actions, wanted);
      expect(path.outcome).not.toBe('too_large');
      if (path.outcome !== 'reached' && path.outcome !== 'unreachable') return;
      const cost = forced(ruleset, values, given, actions, path.target);
      expect(path.outcome).toBe(cost === undefined ? 'unreachable' : 'reached');
      if (path.outcome !== 'reached') return;
      expect(path.cost).toBeCloseTo(cost as number, 9);
      const changed = path.changes.reduce<readonly Value[]>((all, { indicator, to }) => all.with(plan.indicators.indexOf(indicator), number(to)), values);
      expect(decide(plan, changed, evaluate(plan, changed), given)).toEqual(path.decision);
      expect(path.decision.gradeIndex).toBeLessThanOrEqual(path.target);
    }),
    { numRuns: 2000 },
  );
});
