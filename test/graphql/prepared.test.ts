import { expect, it } from 'vitest';
import { Prepared, unused } from '../../src/graphql/prepared.ts';

const runs = (prepared: Prepared, text: string, times: number): boolean[] => {
  const uses = unused();
  return Array.from({ length: times }, () => prepared.next(uses, text));
};

it('a statement is prepared from its second run on', () => {
  expect(runs(new Prepared(10), 'text', 3)).toEqual([false, true, true]);
});

it('no more characters are prepared than one may have, and what is prepared stays so', () => {
  const prepared = new Prepared(10);
  expect(runs(prepared, '123456', 2)).toEqual([false, true]);
  expect(runs(prepared, 'abcdef', 3)).toEqual([false, false, false]);
  expect(runs(prepared, 'abcd', 2)).toEqual([false, true]);
  expect(runs(prepared, '123456', 2)).toEqual([false, true]);
});

it('who has used up a share takes nothing of that of another', () => {
  const all = new Prepared(20);
  const [one, other] = [new Prepared(8, all), new Prepared(8, all)];
  expect(['aaaa', 'bbbb', 'cccc'].map((text) => runs(one, text, 2)[1])).toEqual([true, true, false]);
  expect(['dddd', 'eeee'].map((text) => runs(other, text, 2)[1])).toEqual([true, true]);
});

it('all together have no more than all may, and a text that two prepare counts once', () => {
  const all = new Prepared(10);
  const [one, other] = [new Prepared(8, all), new Prepared(8, all)];
  expect(runs(one, '12345678', 2)[1]).toBe(true);
  expect(runs(other, '123', 2)[1]).toBe(false);
  expect(runs(other, '12345678', 2)[1]).toBe(true);
});
