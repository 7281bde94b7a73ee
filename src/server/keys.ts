import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { secret } from '../db/secret.ts';
import type { Config } from './config.ts';
import { problem } from './errors.ts';

/** The installation's secrets. */
export interface Keys {
  /** Ring that seals identifiers, oldest first; 32 bytes each. */
  seal: readonly Uint8Array[];
  /** Ed25519 private key that signs staff tokens. */
  token: KeyObject;
  /** Signs cursors. */
  cursor: Buffer;
}

/** Reads the keys under the home, making what is missing. ASSAY_KEY stands for the ring of identifier keys. */
export async function loadKeys({ home, sealKeys }: Config): Promise<Keys> {
  return {
    seal: sealKeys ?? [await random(join(home, 'keys', 'seal'))],
    token: await read(join(home, 'keys', 'token.pem'), newSigner, createPrivateKey),
    cursor: await random(join(home, 'keys', 'cursor')),
  };
}

const random = (file: string): Promise<Buffer> => read(file, () => randomBytes(32).toString('base64'), bytes32);
const newSigner = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function bytes32(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new RangeError(`${key.length} bytes, not 32`);
  return key;
}

async function read<T>(file: string, make: () => string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await secret(file, make));
  } catch (cause) {
    throw problem('SERVER_KEY_UNREADABLE', { file, reason: (cause as Error).message }, { cause });
  }
}
