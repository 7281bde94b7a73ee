import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON: the same document gives the same bytes whatever its key order or layout. */
export const canonical = (value: unknown): string => canonicalize(value) as string;

/** `sha256:` and 64 hex digits of the canonical JSON of a document. */
export const digest = (value: unknown): string => `sha256:${hash('sha256', canonical(value), 'hex')}`;

/** 64 hex digits of the SHA-256 of a text. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The first 128 bits of a hash in hex, as a uuid. */
export const uuidOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;

/** The 16-byte key (as a uuid) of what a source owns: SHA-256 over (source, kind, natural key), cut to 128 bits. */
export const nameKey = (source: string, kind: string, key: string): string => uuidOf(hash('sha256', `${source}\u0000${kind}\u0000${key}`, 'hex'));

const half = 100_000_000;

/** A whole number below 2^52 (as decimal text, Postgres bigint) over a row's content: equal content, equal hash. */
export function contentHash(content: string): string {
  const bytes = hash('sha256', content, 'binary');
  let number = bytes.charCodeAt(6) >> 4;
  for (let at = 0; at < 6; at += 1) number = number * 256 + bytes.charCodeAt(at);
  // In two halves: whole numbers beyond 31 bits are written much slower.
  const upper = Math.floor(number / half);
  const lower = number - upper * half;
  return upper === 0 ? String(lower) : `${upper}${String(lower + half).slice(1)}`;
}
