import { compactVerify, createLocalJWKSet } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { type KeyUse, keyUses } from '../../../src/sharing/key/key.ts';
import { publicKeys } from '../../../src/sharing/key/publickeys.ts';
import { rotate } from '../../../src/sharing/key/rotate.ts';
import { signer } from '../../../src/sharing/key/signer.ts';
import { signing } from '../../../src/sharing/key/signing.ts';
import { database } from '../../database.ts';

const at = '2026-11-22T10:00:00.000Z';
const later = (seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();
const ring = [Buffer.alloc(32, 7)];
const acting = { who: 'ann', at: later(60), today: '2026-11-22', holds: () => true };

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const verified = async (jws: string, uses: readonly KeyUse[]) => {
  const { payload, protectedHeader } = await compactVerify(jws, createLocalJWKSet({ keys: [...(await publicKeys(sql, uses))] as never }));
  return { payload: JSON.parse(Buffer.from(payload).toString()), typ: protectedHeader.typ, kid: protectedHeader.kid };
};

describe('signing keys', () => {
  it('are made at first need, once, however many ask at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => signing(sql, ring, 'receipt', at)));
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    expect(await publicKeys(sql, ['receipt'])).toHaveLength(1);
  });

  it.each(keyUses)('of %s sign what the published halves of that use verify, and no other', async (use) => {
    const { kid, sign } = await signer(sql, ring, use, at);
    const jws = await sign({ number: 1 }, { typ: 'assay-test' });
    expect(await verified(jws, [use])).toEqual({ payload: { number: 1 }, typ: 'assay-test', kid });
    await expect(
      verified(
        jws,
        keyUses.filter((other) => other !== use),
      ),
    ).rejects.toThrow();
  });

  it('are published without their private halves', async () => {
    const told = JSON.stringify(await publicKeys(sql, keyUses));
    expect(told).not.toMatch(/"d":|sealed/);
    const rows = await sql`select sealed from assay.signing_key`;
    expect(rows.every(({ sealed }) => !Buffer.from(sealed).includes('PRIVATE') && sealed.length > 33)).toBe(true);
  });

  it('that were rotated sign no more, and what they signed is verified as before', async () => {
    const before = await signer(sql, ring, 'report', at);
    const jws = await before.sign({ number: 2 }, { typ: 'assay-test' });
    await sql.begin((tx) => rotate(tx, ring, { use: 'report', why: 'yearly' }, acting));
    // Within the time that a key serves once read, then no longer.
    expect((await signer(sql, ring, 'report', later(5))).kid).toBe(before.kid);
    const after = await signer(sql, ring, 'report', later(61));
    expect(after.kid).not.toBe(before.kid);
    expect((await verified(jws, ['report'])).kid).toBe(before.kid);
    expect((await verified(await after.sign({}, { typ: 'x' }), ['report'])).kid).toBe(after.kid);
    const rows = await sql`select kid, sealed is null as gone, retired_at as "retiredAt" from assay.signing_key where use = 'report' order by made_at`;
    expect([...rows]).toEqual([
      { kid: before.kid, gone: true, retiredAt: later(80) },
      { kid: after.kid, gone: false, retiredAt: null },
    ]);
    const [entry] = await sql`select who, what, subject_id as kid, why from assay.log_entry where what = 'key.rotate'`;
    expect(entry).toEqual({ who: 'ann', what: 'key.rotate', kid: after.kid, why: 'yearly' });
  });

  it('of one row do not open in the place of another, or under another ring', async () => {
    await expect(signing(sql, [Buffer.alloc(32, 8)], 'checkpoint', at)).rejects.toMatchObject({ code: 'SHARING_SEAL_UNKNOWN' });
    expect((await signing(sql, [...ring, Buffer.alloc(32, 8)], 'checkpoint', at)).jwk.assay_use).toBe('checkpoint');
    await sql`update assay.signing_key set sealed = (select sealed from assay.signing_key where use = 'receipt') where use = 'checkpoint'`;
    await expect(signing(sql, [...ring], 'checkpoint', at)).rejects.toMatchObject({ code: 'SHARING_SEAL_BROKEN' });
  });
});
