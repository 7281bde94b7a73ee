import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, evaluate } from '../../src/rating/card/evaluator.ts';
import { type Decision, decide } from '../../src/rating/decision/decision.ts';
import { type Given, nothing } from '../../src/rating/decision/given.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';

const text = { en: 'x', zh: 'x' };
const indicator = (measure: string, more: object = {}) => ({ fact: 'contract_event', measure, unit: 'x', better: 'lower', label: text, ...more });

/** Grades A to E by 80, 60, 40, 20; a score is what `points` measures. */
function rulesetOf(rules: object): Ruleset {
  const document = {
    kind: 'ruleset',
    name: 'whole',
    title: text,
    dimension: 'credit',
    indicators: Object.fromEntries(['points', 'used', 'theft', 'since_theft', 'unpaid', 'tenure'].map((name) => [name, indicator('count')])),
    cards: [{ name: 'main', characteristics: [{ indicator: 'points', scale: { knots: [0, 100].map((at) => ({ at, points: at })) } }] }],
    grades: [{ grade: 'A', from: 80 }, { grade: 'B', from: 60 }, { grade: 'C', from: 40 }, { grade: 'D', from: 20 }, { grade: 'E' }],
    ...rules,
  };
  const { ruleset, faults } = parse(document);
  if (!ruleset) throw new Error(JSON.stringify(faults));
  return ruleset;
}

const whole = rulesetOf({
  scope: [{ indicator: 'used', op: '>=', value: 500_000 }],
  knockouts: [
    { code: 'THEFT', when: [{ indicator: 'theft', op: '>', value: 0 }], lasts: { months: 12, since: 'since_theft' }, grade: 'D' },
    { code: 'ARREARS', when: [{ indicator: 'unpaid', op: '>=', value: 3 }], grade: 'E' },
  ],
  coldStart: [{ code: 'NEW', when: [{ indicator: 'tenure', op: '<', value: 12 }], grade: 'B' }],
  caps: [
    { code: 'UNPAID', when: [{ indicator: 'unpaid', op: '>', value: 0 }], best: 'B' },
    { code: 'WAS_C', from: ['C', 'D', 'E'], best: 'B' },
    { code: 'RISE', notches: 1 },
  ],
  overrides: { causes: { GUARANTEE: text, EVENT: text }, notches: 2, alone: 1, months: 12 },
});

const usual = { used: 600_000, theft: 0, since_theft: null, unpaid: 0, tenure: 40 };
const valued = (value: number | null): Value => (value === null ? missing : { state: 'value', value });

function outcome(values: Record<string, number | null>, given: Partial<Given> = {}, ruleset = whole): Decision {
  const plan = compile(ruleset);
  const placed = plan.indicators.map((name) => valued({ ...usual, ...values }[name as keyof typeof usual] ?? null));
  return decide(plan, placed, evaluate(plan, placed), { ...nothing, ...given });
}
const last = (grade: string): Partial<Given> => ({ last: { grade, asOf: '2025-01-01' } });
const said = (grade: string, cause = 'GUARANTEE') => ({ id: '1', grade, cause });
/** Decided so many notches from what was computed then. */
const over = (grade: string, notches: number): Partial<Given> => ({ override: { ...said(grade), notches } });
const steps = ({ steps }: Decision): string => steps.map(({ code, binds }) => (binds ? `[${code}]` : code)).join(' ');

