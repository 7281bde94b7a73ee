import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/rating/diff/difference.ts';
import { parse, type Ruleset } from '../../../src/rating/ruleset.ts';
import { type Loose, sound } from '../document.ts';
import { found, indicators, weighed } from './weighed.ts';

const rulesetOf = (document: Loose): Ruleset => parse(document).ruleset as Ruleset;
const sentences = (old: Loose, now: Loose, language: 'en' | 'zh' = 'en'): string[] =>
  difference(rulesetOf(weighed(old)), rulesetOf(weighed(now)), language).map(({ sentence }) => sentence);
const direct = { worst: 0.5, service: 0.2, cover: 0.3 };
const ahp = (matrix: Loose) => ({ ahp: { compare: indicators, matrix } });

describe('a change of weights is told', () => {
  it.each<[string, Loose, Loose, string[]]>([
    [
      'given ones',
      { direct },
      { direct: { worst: 0.4, service: 0.3, cover: 0.3 } },
      ['card main: weight of Worst status 0.5 -> 0.4', 'card main: weight of Service 0.2 -> 0.3'],
    ],
    [
      'a judgement, and what follows',
      found(ahp([[1, 1, 1], [1, 1], [1]])),
      found(ahp([[1, 2, 2], [1, 1], [1]])),
      [
        'card main: Worst status to Service 1 -> 2',
        'card main: Worst status to Paid of billed 1 -> 2',
        'card main: weight of Worst status 0.333333 -> 0.5',
        'card main: weight of Service 0.333333 -> 0.25',
        'card main: weight of Paid of billed 0.333333 -> 0.25',
      ],
    ],
    [
      'the upper half alone, which says the same',
      found(ahp([[1, 2, 2], [1, 1], [1]])),
      found(
        ahp([
          [1, 2, 2],
          ['1/2', 1, 1],
          ['1/2', 1, 1],
        ]),
      ),
      [],
    ],
    [
      'another way to the same weights',
      { direct },
      { ...found({ mix: [{ share: 1, weights: { direct } }] }) },
      [
        'card main: way of weighting given -> a mix',
        'card main: part 1 of the mix, share none -> 1',
        'card main: part 1 of the mix, way of weighting none -> given',
      ],
    ],
  ])('of %s', (_, old, now, expected) => {
    expect(sentences(old, now)).toEqual(expected);
  });

  it('of an expert, in Chinese too', () => {
    const judged = (entry: number) =>
      found({
        ahp: {
          compare: ['a', 'cover'],
          matrix: [[1, 1], [1]],
          criteria: { a: { compare: ['worst', 'service'], experts: { li: [[1, entry], [1]], wang: [[1, 2], [1]] } } },
        },
      });
    expect(sentences(judged(2), judged(8), 'zh')).toEqual([
      '评分卡 main：Worst status（中文） 比 Service（中文）（li） 2 -> 8',
      '评分卡 main：Worst status（中文）的权重 0.333333 -> 0.4',
      '评分卡 main：Service（中文）的权重 0.166667 -> 0.1',
    ]);
  });

  it('of the day of an entropy', () => {
    const spread = (asOf: string) => ({
      asOf,
      knownAt: `${asOf}T00:00:00.000Z`,
      count: 4,
      indicators: Object.fromEntries(indicators.map((name) => [name, { count: 3, entropy: 0.5 }])),
    });
    const entropy = (asOf: string) => ({ entropy: { asOf }, result: direct, found: { entropy: spread(asOf) } });
    expect(sentences(entropy('2026-01-01'), entropy('2026-02-01'))).toEqual([
      'card main: entropy as of 2026-01-01 -> 2026-02-01',
      'card main: entropy known at 2026-01-01T00:00:00.000Z -> 2026-02-01T00:00:00.000Z',
    ]);
  });

  it('of a card that had none', () => {
    const told = difference(rulesetOf(sound()), rulesetOf({ ...sound(), cards: [{ ...sound().cards[0], weights: { direct } }] }), 'en');
    expect(told.map(({ sentence }) => sentence)).toEqual([
      'card main: way of weighting none -> given',
      'card main: weight of Worst status none -> 0.5',
      'card main: weight of Service none -> 0.2',
      'card main: weight of Paid of billed none -> 0.3',
    ]);
    expect(told[1]?.path).toBe('cards[0].weights.direct.worst');
  });
});
