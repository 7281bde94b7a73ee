import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Knot, scaleText } from '../../src/rating/card/scorecard.ts';
import { missing, type Value } from '../../src/rating/indicator.ts';
import type { Ruleset } from '../../src/rating/ruleset.ts';
import { number, rate, rulesetOf, special, word } from './card.ts';
import { faultsOf, type Loose } from './document.ts';

const knots = [
  { at: 0, points: 10 },
  { at: 6, points: -20 },
  { at: 12, points: -21 },
];
const scaled = (more: Loose = {}, card: Loose = {}): Ruleset =>
  rulesetOf((d) => {
    Object.assign(d.cards[0], { initial: 0, ...card });
    d.cards[0].characteristics = [{ indicator: 'worst', reason: 'LATE', scale: { knots }, ...more }];
  });

describe('a scale', () => {
  it.each<[string, Value, Loose, Loose, number, number | null]>([
    ['on a knot', number(0), {}, {}, 0, 10],
    ['on an inner knot', number(6), {}, {}, 0, -20],
    ['between knots', number(3), {}, {}, 0, -5],
    ['flat below', number(-7), {}, {}, 0, 10],
    ['flat above', number(1e12), {}, {}, 0, -21],
    ['half away from zero', number(9), {}, {}, 0, -21],
    ["in the card's decimals", number(9), {}, { decimals: 1 }, 0, -20.5],
    ['a third', number(8), {}, { decimals: 2 }, 0, -20.33],
    [
      'a half on paper',
      number(0.145),
      {
        scale: {
          knots: [
            { at: 0, points: 0 },
            { at: 1, points: 100 },
          ],
        },
      },
      {},
      0,
      15,
    ],
    [
      'a knot of more decimals than the card',
      number(0),
      {
        scale: {
          knots: [
            { at: 0, points: 1.5 },
            { at: 1, points: 7 },
          ],
        },
      },
      {},
      0,
      2,
    ],
    ['missing without a bin', missing, {}, {}, -1, null],
    ['special without a bin', special(-2), {}, {}, -1, null],
    ['a word', word('late'), {}, {}, -1, null],
    ['missing with a bin', missing, { bins: [{ missing: true, points: 3 }] }, {}, 0, 3],
    [
      'special with a bin',
      special(-2),
      {
        bins: [
          { missing: true, points: 3 },
          { special: -2, points: 4 },
        ],
      },
      {},
      1,
      4,
    ],
    [
      'a bin first',
      number(3),
      {
        bins: [
          { missing: true, points: 3 },
          { from: 3, to: 4, points: 99 },
        ],
      },
      {},
      1,
      99,
    ],
    [
      'the scale beside bins',
      number(4),
      {
        bins: [
          { missing: true, points: 3 },
          { from: 3, to: 4, points: 99 },
        ],
      },
      {},
      2,
      -10,
    ],
  ])('gives points: %s', (_, value, more, card, bin, points) => {
    const evaluation = rate(scaled(more, card), { worst: value });
    expect([evaluation.bins, evaluation.points, evaluation.state]).toEqual([[bin], [points], points === null ? 'invalid' : 'rated']);
  });

  it.each<[string, Loose, Loose, Value, Loose]>([
    ['its highest knot', {}, { baseline: 'max' }, number(3), [{ code: 'LATE', difference: 15 }]],
    ['its highest bin', { bins: [{ missing: true, points: 50 }] }, { baseline: 'max' }, number(0), [{ code: 'LATE', difference: 40 }]],
    ['its lowest knot', {}, { baseline: 'min', reversed: true }, number(0), [{ code: 'LATE', difference: 31 }]],
    ['the mean of bins and knots', { bins: [{ missing: true, points: 19 }] }, { baseline: 'mean' }, number(6), [{ code: 'LATE', difference: 17 }]],
    [
      'its neutral knot',
      { scale: { knots: [knots[0], { ...knots[1], neutral: true }] } },
      { baseline: 'neutral', reversed: true },
      number(0),
      [{ code: 'LATE', difference: 30 }],
    ],
    ['what is given', { baseline: 12 }, { baseline: 'other' }, number(0), [{ code: 'LATE', difference: 2 }]],
    [
      'the rounded knot',
      {
        scale: {
          knots: [
            { at: 0, points: 10.4 },
            { at: 6, points: 0 },
          ],
        },
      },
      { baseline: 'max' },
      number(0),
      [],
    ],
  ])('gives reasons against %s', (_, more, card, value, reasons) => {
    expect(rate(scaled(more, card), { worst: value }).reasons).toEqual(reasons);
  });

  it.each([
    [-1, 'scale below 0'],
    [0, 'scale from 0 to 6'],
    [6, 'scale from 6 to 12'],
    [12, 'scale from 12'],
  ])('is named at %d', (value, text) => {
    expect(scaleText(knots, value)).toBe(text);
  });
});

