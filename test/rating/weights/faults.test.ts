import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/graphql/texts.ts';
import { check } from '../../../src/rating/check/check.ts';
import { attributes, type Loose } from '../document.ts';
import { found, weighed } from './weighed.ts';

const direct = { worst: 0.5, service: 0.2, cover: 0.3 };
const compare = ['worst', 'service', 'cover'];
const even = [[1, 1, 1], [1, 1], [1]];
const eleven = Array.from({ length: 11 }, (_, at) => `c${at}`);

/** What the check says of a document with these weights: code, path below the card, and a text for people where one is asked for. */
const said = (weights: Loose, spoil?: (document: Loose) => void) =>
  check(weighed(weights, spoil), attributes).faults.map(({ code, path, params, severity }) => ({
    told: `${severity === 'warning' ? '~' : ''}${code.replace('RATING_', '')} ${path.replace('cards[0].', '')}`,
    text: textOf(code, 'en', params).message,
  }));

describe('a card with weights is refused', () => {
  it.each<[string, Loose, string[]]>([
    ['with two ways at once', { direct, ahp: { compare, matrix: even } }, ['WEIGHTS_FORM weights']],
    ['with none', {}, ['WEIGHTS_FORM weights']],
    ['with nothing to normalise', { ahp: { compare, matrix: even }, normalise: true }, ['WEIGHTS_NORMALISE weights.normalise']],
    ['when given weights do not sum to 1', { direct: { ...direct, worst: 0.6 } }, ['WEIGHTS_SUM weights.direct']],
    ['when there is nothing to divide by', { direct: { worst: 0, service: 0, cover: 0 }, normalise: true }, ['WEIGHTS_SUM weights.direct']],
    ['when a weight is negative', { direct: { worst: 1.2, service: -0.5, cover: 0.3 } }, ['TOO_SMALL weights.direct.service']],
    ['when a characteristic has none', { direct: { worst: 0.7, cover: 0.3 } }, ['WEIGHTS_MISSING weights.direct']],
    ['when something else has one', { direct: { ...direct, tenure: 0 } }, ['WEIGHTS_UNKNOWN weights.direct.tenure']],
    ['when no indicator is compared', { ahp: { compare: ['worst', 'service', 'x'], matrix: even } }, ['WEIGHTS_UNKNOWN weights.ahp.compare[2]']],
    ['when an indicator is left out', { ahp: { compare: ['worst', 'service'], matrix: [[1, 1], [1]] } }, ['WEIGHTS_MISSING weights.ahp']],
    ['when one is compared twice', { ahp: { compare: ['worst', 'cover', 'worst'], matrix: even } }, ['WEIGHTS_TWICE weights.ahp.compare[2]']],
    [
      'when one is compared on two levels',
      { ahp: { compare: ['a', 'cover'], matrix: [[1, 1], [1]], criteria: { a: { compare, matrix: even } } } },
      ['WEIGHTS_TWICE weights.ahp.criteria.a.compare[2]'],
    ],
    [
      'when a criterion is not compared',
      { ahp: { compare, matrix: even, criteria: { a: { compare: ['x'], matrix: [[1]] } } } },
      ['WEIGHTS_CRITERION weights.ahp.criteria.a', 'WEIGHTS_UNKNOWN weights.ahp.criteria.a.compare[0]'],
    ],
    ['without a judgement', { ahp: { compare } }, ['WEIGHTS_JUDGES weights.ahp']],
    ['with one judgement and several', { ahp: { compare, matrix: even, experts: { li: even } } }, ['WEIGHTS_JUDGES weights.ahp']],
    [
      'with a row short',
      {
        ahp: {
          compare,
          matrix: [
            [1, 1, 1],
            [1, 1],
          ],
        },
      },
      ['WEIGHTS_SIZE weights.ahp.matrix'],
    ],
    [
      'with an entry that is none',
      { ahp: { compare, matrix: [[1, 'much', 0], [1, 1], [1]] } },
      ['WEIGHTS_ENTRY weights.ahp.matrix[0][1]', 'WEIGHTS_ENTRY weights.ahp.matrix[0][2]'],
    ],
    ['when something is not 1 against itself', { ahp: { compare, matrix: [[1, 1, 1], [2, 1], [1]] } }, ['WEIGHTS_DIAGONAL weights.ahp.matrix[1][0]']],
    [
      'when more than ten are compared at once',
      { ahp: { compare: ['a', 'cover'], matrix: [[1, 1], [1]], criteria: { a: { compare: ['worst', 'service', ...eleven.slice(2)], matrix: [[1]] } } } },
      [...eleven.slice(2).map((_, at) => `WEIGHTS_UNKNOWN weights.ahp.criteria.a.compare[${at + 2}]`), 'WEIGHTS_MANY weights.ahp.criteria.a.compare'],
    ],
    ['when shares do not sum to 1', { mix: [{ share: 0.5, weights: { direct } }] }, ['WEIGHTS_SHARES weights.mix']],
    [
      'when a part of a mix is not sound',
      { mix: [{ share: 1, weights: { direct: { worst: 1 } } }] },
      ['WEIGHTS_MISSING weights.mix[0].weights.direct', 'WEIGHTS_MISSING weights.mix[0].weights.direct'],
    ],
    ['when a part of a mix has no way', { mix: [{ share: 1, weights: {} }] }, ['WEIGHTS_FORM weights.mix[0].weights']],
    ['when the day of an entropy is none', { entropy: { asOf: '2026-02-30' } }, ['DAY weights.entropy.asOf', 'WEIGHTS_WORD weights']],
    ['before the weights of a matrix stand in it', { ahp: { compare, matrix: even } }, ['WEIGHTS_UNWEIGHED weights']],
    [
      'when they stand there without what they were found from',
      { ahp: { compare, matrix: even }, result: { worst: 1 / 3, service: 1 / 3, cover: 1 / 3 } },
      ['WEIGHTS_UNFOUND weights.found'],
    ],
    ['when given weights claim to be found', { ...found({ direct }), found: { randomIndex: [0] } }, ['WEIGHTS_UNFOUND weights.found']],
    ['when a given weight changed', { direct: { ...direct, worst: 0.4, cover: 0.4 }, result: direct }, ['WEIGHTS_STALE weights.result']],
  ])('%s', (_, weights, faults) => {
    expect(said(weights).map(({ told }) => told)).toEqual(faults);
  });

  it('when a comparison and its counterpart do not agree, with the pair, both values and what would fit', () => {
    const matrix = [
      [1, 3, 5],
      ['1/4', 1, 3],
      ['1/5', '1/3', 1],
    ];
    expect(said({ ahp: { compare, matrix } })).toEqual([
      { told: 'WEIGHTS_RECIPROCAL weights.ahp.matrix[1][0]', text: 'The matrix is not reciprocal: worst to service is 3, but service to worst is 1/4.' },
    ]);
    expect(check(weighed({ ahp: { compare, matrix } }), attributes).faults[0]?.params).toMatchObject({ fit: '1/3' });
  });

  it('when comparisons contradict each other, with the pair most out of line', () => {
    const payment = { compare: ['worst', 'service', 'x', 'y'], matrix: [[1, 3, 9, 9], [1, 3, 3], [1, '1/9'], [1]] };
    const [fault] = said({ ahp: payment }, (document) => {
      const [{ characteristics }] = document.cards;
      document.indicators = { ...document.indicators, x: document.indicators.worst, y: document.indicators.worst };
      characteristics[2] = { ...characteristics[0], indicator: 'x' };
      characteristics.push({ ...characteristics[0], indicator: 'y' });
    }).filter(({ told }) => told.startsWith('WEIGHTS'));
    expect(fault).toEqual({
      told: 'WEIGHTS_INCONSISTENT weights.ahp.matrix[2][1]',
      text: 'The comparisons contradict each other: consistency ratio 0.242979, at most 0.1. Most out of line is x to y: 1/9, where the weights found say 1/3.36.',
    });
  });

  it('when three comparisons contradict each other, with the first: any of them may be wrong', () => {
    const [fault] = said({ ahp: { compare, matrix: [[1, 7, '1/3'], [1, 5], [1]] } });
    expect(fault?.told).toBe('WEIGHTS_INCONSISTENT weights.ahp.matrix[0][1]');
  });

  it('when several experts contradict each other together; one of them alone is told', () => {
    const strange = [[1, 7, '1/3'], [1, 5], [1]];
    expect(said({ ahp: { compare, experts: { li: strange, wang: strange } } }).map(({ told }) => told)).toEqual(['WEIGHTS_INCONSISTENT weights.ahp.experts']);
    const mild = [[1, 2, 2], [1, 3], [1]];
    const weights = found({ ahp: { compare, experts: { li: mild, wang: [[1, 1, 1], [1, 1], [1]] } } });
    expect(said(weights)).toEqual([
      { told: '~WEIGHTS_EXPERT weights.ahp.experts.li', text: expect.stringMatching(/^li contradicts themselves: consistency ratio 0\.1/) },
    ]);
  });

  it.each<[string, Loose, string]>([
    [
      'a bin',
      {
        bins: [
          { missing: true, points: 101 },
          { to: 1, points: 3 },
          { from: 1, points: -0.5 },
        ],
      },
      'bins[0].points bins[2].points',
    ],
    [
      'a knot',
      {
        bins: [{ missing: true, points: 0 }],
        scale: {
          knots: [
            { at: 0, points: 0 },
            { at: 5, points: 120 },
          ],
        },
      },
      'scale.knots[1].points',
    ],
  ])('when %s gives no score from 0 to 100', (_, characteristic, places) => {
    const faults = said({ direct }, (document) => Object.assign(document.cards[0].characteristics[2], characteristic));
    expect(faults.map(({ told }) => told)).toEqual(places.split(' ').map((place) => `WEIGHTS_POINTS characteristics[2].${place}`));
  });

  it('when an entropy is to be of words, or of what is neither better nor worse', () => {
    const numbers = (document: Loose) => {
      document.cards[0].characteristics.splice(1, 1);
      document.indicators.cover.better = 'neither';
    };
    expect(
      said({ entropy: { asOf: '2026-01-01' } }, numbers)
        .filter(({ told }) => !told.startsWith('~'))
        .map(({ told }) => told),
    ).toEqual(['WEIGHTS_DIRECTION indicators.cover.better']);
  });
});

