import { hkdfSync } from 'node:crypto';
import { aessiv } from '@noble/ciphers/aes.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairwise } from '../../src/access/pairwise.ts';
import { decodeId, encodeId } from '../../src/base/id.ts';

const [old, fresh] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
const [bank, landlord] = ['0198c000-0000-7000-8000-000000000001', '0198c000-0000-7000-8000-000000000002'];
const ids = fc
  .tuple(fc.constantFrom('cus', 'acc', 'bil', 'rat'), fc.array(fc.uuid(), { minLength: 1, maxLength: 3 }))
  .map(([prefix, uuids]) => encodeId(prefix, ...uuids));

describe('the names of a partner for ids', () => {
  const [ours, theirs] = [pairwise([old], bank), pairwise([old], landlord)];

  it('open to their ids for whom they were made, and for nobody else', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const name = ours.name(id);
        expect(name.split('_')[0]).toBe(id.split('_')[0]);
        expect([ours.open(name), ours.name(id), theirs.open(name)]).toEqual([id, name, undefined]);
        expect(theirs.name(id)).not.toBe(name);
        expect(name).not.toContain(id.slice(4, 24));
      }),
    );
  });

  it('cannot be made up, changed, cut or taken for another kind of thing', () => {
    fc.assert(
      fc.property(ids, fc.nat(), fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), (id, place, letter) => {
        const name = ours.name(id);
        const at = 4 + (place % (name.length - 4));
        const changed = name.slice(0, at) + letter + name.slice(at + 1);
        if (changed !== name) expect(ours.open(changed)).toBeUndefined();
        for (const other of [id, `${name}0`, name.slice(0, -1), `xyz_${name.slice(4)}`, '', '_', 'cus_', 'cus_ÿ']) expect(ours.open(other)).toBeUndefined();
      }),
    );
  });

  it('hang on the oldest seal key and on the partner alone, so that a new seal key changes none', () => {
    const id = encodeId('cus', bank);
    expect(pairwise([old, fresh], bank).name(id)).toBe(ours.name(id));
    expect(pairwise([fresh], bank).name(id)).not.toBe(ours.name(id));
    expect(pairwise([old], bank)).not.toBe(ours);
    const ring = [old];
    expect(pairwise(ring, bank)).toBe(pairwise(ring, bank));
  });

  it('are AES-SIV (RFC 5297) as an independent implementation seals it', () => {
    const key = new Uint8Array(hkdfSync('sha256', old, Buffer.alloc(0), `assay pairwise ${bank}`, 64));
    const bytesOf = (id: string, count: number): Buffer =>
      Buffer.from((decodeId(id.split('_')[0] as string, count, id) ?? []).join('').replaceAll('-', ''), 'hex');
    fc.assert(
      fc.property(ids, (id) => {
        const count = Math.floor(((id.length - 4) * 5) / 128);
        const sealed = aessiv(key, Buffer.from(id.slice(0, 3))).encrypt(bytesOf(id, count));
        expect(bytesOf(ours.name(id), count + 1).toString('hex')).toBe(Buffer.from(sealed).toString('hex'));
      }),
      { numRuns: 30 },
    );
  });

  it('are not made of what is no id', () => {
    for (const text of ['', 'x', 'cus_', 'sha256:abc', ours.name(encodeId('bil', bank, bank, bank))]) expect(() => ours.name(text)).toThrow();
  });
});
