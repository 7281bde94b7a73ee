import { expect, test } from 'vitest';
import { causeCodes, listCodes, listOf, overlap } from '../../../src/customer/list/list.ts';

test.each<[string, [string, string | null], [string, string | null], boolean]>([
  ['the same days', ['2026-01-01', '2026-06-01'], ['2026-01-01', '2026-06-01'], true],
  ['one behind the other: the day an entry expires is no longer its own', ['2026-01-01', '2026-06-01'], ['2026-06-01', null], false],
  ['one day shared', ['2026-01-01', '2026-06-02'], ['2026-06-01', null], true],
  ['two without an end', ['2026-01-01', null], ['2026-06-01', null], true],
  ['one that was never in force', ['2026-06-01', '2026-06-01'], ['2026-06-01', null], false],
  ['one that was never in force, within the days of another', ['2026-06-10', '2026-06-10'], ['2026-06-01', null], false],
])('entries overlap: %s', (_, [startedOn, expiresOn], [from, until], expected) => {
  const [a, b] = [
    { startedOn, expiresOn },
    { startedOn: from, expiresOn: until },
  ];
  expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
});

test('every list has causes, each in both languages, and only bad debt wants a second person', () => {
  for (const code of listCodes) {
    const { causes, title } = listOf(code);
    for (const text of [title, ...Object.values(causes)]) expect([text.en, text.zh].every((each) => each.length > 0)).toBe(true);
    expect(causeCodes).toEqual(expect.arrayContaining(Object.keys(causes)));
  }
  expect(listCodes.filter((code) => listOf(code).isApproved)).toEqual(['bad_debt']);
});
