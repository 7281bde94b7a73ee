import { describe, expect, it } from 'vitest';
import { listing, table } from '../../src/rating/listing.ts';
import { parse, type Ruleset } from '../../src/rating/ruleset.ts';
import { sound } from './document.ts';

describe('a ruleset for people', () => {
  const lines = listing(parse(sound()).ruleset as Ruleset, 'sha256:0');

  it.each([
    ['sample: Sample / Sample（中文）'],
    ['sha256:0'],
    ['worst: Worst status / Worst status（中文） (month)'],
    ['  max of code over account_status in 6 months'],
    ['  ratio of paid and billed'],
    ['  1 to below 2      10  LATE_ONCE'],
    ['  special -2        20  LATE'],
    ['C      rest'],
    ['golden cases: never late'],
  ])('has the line %s', (line) => {
    expect(lines).toContain(line);
  });

  it('keeps columns straight beside Chinese', () => {
    expect(
      table([
        ['a', 'b'],
        ['中文', 'x'],
        ['abcd', 'y'],
      ]),
    ).toEqual(['a     b', '中文  x', 'abcd  y']);
  });
});
