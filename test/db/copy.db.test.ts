import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { cell, copyInto } from '../../src/db/copy.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await sql`create table assay.copied (at int, word text, flag boolean)`;
});

const words = ['plain', '', 'tab\there', 'line\nbreak', 'return\r', 'back\\slash', '\\N', '\\.', '用电', null];

test('brings every cell back as it was', async () => {
  const rows = words.map((word, at) => `${cell(at)}\t${cell(word)}\t${cell(at % 2 === 0)}\n`);
  await sql.begin((tx) => copyInto(tx, 'assay.copied', ['at', 'word', 'flag'], rows));
  const kept = await sql<{ word: string | null; flag: boolean }[]>`select word, flag from assay.copied order by at`;
  expect(kept.map((row) => row.word)).toEqual(words);
  expect(kept.map((row) => row.flag)).toEqual(words.map((_, at) => at % 2 === 0));
});

test('streams more than a buffer and keeps the transaction', async () => {
  async function* many() {
    for (let at = 0; at < 50_000; at++) yield `${at}\t${'x'.repeat(40)}\tt\n`;
  }
  const count = await sql.begin(async (tx) => {
    await tx`create temp table staged (at int, word text, flag boolean) on commit drop`;
    await copyInto(tx, 'staged', ['at', 'word', 'flag'], many());
    const [row] = await tx<{ count: number }[]>`select count(*) from staged`;
    return row?.count;
  });
  expect(count).toBe(50_000);
});

test('a row the table refuses undoes the transaction and leaves the pool usable', async () => {
  await expect(sql.begin((tx) => copyInto(tx, 'assay.copied', ['at'], ['1\n', 'word\n']))).rejects.toThrow(/integer/);
  expect((await sql`select 1 as one`)[0]?.['one']).toBe(1);
});

test('a source that fails undoes the transaction and its error comes through', async () => {
  async function* failing() {
    yield '100\n';
    throw new Error('the file ended early');
  }
  await expect(sql.begin((tx) => copyInto(tx, 'assay.copied', ['at'], failing()))).rejects.toThrow('the file ended early');
  expect(await sql`select from assay.copied where at = 100`).toHaveLength(0);
});
