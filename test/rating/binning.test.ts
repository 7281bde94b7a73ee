import { describe, expect, it } from 'vitest';
import { faultsOf } from './document.ts';

const card = 'cards[0].characteristics';

describe('a check of bins', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['a bin that says nothing', { [`${card}[0].bins[2].to`]: undefined }, [`${card}[0].bins[2] RATING_BIN_KIND`, `~${card}[0].bins RATING_BIN_GAP`]],
    ['a bin that says two things', { [`${card}[0].bins[0].special`]: -2 }, [`${card}[0].bins[0] RATING_BIN_KIND`]],
    ['a range that holds nothing', { [`${card}[0].bins[3].from`]: 2 }, [`${card}[0].bins[3] RATING_BIN_EMPTY`, `~${card}[0].bins RATING_BIN_GAP`]],
    ['a range behind earlier ones', { [`${card}[0].bins[5]`]: { from: 0.2, to: 1.5, points: 1 } }, [`${card}[0].bins[5] RATING_BIN_UNREACHABLE`]],
    ['a second bin for missing', { [`${card}[0].bins[5]`]: { missing: true, points: 3 } }, [`${card}[0].bins[5] RATING_BIN_UNREACHABLE`]],
    ['a second bin for a special code', { [`${card}[0].bins[5]`]: { special: -2, points: 3 } }, [`${card}[0].bins[5] RATING_BIN_UNREACHABLE`]],
    ['words that earlier bins take', { [`${card}[1].bins[3]`]: { in: ['water', 'card'], points: 1 } }, [`${card}[1].bins[3] RATING_BIN_UNREACHABLE`]],
    [
      'a special code the indicator does not declare',
      { [`${card}[0].bins[5]`]: { special: -9, points: 3 } },
      [`${card}[0].bins[5].special RATING_SPECIAL_UNDECLARED`],
    ],
    ['a special code without a bin', { 'indicators.worst.special': [-2, -9] }, [`~${card}[0].bins RATING_BIN_SPECIAL_ABSENT`]],
    ['a range over words', { [`${card}[1].bins[3]`]: { from: 1, points: 0 } }, [`${card}[1].bins[3] RATING_BIN_UNFIT`]],
    ['words over numbers', { [`${card}[0].bins[5]`]: { in: ['x'], points: 5 } }, [`${card}[0].bins[5] RATING_BIN_UNFIT`]],
    ['a word that cannot be', { [`${card}[1].bins[2].in[7]`]: 'steam' }, [`${card}[1].bins[2].in RATING_WORD_UNKNOWN`]],
    [
      'words without a bin',
      { [`${card}[1].bins[1].in`]: ['electricity'] },
      [`~${card}[1].bins RATING_BIN_WORDS_ABSENT`, 'golden[0].expect.score RATING_GOLDEN_DIFFERS', 'golden[0].expect.grade RATING_GOLDEN_DIFFERS'],
    ],
    ['no bin for missing', { [`${card}[2].bins[0]`]: { from: 3, points: 1 } }, [`~${card}[2].bins RATING_BIN_MISSING_ABSENT`]],
    ['a gap between ranges', { [`${card}[0].bins[3].to`]: 1.5 }, [`~${card}[0].bins RATING_BIN_GAP`]],
    [
      'a gap at both ends',
      {
        [`${card}[2].bins`]: [
          { missing: true, points: 0 },
          { from: 0, to: 1, points: 1 },
        ],
      },
      [
        `~${card}[2].bins RATING_BIN_GAP`,
        `~${card}[2].bins RATING_BIN_GAP`,
        'golden[0].expect.score RATING_GOLDEN_DIFFERS',
        'golden[0].expect.grade RATING_GOLDEN_DIFFERS',
      ],
    ],
  ])('names %s', (_, changes, faults) => {
    expect(faultsOf(changes)).toEqual(faults);
  });
});
