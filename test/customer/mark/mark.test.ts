import { expect, test } from 'vitest';
import { checkFree } from '../../../src/customer/mark/mark.ts';

const id = '00000000-0000-0000-0000-000000000000';

test.each<[string, [string, string | null], [string, string | null], boolean]>([
  ['the same days', ['2026-01-01', '2026-06-01'], ['2026-01-01', '2026-06-01'], false],
  ['one behind the other: the day a mark stands until is no longer its own', ['2026-01-01', '2026-06-01'], ['2026-06-01', null], true],
  ['one day shared', ['2026-01-01', '2026-06-02'], ['2026-06-01', null], false],
  ['two without an end', ['2026-01-01', null], ['2026-06-01', null], false],
  ['one that was lifted on its first day, within the days of another', ['2026-06-10', '2026-06-10'], ['2026-06-01', null], true],
])('a fact is marked once at a time: %s', (_, [fromOn, untilOn], [from, until], isFree) => {
  const told = [{ customerId: id, key: id, fromOn, untilOn }];
  const check = () => checkFree({ fromOn: from, untilOn: until }, told);
  if (isFree) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: 'MARK_STANDING' }));
});
