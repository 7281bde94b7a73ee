import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { limits } from '../base/limits.ts';

const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

const brotli = promisify<Buffer, object, Buffer>(brotliCompress);
const gzipped = promisify<Buffer, object, Buffer>(gzip);

/**
 * The encoding of ours that an `Accept-Encoding` header (RFC 9110) prefers: the greatest weight, br first; nothing when
 * none is wished. What is malformed counts nothing.
 */
export function encodingOf(header: string | string[] | undefined): Encoding | undefined {
  if (header === undefined) return undefined;
  const wishes = String(header).slice(0, 500).toLowerCase().split(',').flatMap(wish);
  const weightOf = (name: string): number => (wishes.find((each) => each.name === name) ?? wishes.find((each) => each.name === '*'))?.weight ?? 0;
  const [best] = encodings.map((name) => ({ name, weight: weightOf(name) })).sort((a, b) => b.weight - a.weight);
  return best && best.weight > 0 ? best.name : undefined;
}

function wish(text: string): { name: string; weight: number }[] {
  const [, name, weight = '1'] = /^\s*(\*|[a-z]{1,20})\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/.exec(text) ?? [];
  return name === undefined || Number(weight) > 1 ? [] : [{ name, weight: Number(weight) }];
}

/**
 * The bytes of a text, compressed off the event loop when it is worth it; the lowest levels: of JSON they leave a third,
 * the higher ones a quarter for twice the time, and br at its lowest is smaller and faster than gzip at its.
 */
export async function encoded(text: string, encoding: Encoding): Promise<Buffer> {
  const bytes = Buffer.from(text);
  if (encoding === 'gzip') return gzipped(bytes, { level: 1 });
  return brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

/** Below it an answer goes out as it is. */
export const isLarge = (text: string): boolean => text.length >= limits.compressCharacters;
