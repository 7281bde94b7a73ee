import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { newId } from '../../src/db/id.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

test.each([
  ['42::bigint', 42],
  ['array[1, 2]::bigint[]', [1, 2]],
  ['12.340::numeric', '12.340'],
  [`date '2026-02-03'`, '2026-02-03'],
  [`timestamptz '2026-02-03 04:05:06+01'`, '2026-02-03T03:05:06.000Z'],
  [`timestamptz '2026-02-03 04:05:06.5+00'`, '2026-02-03T04:05:06.500Z'],
  [`timestamptz '2026-02-03 04:05:06.123456+00'`, '2026-02-03T04:05:06.123Z'],
  [`'{"a": 1}'::jsonb`, { a: 1 }],
  ['1.5::float8', 1.5],
  ['true', true],
])('reads %s', async (expression, value) => {
  const [row] = await sql.unsafe(`select ${expression} as value`);
  expect(row?.['value']).toEqual(value);
});

test('takes days, instants, whole numbers, decimals and lists as they are', async () => {
  const id = newId();
  const [row] = await sql`
    select ${'2026-02-03'}::date as day, ${'2026-02-03T04:05:06.007Z'}::timestamptz as instant, ${9007199254740991}::bigint as whole,
      ${'0.10'}::numeric as exact, ${[id]}::uuid[] as ids, ${sql.json({ a: [1] })}::jsonb as document`;
  expect(row).toEqual({ day: '2026-02-03', instant: '2026-02-03T04:05:06.007Z', whole: 9007199254740991, exact: '0.10', ids: [id], document: { a: [1] } });
});

test('refuses a bigint that a number cannot hold', async () => {
  await expect(sql`select 9007199254740993::bigint`).rejects.toThrow('beyond 2^53');
});

test('new ids are version 7 and later ones sort later', async () => {
  const first = newId();
  await new Promise((done) => setTimeout(done, 3));
  const second = newId();
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(second > first).toBe(true);
});

test('new ids of one program sort in the order they were made, however fast', () => {
  const made = Array.from({ length: 20_000 }, newId);
  expect(made).toEqual(made.toSorted());
  expect(new Set(made).size).toBe(made.length);
});
