import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encoded, encodingOf } from '../../src/server/encoding.ts';

describe('the encoding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate', undefined],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['*;q=0.1, br;q=0', 'gzip'],
    ['gzip;q=7', undefined],
    ['gzip;level=9', undefined],
    [`${'x,'.repeat(300)}gzip`, undefined],
  ] as const)('%s: %s', (header, expected) => expect(encodingOf(header)).toBe(expected));

  it('is undone to the same text', async () => {
    const text = JSON.stringify({ data: Array.from({ length: 2_000 }, (_, at) => ({ at, name: '王 é' })) });
    expect(gunzipSync(await encoded(text, 'gzip')).toString()).toBe(text);
    expect(brotliDecompressSync(await encoded(text, 'br')).toString()).toBe(text);
  });
});
