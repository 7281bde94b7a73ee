import { expect, test } from 'vitest';
import { instantOf } from '../../src/base/time.ts';

test.each([
  ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00Z', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00:00.5Z', '2026-11-22T10:00:00.500Z'],
  ['2026-11-22T10:00:00.1239Z', '2026-11-22T10:00:00.123Z'],
  ['2026-11-22T02:00:00+08:00', '2026-11-21T18:00:00.000Z'],
  ['2026-02-30T10:00Z', undefined],
  ['2026-11-22T25:00Z', undefined],
  ['2026-11-22T10:00', undefined],
  ['2026-11-22', undefined],
  ['yesterday', undefined],
])('the instant %s is %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});
