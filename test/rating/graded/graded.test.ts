import { expect, test } from 'vitest';
import { inTurn } from '../../../src/rating/graded/graded.ts';

const began = (version: string, kind = 'activation', since = `2026-01-0${version}`) => ({ version, digest: `sha256:${version}`, since, kind });

test.each([
  ['none', [], []],
  ['the newest first', [began('1', 'bootstrap'), began('2')], ['2', '1']],
  ['without what was stopped', [began('1'), began('2'), began('1', 'stop')], ['1']],
  ['what was stopped and resumed again', [began('1'), began('2'), began('1', 'stop'), began('2', 'resumption')], ['2', '1']],
  ['what came back, once', [began('1'), began('2'), began('1', 'activation', '2026-02-01')], ['1', '2']],
])('rulesets in their turn: %s', (_, begun, expected) => {
  expect(inTurn(begun).map(({ version }) => version)).toEqual(expected);
});

test('a ruleset that came back counts from the day it did', () => {
  expect(inTurn([began('1'), began('2'), began('1', 'activation', '2026-02-01')])[0]?.since).toBe('2026-02-01');
});
