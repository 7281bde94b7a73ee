import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/base/limits.ts';
import { check } from '../../../src/rating/check/check.ts';
import { attributes, faultsOf, type Loose, sound } from '../document.ts';

const worst = { indicator: 'worst', cost: 1 };

describe('what may be changed on the path', () => {
  it.each<[string, Loose[], string[]]>([
    ['an indicator of a card, with its bounds', [{ ...worst, from: 0, to: 6, step: 1 }], []],
    ['a derived one that alone reads its parts', [{ indicator: 'cover', cost: 100, to: 2, step: 0.01 }], []],
    ['nobody knows it', [{ indicator: 'tenure', cost: 1 }], ['actionable[0].indicator RATING_INDICATOR_UNKNOWN']],
    ['not even as a name of everything', [{ indicator: 'constructor', cost: 1 }], ['actionable[0].indicator RATING_INDICATOR_UNKNOWN']],
    ['words', [{ indicator: 'service', cost: 1 }], ['actionable[0].indicator RATING_ACTIONABLE_WORD']],
    ['only a derived one reads it', [{ indicator: 'paid', cost: 1 }], ['actionable[0].indicator RATING_ACTIONABLE_IDLE']],
    ['twice', [worst, worst], ['actionable[1] RATING_ACTIONABLE_TWICE']],
    ['for nothing', [{ ...worst, cost: 0 }], ['actionable[0].cost RATING_ACTIONABLE_COST']],
    ['for less', [{ ...worst, cost: -1 }], ['actionable[0].cost RATING_ACTIONABLE_COST']],
    ['bounds the wrong way round', [{ ...worst, from: 2, to: 1 }], ['actionable[0] RATING_ACTIONABLE_BOUNDS']],
    ['one value only', [{ ...worst, from: 2, to: 2 }], []],
    ['no step', [{ ...worst, step: 0 }], ['actionable[0].step RATING_ACTIONABLE_STEP']],
    ['too fine a step', [{ ...worst, step: 0.0000001 }], ['actionable[0].step RATING_ACTIONABLE_STEP']],
    ['further than steps can be counted', [{ indicator: 'cover', cost: 1, to: 1e10 }], ['actionable[0] RATING_ACTIONABLE_FINE']],
    ['a key of another part', [{ ...worst, label: 'x' }], ['actionable[0].label RATING_KEY_UNKNOWN']],
  ])('%s', (_, actionable, faults) => {
    expect(faultsOf({ actionable })).toEqual(faults);
  });

  it('refuses a part of a derived indicator that something reads, and a derived one whose part something reads', () => {
    const document = sound();
    document.indicators.share = { ratio: ['paid', 'worst'], unit: 'ratio', better: 'higher', label: { en: 'x', zh: 'x' } };
    document.caps = [{ code: 'UNPAID', when: [{ indicator: 'share', op: '<', value: 1 }], best: 'B' }];
    document.actionable = [worst, { indicator: 'cover', cost: 1 }];
    expect(check(document, attributes).faults.map(({ path, code, params }) => [path, code, params])).toEqual([
      ['actionable[0].indicator', 'RATING_ACTIONABLE_SHARED', { indicator: 'worst', others: 'share' }],
      ['actionable[1].indicator', 'RATING_ACTIONABLE_SHARED', { indicator: 'cover', others: 'share' }],
    ]);
  });

  it('takes as many as are searched through for certain, and names the rest', () => {
    const document = sound();
    const names = Array.from({ length: limits.actionableIndicators + 2 }, (_, at) => `count${at}`);
    for (const name of names) document.indicators[name] = { ...document.indicators.paid, measure: 'count', column: undefined };
    document.cards[0].characteristics.push(
      ...names.map((indicator) => ({
        indicator,
        reason: 'UNPAID',
        bins: [
          { missing: true, points: 0 },
          { from: 0, points: 0 },
        ],
      })),
    );
    document.actionable = names.map((indicator) => ({ indicator, cost: 1 }));
    document.golden = [];
    const { faults } = check(document, attributes);
    expect(faults).toEqual([
      { code: 'RATING_ACTIONABLE_MANY', severity: 'error', path: 'actionable', params: { count: 14, most: 12, rest: 'count12, count13' } },
    ]);
    document.actionable.length = limits.actionableIndicators;
    expect(check(document, attributes).faults).toEqual([]);
  });
});
