import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { canonical } from './digest.ts';

/** Where a page ended: the sort it was in, the sort values of its last row, and that row's key. */
export interface Cursor {
  readonly sort: string;
  readonly values: readonly (string | number | boolean | null)[];
  readonly key: string;
}

const sealBytes = 12;
/** A key that is made of bytes anew costs five times the signature. */
const keys = new WeakMap<Buffer, KeyObject>();

function seal(secret: Buffer, body: Buffer): Buffer {
  const key = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, key);
  return createHmac('sha256', key).update(body).digest().subarray(0, sealBytes);
}

/** base64url of [sort, values, key] behind a truncated HMAC under `secret`: opaque, and good for nothing once altered. */
export function writeCursor(secret: Buffer, cursor: Cursor): string {
  const body = Buffer.from(canonical([cursor.sort, cursor.values, cursor.key]), 'utf8');
  return Buffer.concat([seal(secret, body), body]).toString('base64url');
}

/** The cursor a text holds, or nothing when it was altered, is of another installation, or is of another sort. */
export function readCursor(secret: Buffer, sort: string, text: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= sealBytes || bytes.toString('base64url') !== text) return undefined;
  const body = bytes.subarray(sealBytes);
  if (!timingSafeEqual(bytes.subarray(0, sealBytes), seal(secret, body))) return undefined;
  const [written, values, key] = JSON.parse(body.toString('utf8')) as [string, Cursor['values'], string];
  return written === sort ? { sort, values, key } : undefined;
}
