import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { copyOut } from '../../src/db/copyout.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await sql`insert into assay.source (source, priority) select repeat('x', 1000) || n, n from generate_series(1, 20000) n`;
});

const rows = (piece: Buffer): number => piece.toString('latin1').split('\n').length - 1;

test.each([
  ['fast', 0],
  ['slow', 5],
])('a %s reader gets every row, in pieces that end with one, and the connection goes on', async (_, pause) => {
  const told = await sql.begin(async (tx) => {
    let count = 0;
    for await (const piece of copyOut(tx, 'assay.source', ['source', 'priority'])) {
      expect(piece.at(-1)).toBe(10);
      count += rows(piece);
      await sleep(pause);
    }
    return { count, after: (await tx<{ one: number }[]>`select 1 as one`)[0]?.one };
  });
  expect(told).toEqual({ count: 20_000, after: 1 });
});

test('a reader that stops early loses its transaction and nothing else', async () => {
  const work = sql.begin(async (tx) => {
    for await (const piece of copyOut(tx, 'assay.source', ['source', 'priority'])) if (piece.length > 0) throw new Error('disk full');
  });
  await expect(work).rejects.toThrow('disk full');
  const answers = await Promise.all(Array.from({ length: 20 }, () => sql<{ one: number }[]>`select 1 as one`));
  expect(answers.flat().map(({ one }) => one)).toEqual(Array(20).fill(1));
});