describe('a check of scales', () => {
  const at = 'cards[0].characteristics[0]';
  const changed = (
    scale: unknown,
    bins: unknown = [
      { missing: true, points: 0 },
      { special: -2, points: 0 },
    ],
  ): Loose => ({ [`${at}.scale`]: scale, [`${at}.bins`]: bins, golden: [], 'reasons.LATE_ONCE': undefined });

  it.each<[string, Loose, string[]]>([
    ['nothing wrong', changed({ knots }), []],
    ['a single knot', changed({ knots: [knots[0]] }), [`${at}.scale.knots RATING_TOO_SMALL`]],
    ['knots out of order', changed({ knots: [knots[1], knots[0]] }), [`${at}.scale.knots[1].at RATING_KNOTS_ORDER`]],
    ['a knot twice', changed({ knots: [knots[0], knots[0], knots[1]] }), [`${at}.scale.knots[1].at RATING_KNOTS_ORDER`]],
    ['points beyond the limit', changed({ knots: [knots[0], { at: 6, points: 1e7 }] }), [`${at}.scale.knots[1].points RATING_TOO_BIG`]],
    ['a knot beyond all numbers', changed({ knots: [knots[0], { at: 1e300, points: 1 }] }), [`${at}.scale.knots[1].at RATING_TOO_BIG`]],
    ['a knot that is none', changed({ knots: [knots[0], { at: Number.NaN, points: 1 }] }), [`${at}.scale.knots[1].at RATING_NOT_FINITE`]],
    ['no bin for missing', changed({ knots }, [{ special: -2, points: 0 }]), [`~${at}.bins RATING_BIN_MISSING_ABSENT`]],
    ['no bin for a special code', changed({ knots }, [{ missing: true, points: 0 }]), [`~${at}.bins RATING_BIN_SPECIAL_ABSENT`]],
    [
      'bins that leave it no number',
      changed({ knots }, [
        { missing: true, points: 0 },
        { special: -2, points: 0 },
        { to: 3, points: 1 },
        { from: 2, points: 1 },
      ]),
      [`${at}.scale RATING_BIN_UNREACHABLE`],
    ],
    [
      'neither bins nor scale',
      changed(undefined, []),
      [`${at} RATING_BINS_NONE`, `~${at}.bins RATING_BIN_MISSING_ABSENT`, `~${at}.bins RATING_BIN_SPECIAL_ABSENT`, `~${at}.bins RATING_BIN_GAP`],
    ],
    ['points lost without a reason', { ...changed({ knots }), [`${at}.reason`]: undefined, 'reasons.LATE': undefined }, [`${at} RATING_REASON_MISSING`]],
    [
      'two neutrals',
      {
        ...changed({ knots: knots.map((each) => ({ ...each, neutral: true })) }),
        'cards[0].baseline': 'neutral',
        'cards[0].characteristics[1].bins[0].neutral': true,
        'cards[0].characteristics[2].bins[0].neutral': true,
      },
      [`${at}.bins RATING_NEUTRAL_NOT_ONE`],
    ],
  ])('names %s', (_, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults);
  });

  it('refuses one over words', () => {
    const service = 'cards[0].characteristics[1]';
    expect(faultsOf({ [`${service}.scale`]: { knots } })).toEqual([`${service}.scale RATING_BIN_UNFIT`]);
  });
});

describe('any scale', () => {
  const thousandths = (most: number) => fc.integer({ min: -most, max: most }).map((each) => each / 1000);
  const scales = fc.uniqueArray(fc.record({ at: thousandths(50_000), points: thousandths(90_000) }), { minLength: 2, maxLength: 6, selector: ({ at }) => at });

  /** On paper: fractions of whole thousandths, rounded half away from zero. */
  const plain = (list: readonly Knot[], value: number, decimals: number): number => {
    const whole = (each: number): bigint => BigInt(Math.round(each * 1000));
    const upper = list.findIndex(({ at }) => value < at);
    const right = list.at(upper) as Knot;
    const left = upper <= 0 ? right : (list[upper - 1] as Knot);
    const run = upper <= 0 ? 1n : whole(right.at) - whole(left.at);
    const over = whole(left.points) * run + (whole(right.points) - whole(left.points)) * (whole(value) - whole(left.at)) * (upper <= 0 ? 0n : 1n);
    const [dividend, divisor] = [over * 10n ** BigInt(decimals), run * 1000n];
    const size = ((dividend < 0n ? -dividend : dividend) * 2n + divisor) / (divisor * 2n);
    return Number(`${dividend < 0n && size > 0n ? '-' : ''}${size}e-${decimals}`);
  };

  it('equals the interpolation on paper', () => {
    fc.assert(
      fc.property(scales, thousandths(60_000), fc.integer({ min: 0, max: 3 }), (list, value, decimals) => {
        const sorted = list.toSorted((a, b) => a.at - b.at);
        const { points, score } = rate(scaled({ scale: { knots: sorted } }, { decimals }), { worst: number(value) });
        expect(points[0]).toBe(plain(sorted, value, decimals));
        expect(score).toBe(points[0]);
      }),
      { numRuns: 500 },
    );
  });

  it('stays between the points of its knots', () => {
    fc.assert(
      fc.property(scales, thousandths(60_000), (list, value) => {
        const sorted = list.toSorted((a, b) => a.at - b.at);
        const [points] = rate(scaled({ scale: { knots: sorted } }, { decimals: 3 }), { worst: number(value) }).points;
        expect(points).toBeGreaterThanOrEqual(Math.min(...list.map((each) => each.points)));
        expect(points).toBeLessThanOrEqual(Math.max(...list.map((each) => each.points)));
      }),
    );
  });
});
