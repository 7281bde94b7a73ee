import { expect, test } from 'vitest';
import { checkFree, type Effect, isDecidedAlone } from '../../../src/customer/mark/mark.ts';

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

test.each<[string, Effect, Effect, boolean, boolean]>([
  ['counts, as the profile says', 'counts', 'counts', false, true],
  ['counts, where the profile would leave it out', 'counts', 'left_out', false, true],
  ['counts, of an entry that a second person decides about', 'counts', 'counts', true, true],
  ['is left out, where the profile lets it count', 'left_out', 'counts', false, false],
  ['is left out, as the profile says', 'left_out', 'left_out', false, true],
  ['is left out as the profile says, of an entry that a second person decides about', 'left_out', 'left_out', true, false],
])('one person alone decides that a disputed fact %s, or not', (_, effect, disputedFacts, isApproved, isAlone) => {
  expect(isDecidedAlone(effect, { disputedFacts, isApproved })).toBe(isAlone);
});