describe('a card with weights is sound', () => {
  const spread = {
    asOf: '2026-01-01',
    knownAt: '2026-02-01T00:00:00.000Z',
    count: 4,
    indicators: { worst: { count: 3, entropy: 0.5 }, cover: { count: 4, entropy: 0.75 } },
  };
  const two = (document: Loose) => {
    document.cards[0].characteristics.splice(1, 1);
    delete document.indicators.service;
    delete document.reasons.SERVICE;
  };

  it.each<[string, Loose]>([
    ['given', { direct }],
    ['given, and told', found({ direct })],
    ['given, a hair above 1', found({ direct: { worst: 1 + 5e-10, service: 0, cover: 0 } })],
    ['of matrices', found({ ahp: { compare, matrix: even } })],
    ['of experts', found({ ahp: { compare, experts: { li: even, wang: [[1, 2, 2], [1, 1], [1]] } } })],
    [
      'mixed',
      found({
        mix: [
          { share: 0.5, weights: { direct } },
          { share: 0.5, weights: { ahp: { compare, matrix: even } } },
        ],
      }),
    ],
  ])('with weights %s', (_, weights) => {
    expect(said(weights)).toEqual([]);
  });

  it('with weights of entropies that were measured, as of the day it asks for', () => {
    const result = { worst: 2 / 3, cover: 1 / 3 };
    expect(said({ entropy: { asOf: '2026-01-01' }, result, found: { entropy: spread } }, two)).toEqual([]);
    expect(said({ entropy: { asOf: '2026-01-02' }, result, found: { entropy: spread } }, two).map(({ told }) => told)).toEqual([
      'WEIGHTS_UNFOUND weights.found',
    ]);
    expect(said({ entropy: { asOf: '2026-01-01' }, result: { worst: 0.5, cover: 0.5 }, found: { entropy: spread } }, two).map(({ told }) => told)).toEqual([
      'WEIGHTS_STALE weights.result',
    ]);
  });
});
