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
