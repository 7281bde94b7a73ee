import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { problem } from './errors.ts';

/** Seals secrets that are kept in the database. What is sealed under one name opens under that name only: a row cannot take another's place. */
export interface Vault {
  seal(name: string, secret: Uint8Array): Buffer;
  /** SHARING_SEAL_BROKEN when it was tampered with or stands under another name, SHARING_SEAL_UNKNOWN when its key is not here. */
  open(name: string, sealed: Uint8Array): Buffer;
}

const form = 1;
const [keyIdBytes, ivBytes, tagBytes] = [4, 12, 16];
const headBytes = 1 + keyIdBytes;

interface Keys {
  readonly id: Buffer;
  readonly cipher: KeyObject;
}

/**
 * The installation's own secrets (private keys, keys of partners) under its ring of seal keys, oldest first: AES-256-GCM
 * under what is derived (HKDF) from the newest for this use alone; every key of the ring opens.
 * Form: 1 byte, key id (4), initial value (12), tag (16), ciphertext.
 */
export function vault(ring: readonly Uint8Array[]): Vault {
  const known = made.get(ring) ?? make(ring);
  made.set(ring, known);
  return known;
}

const made = new WeakMap<object, Vault>();

function make(ring: readonly Uint8Array[]): Vault {
  const keys = ring.map(derive);
  const newest = keys.at(-1) as Keys;
  return { seal: (name, secret) => encrypt(newest, name, secret), open: (name, sealed) => decrypt(keys, name, Buffer.from(sealed)) };
}

function derive(key: Uint8Array): Keys {
  const part = (use: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `assay vault ${use}`, bytes));
  return { id: part('key id', keyIdBytes), cipher: createSecretKey(part('cipher', 32)) };
}

function encrypt({ id, cipher: key }: Keys, name: string, secret: Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.of(form), id]);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(bound(head, name));
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([head, iv, cipher.getAuthTag(), body]);
}

function decrypt(ring: readonly Keys[], name: string, sealed: Buffer): Buffer {
  const bodyAt = headBytes + ivBytes + tagBytes;
  if (sealed.length < bodyAt || sealed[0] !== form) throw problem('SHARING_SEAL_BROKEN', { name });
  const [head, iv] = [sealed.subarray(0, headBytes), sealed.subarray(headBytes, headBytes + ivBytes)];
  const keys = ring.find(({ id }) => id.equals(head.subarray(1)));
  if (!keys) throw problem('SHARING_SEAL_UNKNOWN', { name, key: head.subarray(1).toString('hex') });
  const cipher = createDecipheriv('aes-256-gcm', keys.cipher, iv, { authTagLength: tagBytes })
    .setAAD(bound(head, name))
    .setAuthTag(sealed.subarray(headBytes + ivBytes, bodyAt));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(bodyAt)), cipher.final()]);
  } catch (cause) {
    throw problem('SHARING_SEAL_BROKEN', { name }, { cause });
  }
}

const bound = (head: Buffer, name: string): Buffer => Buffer.concat([head, Buffer.from(name)]);
