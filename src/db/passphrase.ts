import { createCipheriv, createDecipheriv, createHash, type Hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { limits } from '../base/limits.ts';
import { altered, short } from './archive.ts';
import { problem } from './errors.ts';

/** The first line of every archive: plain, so that a passphrase can be asked for. */
export interface Cover {
  readonly assay: 'backup';
  /** How the key is made of the passphrase, and what tells a wrong one; absent: the archive is not encrypted. */
  readonly protected?: { readonly salt: string; readonly cost: number; readonly check: string };
}

const cost = 2 ** 17;
const costMost = 2 ** 20;
const pieceBytes = 64 * 1024;
const tagBytes = 16;
const lengthBytes = 4;

/** What encrypts and opens; its `cover` is the archive's first line. */
export interface Lock {
  readonly cover: Cover;
  readonly key: Buffer | undefined;
}

/** A lock of a new archive. DB_PASSPHRASE_SHORT when the passphrase would be guessed. */
export async function newLock(passphrase: string | undefined): Promise<Lock> {
  if (passphrase === undefined) return { cover: { assay: 'backup' }, key: undefined };
  if (passphrase.length < limits.passphraseCharacters) throw problem('DB_PASSPHRASE_SHORT', { least: limits.passphraseCharacters });
  const salt = randomBytes(16);
  const { key, check } = await derive(passphrase, salt, cost);
  return { cover: { assay: 'backup', protected: { salt: salt.toString('base64'), cost, check: check.toString('base64') } }, key };
}

/** The lock of an archive that is there. DB_PASSPHRASE_NEEDED, DB_PASSPHRASE_WRONG. */
export async function lockOf(cover: Cover, passphrase: string | undefined): Promise<Lock> {
  if (!cover.protected) return { cover, key: undefined };
  if (passphrase === undefined) throw problem('DB_PASSPHRASE_NEEDED');
  const { salt, cost: asked, check: kept } = cover.protected;
  if (!Number.isInteger(Math.log2(asked)) || asked > costMost) throw altered('first line');
  const { key, check } = await derive(passphrase, Buffer.from(salt, 'base64'), asked);
  const wanted = Buffer.from(kept, 'base64');
  if (wanted.length !== check.length || !timingSafeEqual(wanted, check)) throw problem('DB_PASSPHRASE_WRONG');
  return { cover, key };
}

function derive(passphrase: string, salt: Buffer, N: number): Promise<{ key: Buffer; check: Buffer }> {
  return new Promise((done, failed) => {
    scrypt(passphrase.normalize('NFKC'), salt, 48, { N, r: 8, p: 1, maxmem: 256 * N * 8 }, (error, made) => {
      if (error) failed(error);
      else done({ key: made.subarray(0, 32), check: made.subarray(32) });
    });
  });
}

/**
 * Number and place of a piece are its initial value (the key is the archive's own), so that none can be left out, moved or
 * taken for the last; the first line is authenticated with each.
 */
function initial(number: number, last: boolean): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUIntBE(number, 4, 6);
  iv.writeUInt8(last ? 1 : 0, 11);
  return iv;
}

/** Stands behind an archive that is not encrypted, with the SHA-256 of all before it; pieces of an encrypted one tell by themselves. */
const end = (all: Hash): Buffer => Buffer.from(`\nassay backup ends ${all.digest('hex')}\n`);
const endBytes = end(createHash('sha256')).length;

async function* withEnd(cover: Cover, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const all = createHash('sha256').update(lineOf(cover));
  for await (const part of bytes) {
    all.update(part);
    yield part;
  }
  yield end(all);
}

async function* upToEnd(cover: Cover, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const all = createHash('sha256').update(lineOf(cover));
  let held: Buffer = Buffer.alloc(0);
  for await (const part of bytes) {
    held = Buffer.concat([held, part]);
    if (held.length <= endBytes) continue;
    const sure = held.subarray(0, -endBytes);
    all.update(sure);
    yield sure;
    held = held.subarray(-endBytes);
  }
  if (!held.toString('latin1').startsWith('\nassay backup ends ')) throw short();
  if (!held.equals(end(all))) throw altered('digest');
}

const lineOf = (cover: Cover): Buffer => Buffer.from(`${JSON.stringify(cover)}\n`);

/** The archive as it stands in the file: the first line, then the bytes, in AES-256-GCM pieces when there is a key. */
export async function* locked({ cover, key }: Lock, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield lineOf(cover);
  if (!key) return yield* withEnd(cover, bytes);
  let number = 0;
  const seal = (piece: Buffer, last: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, initial(number++, last)).setAAD(lineOf(cover));
    const body = Buffer.concat([cipher.update(piece), cipher.final()]);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, body, cipher.getAuthTag()]);
  };
  let held: Buffer = Buffer.alloc(0);
  for await (const part of bytes) {
    held = Buffer.concat([held, part]);
    for (; held.length > pieceBytes; held = held.subarray(pieceBytes)) yield seal(held.subarray(0, pieceBytes), false);
  }
  yield seal(held, true);
}

/** The bytes that were locked; DB_ARCHIVE_ALTERED when a piece is not as it was written or the last is missing. */
export async function* opened({ cover, key }: Lock, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (!key) return yield* upToEnd(cover, bytes);
  let number = 0;
  const open = (piece: Buffer, last: boolean): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, initial(number++, last)).setAAD(lineOf(cover)).setAuthTag(piece.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(piece.subarray(lengthBytes, -tagBytes)), decipher.final()]);
    } catch {
      throw altered('encryption');
    }
  };
  let held: Buffer = Buffer.alloc(0);
  for await (const part of bytes) {
    held = Buffer.concat([held, part]);
    for (;;) {
      const whole = held.length < lengthBytes ? Number.POSITIVE_INFINITY : held.readUInt32BE(0) + lengthBytes + tagBytes;
      if (Number.isFinite(whole) && whole > pieceBytes + lengthBytes + tagBytes) throw altered('encryption');
      // The last piece is known by nothing behind it, so one is always kept back.
      if (held.length <= whole) break;
      yield open(held.subarray(0, whole), false);
      held = held.subarray(whole);
    }
  }
  if (held.length < lengthBytes + tagBytes || held.length !== held.readUInt32BE(0) + lengthBytes + tagBytes) throw short();
  yield open(held, true);
}
