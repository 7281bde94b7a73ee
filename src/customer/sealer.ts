import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { problem } from './errors.ts';
import { type IdentifierKind, lastFour } from './identifier.ts';

export interface Sealed {
  /** Keyed hash of kind and number: equal numbers, equal hash. */
  readonly hash: Buffer;
  /** Keyed hash of kind and the last four characters. */
  readonly lastFourHash: Buffer;
  /** Form (1 byte), key id (4), initial value (12), tag (16), ciphertext. */
  readonly sealed: Buffer;
}
export interface Sealer {
  /** Public names of the ring's keys, oldest first: what tells that a key is another one. */
  readonly names: readonly string[];
  seal(kind: IdentifierKind, normalised: string): Sealed;
  /** The normalised text; CUSTOMER_SEAL_BROKEN when it was tampered with, CUSTOMER_SEAL_UNKNOWN when its key is not here. */
  open(sealed: Uint8Array): string;
  hash(kind: IdentifierKind, normalised: string): Buffer;
  lastFourHash(kind: IdentifierKind, four: string): Buffer;
}

const form = 1;
const keyIdBytes = 4;
const headBytes = 1 + keyIdBytes;
const ivBytes = 12;
const tagBytes = 16;
const hashBytes = 16;

/**
 * Seals identifiers with AES-256-GCM under the newest key of the ring; every key of it opens. Hashes are made under the
 * oldest key, so that look-up and linking survive a new key. Keys are 32 bytes, oldest first; what encrypts and what
 * hashes is derived from them (HKDF), never the key itself, once for a ring.
 */
export function sealer(keys: Uint8Array | readonly Uint8Array[]): Sealer {
  const known = made.get(keys) ?? make(keys);
  made.set(keys, known);
  return known;
}

const made = new WeakMap<object, Sealer>();

function make(keys: Uint8Array | readonly Uint8Array[]): Sealer {
  const ring = (keys instanceof Uint8Array ? [keys] : keys).map(derive);
  const oldest = ring[0];
  const newest = ring.at(-1);
  if (!oldest || !newest) throw problem('CUSTOMER_KEY_MISSING');
  const hash = (kind: IdentifierKind, normalised: string): Buffer => keyed(oldest.exact, kind, normalised);
  const lastFourHash = (kind: IdentifierKind, four: string): Buffer => keyed(oldest.lastFour, kind, four);
  return {
    names: ring.map((each) => each.id.toString('hex')),
    hash,
    lastFourHash,
    seal: (kind, normalised) => ({
      hash: hash(kind, normalised),
      lastFourHash: lastFourHash(kind, lastFour(kind, normalised)),
      sealed: encrypt(newest, normalised),
    }),
    open: (sealed) => decrypt(ring, Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)),
  };
}

/** Key objects: handing raw bytes over for every value costs several times the work itself. */
interface Keys {
  readonly id: Buffer;
  readonly cipher: KeyObject;
  readonly exact: KeyObject;
  readonly lastFour: KeyObject;
}

function derive(key: Uint8Array): Keys {
  if (key.length !== 32) throw problem('CUSTOMER_KEY_LENGTH', { bytes: key.length });
  const part = (use: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `assay identifier ${use}`, bytes));
  const [cipher, exact, lastFour] = ['cipher', 'exact', 'last four'].map((use) => createSecretKey(part(use, 32))) as [KeyObject, KeyObject, KeyObject];
  return { id: part('key id', keyIdBytes), cipher, exact, lastFour };
}

const keyed = (key: KeyObject, kind: string, text: string): Buffer => createHmac('sha256', key).update(`${kind}\u0000${text}`).digest().subarray(0, hashBytes);

function encrypt(keys: Keys, text: string): Buffer {
  const head = Buffer.concat([Buffer.of(form), keys.id]);
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', keys.cipher, iv, { authTagLength: tagBytes }).setAAD(head);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), body]);
}

/** Random bytes are fetched for many values at once: each call of its own costs as much as the encryption. */
let ivs = Buffer.alloc(0);
function freshIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(ivBytes * 1024);
  const iv = ivs.subarray(0, ivBytes);
  ivs = ivs.subarray(ivBytes);
  return iv;
}

function decrypt(ring: readonly Keys[], sealed: Buffer): string {
  const bodyAt = headBytes + ivBytes + tagBytes;
  if (sealed.length < bodyAt || sealed[0] !== form) throw problem('CUSTOMER_SEAL_BROKEN');
  const id = sealed.subarray(1, headBytes);
  const keys = ring.find((each) => each.id.equals(id));
  if (!keys) throw problem('CUSTOMER_SEAL_UNKNOWN', { key: id.toString('hex') });
  const cipher = createDecipheriv('aes-256-gcm', keys.cipher, sealed.subarray(headBytes, headBytes + ivBytes), { authTagLength: tagBytes })
    .setAAD(sealed.subarray(0, headBytes))
    .setAuthTag(sealed.subarray(headBytes + ivBytes, bodyAt));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(bodyAt)), cipher.final()]).toString('utf8');
  } catch (cause) {
    throw problem('CUSTOMER_SEAL_BROKEN', {}, { cause });
  }
}
