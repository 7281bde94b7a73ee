import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { spend } from '../../../src/sharing/token/spend.ts';
import { clearSpent, spendMany } from '../../../src/sharing/token/store.ts';
import { database } from '../../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});
const at = '2026-11-22T10:00:00.000Z';
const until = Date.parse(at) + 120_000;
const proof = (name: string, realm = 'proof a') => ({ realm, name, until });
const left = async () => (await sql<{ name: string }[]>`select name from assay.replay order by name`).map(({ name }) => name);

describe('what counts once', () => {
  it('counts once, however many bring it at the same time', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => spend(sql, proof('one'))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(tries.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))).toEqual(Array(19).fill('ACCESS_PROOF_REPLAYED'));
  });

  it('is another thing of another key', async () => {
    await expect(spend(sql, proof('one', 'proof b'))).resolves.toBeUndefined();
  });

  it('is told of many in one look: what was there before, and what comes twice in the same', async () => {
    await spend(sql, proof('two'));
    const found = await sql.begin((tx) =>
      spendMany(
        tx,
        ['two', 'three', 'four', 'four'].map((name) => proof(name)),
      ),
    );
    expect(found).toEqual(new Set(['proof a two', 'proof a four']));
    expect(await sql.begin((tx) => spendMany(tx, [proof('three')]))).toEqual(new Set(['proof a three']));
    expect(await sql.begin((tx) => spendMany(tx, []))).toEqual(new Set());
  });

  it('does not wait in circles when batches bring the same in another order', async () => {
    const names = Array.from({ length: 200 }, (_, n) => `n${n}`);
    const batches = [names, names.toReversed(), names, names.toReversed()].map((each) =>
      sql.begin((tx) =>
        spendMany(
          tx,
          each.map((name) => proof(name)),
        ),
      ),
    );
    const found = (await Promise.all(batches)) as Set<string>[];
    expect(found.map(({ size }) => size).sort((a, b) => a - b)).toEqual([0, 200, 200, 200]);
  });

  it('is forgotten when it would be too old anyway, and not before', async () => {
    await sql`delete from assay.replay`;
    await spendMany(sql, [proof('now'), { ...proof('old'), until: until - 120_001 }, { ...proof('older'), until: until - 200_000 }]);
    expect([await clearSpent(sql, at, 1), await left()]).toEqual([1, ['now', 'old']]);
    expect([await clearSpent(sql, at, 10), await clearSpent(sql, at, 10), await left()]).toEqual([1, 0, ['now']]);
  });
});
