import { createCipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Bounded } from '../base/bounded.ts';
import { decodeId, encodeId, uuidOf } from '../base/id.ts';
import { limits } from '../base/limits.ts';

/** Ids as one partner alone knows them: the same thing has another name for every other. */
export interface Pairwise {
  /** The name of an id; it stays the same for as long as the installation keeps its oldest seal key. */
  name(id: string): string;
  /** The id of a name that was given to this partner; nothing for anything else. */
  open(name: string): string | undefined;
}

const block = 16;
const keyBytes = 32;
/** Of one id; none carries more. */
const uuidsMost = 3;

const made = new WeakMap<readonly Uint8Array[], Bounded<string, Pairwise>>();

/** The names of a partner (its id), under a key derived (HKDF) from the oldest of the installation's ring of seal keys; derived once and remembered. */
export function pairwise(ring: readonly Uint8Array[], partnerId: string): Pairwise {
  const known = made.get(ring) ?? new Bounded<string, Pairwise>(limits.partnersRemembered);
  made.set(ring, known);
  const found = known.get(partnerId) ?? make(ring, partnerId);
  known.set(partnerId, found);
  return found;
}

function make([oldest]: readonly Uint8Array[], partnerId: string): Pairwise {
  if (!oldest) throw new Error('no seal key to derive pairwise ids from');
  const siv = sivOf(Buffer.from(hkdfSync('sha256', oldest, Buffer.alloc(0), `assay pairwise ${partnerId}`, 2 * keyBytes)));
  return {
    name: (id) => {
      const { prefix, uuids } = partsOf(id) ?? {};
      if (!prefix || !uuids || uuids.length > uuidsMost) throw new Error('an id that is none');
      return encodeId(prefix, ...uuidsOf(siv.seal(prefix, bytesOf(uuids))));
    },
    open: (name) => {
      const { prefix, uuids } = partsOf(name) ?? {};
      const bytes = prefix && uuids && uuids.length > 1 ? siv.open(prefix, bytesOf(uuids)) : undefined;
      return bytes && encodeId(prefix as string, ...uuidsOf(bytes));
    },
  };
}

function partsOf(id: string): { prefix: string; uuids: string[] } | undefined {
  const at = id.indexOf('_');
  const prefix = id.slice(0, at);
  const count = Math.floor(((id.length - at - 1) * 5) / 128);
  const uuids = at > 0 && count >= 1 && count <= uuidsMost + 1 ? decodeId(prefix, count, id) : undefined;
  return uuids && { prefix, uuids };
}

const bytesOf = (uuids: readonly string[]): Buffer => Buffer.from(uuids.join('').replaceAll('-', ''), 'hex');

function uuidsOf(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  return Array.from({ length: bytes.length / block }, (_, at) => uuidOf(hex.slice(at * 2 * block, (at + 1) * 2 * block)));
}

interface Siv {
  seal(prefix: string, plain: Buffer): Buffer;
  open(prefix: string, sealed: Buffer): Buffer | undefined;
}

/**
 * AES-SIV (RFC 5297) of whole blocks under 64 bytes of key, with the prefix as its associated data: what is the same is
 * sealed the same, and what was not sealed here does not open. The two ciphers encrypt single blocks and are made once: an
 * answer may hold a hundred ids, and making a cipher takes longer than using it.
 */
function sivOf(key: Buffer): Siv {
  const [authentic, stream] = [blockCipher(key.subarray(0, keyBytes)), blockCipher(key.subarray(keyBytes))];
  const zero = Buffer.alloc(block);
  const wholeKey = doubled(authentic(zero));
  const partKey = doubled(wholeKey);
  const mac = (text: Buffer): Buffer => {
    const isWhole = text.length > 0 && text.length % block === 0;
    const padded = Buffer.alloc(Math.max(1, Math.ceil(text.length / block)) * block);
    text.copy(padded);
    if (!isWhole) padded[text.length] = 0x80;
    xorAt(padded, padded.length - block, isWhole ? wholeKey : partKey);
    let chained: Buffer = zero;
    for (let at = 0; at < padded.length; at += block) {
      xorAt(padded, at, chained);
      chained = authentic(padded.subarray(at, at + block));
    }
    return chained;
  };
  const zeroMac = mac(zero);
  const bound = new Bounded<string, Buffer>(limits.pairwisePrefixes);
  const boundTo = (prefix: string): Buffer => {
    const known = bound.get(prefix) ?? xorAt(doubled(zeroMac), 0, mac(Buffer.from(prefix)));
    bound.set(prefix, known);
    return known;
  };
  const tag = (prefix: string, plain: Buffer): Buffer => mac(xorAt(Buffer.from(plain), plain.length - block, boundTo(prefix)));
  const streamed = (from: Buffer, text: Buffer): Buffer => xorAt(stream(counters(from, text.length)), 0, text);
  return {
    seal: (prefix, plain) => {
      const initial = tag(prefix, plain);
      return Buffer.concat([initial, streamed(initial, plain)]);
    },
    open: (prefix, sealed) => {
      const initial = sealed.subarray(0, block);
      const plain = streamed(initial, sealed.subarray(block));
      return timingSafeEqual(tag(prefix, plain), initial) ? plain : undefined;
    },
  };
}

/** AES itself, block by block. */
function blockCipher(key: Buffer): (blocks: Buffer) => Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return (blocks) => cipher.update(blocks);
}

/** Blocks that count up from an initial value with two of its bits cleared (RFC 5297, 2.5): no text is long enough to carry into the upper half. */
function counters(initial: Buffer, length: number): Buffer {
  const out = Buffer.alloc(length);
  for (let at = 0; at < length; at += block) {
    initial.copy(out, at, 0, block);
    out[at + 8] = (out[at + 8] as number) & 0x7f;
    out[at + 12] = (out[at + 12] as number) & 0x7f;
    out.writeUInt32BE(out.readUInt32BE(at + 12) + at / block, at + 12);
  }
  return out;
}

function xorAt(into: Buffer, at: number, other: Buffer): Buffer {
  for (let index = 0; index < other.length; index += 1) into[at + index] = (into[at + index] as number) ^ (other[index] as number);
  return into;
}

/** Twice a block in the field of 2^128. */
function doubled(from: Buffer): Buffer {
  const out = Buffer.alloc(block);
  for (let at = 0; at < block; at += 1) out[at] = ((from[at] as number) << 1) | ((from[at + 1] ?? 0) >> 7);
  if ((from[0] as number) & 0x80) out[block - 1] = (out[block - 1] as number) ^ 0x87;
  return out;
}
