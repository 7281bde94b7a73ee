import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { standingByName, standingOf } from '../../../src/sharing/standing/store.ts';
import { database } from '../../database.ts';
import { partnered } from '../world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

describe('x', () => {
  it('y', async () => {
    const made = await partnered(sql, { name: 'homes' });
    console.log(await standingOf(sql, made.partnerId, '2026-11-22'), await standingByName(sql, 'homes', '2028-11-22'));
    expect(1).toBe(1);
  });
});
