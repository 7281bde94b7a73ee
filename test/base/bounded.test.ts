import { expect, it } from 'vitest';
import { Bounded } from '../../src/base/bounded.ts';

it('forgets what was used longest ago', () => {
  const gone: number[] = [];
  const map = new Bounded<string, number>(2, (value) => gone.push(value));
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c'), map.size, gone]).toEqual([1, undefined, 3, 2, [2]]);
});

it('forgets as much as makes room for what weighs more, and does not keep what has no room at all', () => {
  const gone: string[] = [];
  const map = new Bounded<string, string>(10, (value) => gone.push(value));
  for (const [key, weight] of [
    ['a', 4],
    ['b', 3],
    ['c', 3],
    ['d', 5],
  ] as const)
    map.set(key, key, weight);
  expect([map.values(), gone]).toEqual([
    ['c', 'd'],
    ['a', 'b'],
  ]);
  map.set('d', 'lighter', 1);
  map.set('e', 'e', 6);
  expect([map.values(), gone.length]).toEqual([['c', 'lighter', 'e'], 2]);
  map.set('f', 'f', 11);
  expect([map.values(), gone.slice(2)]).toEqual([['c', 'lighter', 'e'], ['f']]);
  map.set('g', 'g', 10);
  expect([map.values(), gone.length]).toEqual([['g'], 6]);
});
