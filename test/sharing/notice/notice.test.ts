import { describe, expect, test } from 'vitest';
import { changesFor } from '../../../src/sharing/notice/notice.ts';

const began = (name: string, since: string, kind = 'activation') => ({
  name,
  since,
  kind,
  version: name,
  digest: `sha256:${name}`,
  title: { en: name, zh: name },
});
const wishes = { bothGradesDays: 30, sinceOn: '2025-01-01' };
const told = (all: Parameters<typeof changesFor>[1], today: string, wanted = wishes): string[] =>
  changesFor('credit', all, wanted, today).map(({ former, ruleset, on, bothGradesUntil }) => `${former.name}>${ruleset.name} ${on} ${bothGradesUntil}`);

const [one, two, three] = [began('one', '2024-01-01', 'bootstrap'), began('two', '2026-03-01'), began('three', '2026-06-01')];

describe('the changes of rulesets that a partner is told of', () => {
  test.each([
    ['before it comes, as soon as it is known', [one, two], '2025-08-01', ['one>two 2026-03-01 2026-03-30']],
    ['on the day', [one, two], '2026-03-01', ['one>two 2026-03-01 2026-03-30']],
    ['on the last day of both grades', [one, two], '2026-03-30', ['one>two 2026-03-01 2026-03-30']],
    ['and no longer', [one, two], '2026-03-31', []],
    ['several, in their order', [one, two, three], '2026-03-02', ['one>two 2026-03-01 2026-03-30', 'two>three 2026-06-01 2026-06-30']],
    [
      'a stop, which is one too',
      [one, two, began('one', '2026-03-05', 'stop')],
      '2026-03-06',
      ['one>two 2026-03-01 2026-03-30', 'two>one 2026-03-05 2026-04-03'],
    ],
    ['none where the same was activated again', [one, began('one', '2026-03-01')], '2026-03-02', []],
    ['none of the first of all', [began('one', '2026-03-01', 'bootstrap')], '2026-03-02', []],
  ])('%s', (_, all, today, expected) => {
    expect(told(all, today)).toEqual(expected);
  });

  test('none of a time before there was an agreement, and none that nobody asked for', () => {
    expect(told([one, two], '2026-03-10', { ...wishes, sinceOn: '2026-03-05' })).toEqual([]);
    expect(told([one, two], '2026-03-01', { ...wishes, bothGradesDays: 0 })).toEqual([]);
  });
});
