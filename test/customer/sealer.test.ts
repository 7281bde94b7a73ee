import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierKinds } from '../../src/customer/identifier.ts';
import { sealer } from '../../src/customer/sealer.ts';

const first = Buffer.alloc(32, 1);
const second = Buffer.alloc(32, 2);
const code = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing';
};

describe('sealing an identifier', () => {
  it('opens to what was sealed', () => {
    const { seal, open } = sealer(first);
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), fc.string({ unit: 'grapheme' }), (kind, text) => {
        expect(open(seal(kind, text).sealed)).toBe(text);
      }),
    );
  });

  it('gives another ciphertext each time and the same hashes', () => {
    const { seal, hash, lastFourHash } = sealer(first);
    const [one, two] = [seal('phone', '13800138000'), seal('phone', '13800138000')];
    expect(one.sealed.equals(two.sealed)).toBe(false);
    expect(one.hash).toEqual(two.hash);
    expect(one.hash).toEqual(hash('phone', '13800138000'));
    expect(one.lastFourHash).toEqual(lastFourHash('phone', '8000'));
  });

  it('gives different hashes to another kind, another key, another use', () => {
    const { hash, lastFourHash } = sealer(first);
    const hashes = [hash('phone', '8000'), hash('bank_account', '8000'), lastFourHash('phone', '8000'), sealer(second).hash('phone', '8000')];
    expect(new Set(hashes.map((each) => each.toString('hex'))).size).toBe(4);
  });

  it('refuses a value that was tampered with, wherever', () => {
    const { seal, open } = sealer(first);
    const { sealed } = seal('passport', 'E12345678');
    for (let at = 0; at < sealed.length; at++) {
      const forged = Buffer.from(sealed);
      forged.writeUInt8(forged.readUInt8(at) ^ 1, at);
      expect(code(() => open(forged))).toBe(at >= 1 && at < 5 ? 'CUSTOMER_SEAL_UNKNOWN' : 'CUSTOMER_SEAL_BROKEN');
    }
    expect(code(() => open(sealed.subarray(0, 20)))).toBe('CUSTOMER_SEAL_BROKEN');
  });

  it('seals with the newest key, opens with every key, and keeps its hashes when a key is added', () => {
    const before = sealer(first).seal('passport', 'E12345678');
    const ring = sealer([first, second]);
    const after = ring.seal('passport', 'E12345678');
    expect(ring.open(before.sealed)).toBe('E12345678');
    expect(ring.open(after.sealed)).toBe('E12345678');
    expect(after.hash).toEqual(before.hash);
    expect(code(() => sealer(first).open(after.sealed))).toBe('CUSTOMER_SEAL_UNKNOWN');
  });

  it('refuses keys of another length and an empty ring', () => {
    expect(code(() => sealer(Buffer.alloc(16)))).toBe('CUSTOMER_KEY_LENGTH');
    expect(code(() => sealer([]))).toBe('CUSTOMER_KEY_MISSING');
  });
});