describe('a grade goes through its steps', () => {
  it.each<[string, Record<string, number | null>, Partial<Given>, string | null, string, Partial<Decision>]>([
    ['the score decides when nothing else does', { points: 85 }, {}, 'A', 'IN_SCOPE [SCORE]', { score: 85, provisional: false, state: 'rated' }],
    ['a cut-off is closed below', { points: 60 }, {}, 'B', 'IN_SCOPE [SCORE]', { score: 60 }],
    ['outside the scope nobody is rated, never worst', { points: 85, used: 499_999 }, {}, null, '[OUT_OF_SCOPE]', { state: 'outside', score: null }],
    ['the scope is closed where it says so', { points: 85, used: 500_000 }, {}, 'A', 'IN_SCOPE [SCORE]', {}],
    ['what is missing is not in the scope', { points: 85, used: null }, {}, null, '[OUT_OF_SCOPE]', { state: 'outside' }],
    ['a knock-out sets the grade without a score', { points: 95, theft: 1, since_theft: 3 }, {}, 'D', 'IN_SCOPE [THEFT]', { score: null, bins: [] }],
    ['a knock-out holds in its last month', { points: 95, theft: 1, since_theft: 11 }, {}, 'D', 'IN_SCOPE [THEFT]', {}],
    ['and is over when its months are', { points: 95, theft: 1, since_theft: 12 }, {}, 'A', 'IN_SCOPE [SCORE]', {}],
    ['all knock-outs are listed, the worst counts', { points: 95, theft: 1, since_theft: 3, unpaid: 3 }, {}, 'E', 'IN_SCOPE THEFT [ARREARS] UNPAID', {}],
    ['a knock-out comes before a cold start', { points: 95, unpaid: 4, tenure: 1 }, {}, 'E', 'IN_SCOPE [ARREARS] UNPAID', { provisional: false }],
    ['too little known is handled as declared, provisionally', { points: 95, tenure: 3 }, {}, 'B', 'IN_SCOPE [NEW]', { provisional: true, score: null }],
    ['an invalid score is not rated', { points: null }, {}, null, 'IN_SCOPE [SCORE_INVALID]', { state: 'invalid', invalidCharacteristic: 'points' }],
    ['a cap lowers', { points: 95, unpaid: 1 }, {}, 'B', 'IN_SCOPE SCORE [UNPAID]', { score: 95 }],
    ['a cap that would raise does nothing', { points: 30, unpaid: 1 }, {}, 'D', 'IN_SCOPE [SCORE] UNPAID', {}],
    ['no earlier grade, no limit', { points: 95 }, {}, 'A', 'IN_SCOPE [SCORE]', {}],
    ['at most one notch above the last issued grade', { points: 95 }, last('B'), 'A', 'IN_SCOPE [SCORE] RISE', {}],
    ['and no further', { points: 95 }, last('D'), 'C', 'IN_SCOPE SCORE WAS_C [RISE]', {}],
    ['falling is not limited', { points: 5 }, last('A'), 'E', 'IN_SCOPE [SCORE] RISE', {}],
    ['a cap counts from the grades it names', { points: 95 }, last('C'), 'B', 'IN_SCOPE SCORE [WAS_C] RISE', {}],
    ['a last grade that the version does not know limits nothing', { points: 95 }, last('AAA'), 'A', 'IN_SCOPE [SCORE]', {}],
    ['an override moves the grade', { points: 65 }, { override: said('A') }, 'A', 'IN_SCOPE SCORE [GUARANTEE]', { score: 65 }],
    ['by so many notches at most', { points: 5 }, { override: said('A') }, 'C', 'IN_SCOPE SCORE [GUARANTEE]', {}],
    ['also down', { points: 95 }, { override: said('E', 'EVENT') }, 'C', 'IN_SCOPE SCORE [EVENT]', {}],
    ['an override to the grade that is there decides nothing', { points: 65 }, { override: said('B') }, 'B', 'IN_SCOPE [SCORE] GUARANTEE', {}],
    ['an override moves as far as was decided, and no further when the grade falls', { points: 25 }, over('B', 1), 'C', 'IN_SCOPE SCORE [GUARANTEE]', {}],
    ['one that was to better the grade never worsens it', { points: 85 }, over('B', 1), 'A', 'IN_SCOPE [SCORE] GUARANTEE', {}],
    ['nor the other way round', { points: 5 }, over('D', -1), 'E', 'IN_SCOPE [SCORE] GUARANTEE', {}],
    ['a smaller limit of the version holds', { points: 5 }, over('A', 4), 'C', 'IN_SCOPE SCORE [GUARANTEE]', {}],
    ['an override comes after the caps', { points: 95, unpaid: 1 }, { override: said('A') }, 'A', 'IN_SCOPE SCORE UNPAID [GUARANTEE]', {}],
    ['a review has the last word', { points: 95 }, { override: said('B'), review: said('E', 'EVENT') }, 'E', 'IN_SCOPE SCORE GUARANTEE [EVENT]', {}],
    ['nobody overrides what is not rated', { points: null }, { override: said('A') }, null, 'IN_SCOPE [SCORE_INVALID]', { state: 'invalid' }],
    [
      'a person who decides makes a provisional grade final',
      { points: 95, tenure: 3 },
      { override: said('A') },
      'A',
      'IN_SCOPE NEW [GUARANTEE]',
      { provisional: false },
    ],
  ])('%s', (_, values, given, grade, trace, rest) => {
    const decision = outcome(values, given);
    expect([decision.grade, steps(decision)]).toEqual([grade, trace]);
    expect(decision).toMatchObject(rest);
  });

  it('gives the step that binds as the first reason, before points', () => {
    const lossy = rulesetOf({
      cards: [
        {
          name: 'main',
          characteristics: [
            { indicator: 'points', reason: 'LOW', scale: { knots: [0, 100].map((at) => ({ at, points: at })) } },
            {
              indicator: 'tenure',
              reason: 'YOUNG',
              bins: [
                { missing: true, points: 0 },
                { to: 24, points: 0 },
                { from: 24, points: 5 },
              ],
            },
          ],
        },
      ],
      caps: [{ code: 'UNPAID', when: [{ indicator: 'unpaid', op: '>', value: 0 }], best: 'B' }],
    });
    expect(outcome({ points: 90, unpaid: 2, tenure: 1 }, {}, lossy).reasons.map(({ code }) => code)).toEqual(['UNPAID', 'LOW', 'YOUNG']);
    expect(outcome({ points: 50, unpaid: 2, tenure: 1 }, {}, lossy).reasons.map(({ code }) => code)).toEqual(['LOW', 'YOUNG']);
  });

  const drawn = fc.record({
    points: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
    used: fc.constantFrom(null, 400_000, 500_000, 900_000),
    theft: fc.nat({ max: 1 }),
    since_theft: fc.option(fc.nat({ max: 24 }), { nil: null }),
    unpaid: fc.nat({ max: 4 }),
    tenure: fc.constantFrom(3, 12, 40),
  });
  const spoken = fc.option(
    fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F').map((grade) => said(grade)),
    { nil: null },
  );
  const givens = fc.record({
    last: fc.option(
      fc.constantFrom('A', 'B', 'C', 'D', 'E').map((grade) => ({ grade, asOf: '2025-01-01' })),
      { nil: null },
    ),
    override: spoken,
    review: spoken,
  });

  it('has one step that binds, a grade when it is rated only, and is never better than what holds allows', () => {
    fc.assert(
      fc.property(drawn, givens, (values, given) => {
        const decision = outcome(values, given);
        expect(decision.steps.filter(({ binds }) => binds)).toHaveLength(1);
        expect(decision.grade === null).toBe(decision.state !== 'rated');
        if (given.override !== null || given.review !== null || decision.state !== 'rated') return;
        const bounds = decision.steps.filter(({ step }) => step !== 'scope').map(({ grade }) => grade);
        expect(decision.gradeIndex).toBe(Math.max(...bounds));
      }),
    );
  });
});
