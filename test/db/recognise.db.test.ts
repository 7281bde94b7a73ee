import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { recognise } from '../../src/db/recognise.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

test.each([
  ['the first key is noted', ['a'], undefined],
  ['the same key is known', ['a'], undefined],
  ['a new key behind it is noted', ['a', 'b'], undefined],
  ['another key is refused', ['c'], 'DB_KEY_OTHER'],
  ['a ring that lost a key is refused', ['a'], 'DB_KEY_OTHER'],
  ['a ring in another order is refused, because hashes are made with the oldest', ['b', 'a'], 'DB_KEY_OTHER'],
  ['the whole ring is still known', ['a', 'b'], undefined],
])('%s', async (_, names, code) => {
  const told = await recognise(sql, names).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
  expect(told).toBe(code);
});
