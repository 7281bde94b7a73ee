import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { readKnownAt, takeRecordedAt } from '../../src/db/facts.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

test('recordedAt strictly increases in commit order, also when writers come at once', async () => {
  const committed: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, () =>
      sql.begin(async (tx) => {
        committed.push(await takeRecordedAt(tx));
        await sleep(1);
      }),
    ),
  );
  expect(new Set(committed).size).toBe(20);
  expect(committed).toEqual([...committed].sort());
});

test('a transaction that is undone leaves no gap for a smaller recordedAt', async () => {
  let undone = '';
  await sql
    .begin(async (tx) => {
      undone = await takeRecordedAt(tx);
      throw new Error('undo');
    })
    .catch(() => {});
  const next = await sql.begin((tx) => takeRecordedAt(tx));
  expect(next > undone).toBe(true);
});

test('knownAt covers what is committed and never admits a later commit', async () => {
  const before = await sql.begin((tx) => takeRecordedAt(tx));
  expect((await readKnownAt(sql)) >= before).toBe(true);
  let during = '';
  const writer = await sql.begin(async (tx) => {
    const recordedAt = await takeRecordedAt(tx);
    during = await readKnownAt(sql);
    return recordedAt;
  });
  expect(during).toBe(before);
  expect(during < writer).toBe(true);
  const after = await readKnownAt(sql);
  expect(after >= writer).toBe(true);
  expect((await sql.begin((tx) => takeRecordedAt(tx))) > after).toBe(true);
});

test('among many writers and readers, a commit is admitted by every later knownAt and by no earlier one', async () => {
  const read: string[] = [];
  let committed = '';
  const write = async (): Promise<void> => {
    const recordedAt = await sql.begin(async (tx) => {
      const taken = await takeRecordedAt(tx);
      await sleep(1);
      expect(read.every((knownAt) => knownAt < taken)).toBe(true);
      return taken;
    });
    if (recordedAt > committed) committed = recordedAt;
  };
  const look = async (): Promise<void> => {
    const before = committed;
    const knownAt = await readKnownAt(sql);
    expect(knownAt >= before).toBe(true);
    read.push(knownAt);
  };
  const writers = Array.from({ length: 4 }, () => repeat(10, write));
  const readers = Array.from({ length: 3 }, () => repeat(30, look));
  await Promise.all([...writers, ...readers]);
  expect(read).toHaveLength(90);
});

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let round = 0; round < times; round++) await work();
}
