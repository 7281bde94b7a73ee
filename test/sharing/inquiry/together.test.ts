import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Ask, together as shared } from '../../../src/sharing/inquiry/together.ts';

type Runs = { way: string; all: readonly number[] }[];

function together(runs: Runs, { atOnce = 1, bad = Number.NaN, own = true } = {}): Ask<string, number, string> {
  const run = async (way: string, all: readonly number[]): Promise<string[]> => {
    runs.push({ way, all });
    await sleep(1);
    if (all.includes(bad)) throw new Error(`${bad}`);
    return all.map((one) => `${way} ${one}`);
  };
  return shared({ run, atOnce, isOwn: () => own });
}
const room = { size: 1, most: 10 };
const settled = (all: readonly Promise<string>[]) =>
  Promise.allSettled(all).then((each) => each.map((one) => (one.status === 'fulfilled' ? one.value : 'failed')));

it('answers everybody as if they were alone, however they come', async () => {
  const asks = fc.array(fc.record({ way: fc.constantFrom('a', 'b'), one: fc.nat(9), size: fc.integer({ min: 1, max: 4 }), late: fc.boolean() }), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), fc.nat(9), async (all, most, atOnce, bad) => {
      const [runs, told]: [Runs, Promise<string>[]] = [[], []];
      const ask = together(runs, { atOnce, bad });
      for (const { way, one, size, late } of all) {
        if (late) await sleep(1);
        told.push(ask(way, way, one, { size, most }));
        told.at(-1)?.catch(() => undefined);
      }
      expect(await settled(told)).toEqual(all.map(({ way, one }) => (one === bad ? 'failed' : `${way} ${one}`)));
    }),
    { numRuns: 30 },
  );
});

it('shares one run among those of the same turn, and the next among those that come while it is on its way', async () => {
  const runs: Runs = [];
  const ask = together(runs);
  const first = [1, 2, 3].map((one) => ask('a', 'a', one, room));
  const other = ask('b', 'b', 9, room);
  await sleep(0);
  const second = [4, 5].map((one) => ask('a', 'a', one, room));
  await Promise.all([...first, ...second, other]);
  expect(runs).toEqual([
    { way: 'a', all: [1, 2, 3] },
    { way: 'b', all: [9] },
    { way: 'a', all: [4, 5] },
  ]);
});

it('tells whoever shares what others wait for, and not who begins', async () => {
  const ask = together([]);
  const joined: number[] = [];
  const joining = (one: number) => ask('a', 'a', one, { ...room, joining: () => joined.push(one) });
  const first = [joining(1), joining(2)];
  await sleep(0);
  await Promise.all([...first, joining(3)]);
  await sleep(0);
  await joining(4);
  expect(joined).toEqual([2, 3]);
});

it('takes no more into a run than there is place for, and what is larger alone', async () => {
  const runs: Runs = [];
  const ask = together(runs);
  await Promise.all([4, 8, 20, 3].map((size) => ask('a', 'a', size, { size, most: 12 })));
  expect(runs.map(({ all }) => all)).toEqual([[4, 8], [20], [3]]);
});

it('runs each by itself where one may be to blame, and fails all where nobody is', async () => {
  const [alone, all]: [Runs, Runs] = [[], []];
  const blaming = together(alone, { bad: 2 });
  expect(await settled([1, 2, 3].map((one) => blaming('a', 'a', one, room)))).toEqual(['a 1', 'failed', 'a 3']);
  expect(alone.map((run) => run.all)).toEqual([[1, 2, 3], [1], [2], [3]]);
  const away = together(all, { bad: 2, own: false });
  expect(await settled([1, 2, 3].map((one) => away('a', 'a', one, room)))).toEqual(['failed', 'failed', 'failed']);
  expect(all).toHaveLength(1);
});
