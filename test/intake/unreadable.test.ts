import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/base/problem.ts';
import type { Shape } from '../../src/intake/columns.ts';
import { all, gbBytes, ndjson } from './reading.ts';
import { problemOf } from './sample.ts';

const text = `ID,N\n${Array.from({ length: 5_000 }, (_, at) => `${at},${Math.imul(at, 2_654_435_761)}\n`).join('')}`;
const packed = gzipSync(text);
const broken = Buffer.from(packed);
broken[Math.floor(packed.length / 2)] = (broken[Math.floor(packed.length / 2)] as number) ^ 0xff;
const gb = (line: string): Buffer => gbBytes(line);

describe('a file that is not what its mapping says is refused whole, with the place', () => {
  const json = ndjson(['ID']);
  test.each<[string, Buffer | string, Partial<Shape>, string, object]>([
    ['a packed file cut off', packed.subarray(0, packed.length - 100), {}, 'INTAKE_FILE_GZIP_CUT', {}],
    ['one cut off in its last eight bytes', packed.subarray(0, packed.length - 3), {}, 'INTAKE_FILE_GZIP_CUT', {}],
    ['a second member cut off', Buffer.concat([packed, packed.subarray(0, 50)]), {}, 'INTAKE_FILE_GZIP_CUT', {}],
    ['a byte of it changed', broken, {}, 'INTAKE_FILE_GZIP_BROKEN', {}],
    ['text after the packed part', Buffer.concat([packed, Buffer.from('ID,N\n')]), {}, 'INTAKE_FILE_GZIP_BROKEN', {}],
    ['zeros and more after the packed part', Buffer.concat([packed, Buffer.alloc(5), packed]), {}, 'INTAKE_FILE_GZIP_BROKEN', { position: packed.length }],
    ['packed twice', gzipSync(packed), {}, 'INTAKE_FILE_FORMAT', { found: 'gzip / gzip', expected: 'gzip / csv' }],
    ['a ZIP in place of a csv file', Buffer.from('PK\u0003\u0004rest'), {}, 'INTAKE_FILE_FORMAT', { found: 'ZIP or Excel' }],
    ['a ZIP within gzip', gzipSync(Buffer.from('PK\u0003\u0004rest')), {}, 'INTAKE_FILE_FORMAT', { found: 'gzip / ZIP or Excel' }],
    ['plain text where gzip is said', text, { compression: 'gzip' }, 'INTAKE_FILE_FORMAT', { found: 'text', expected: 'gzip' }],
    ['an empty file where gzip is said', '', { compression: 'gzip' }, 'INTAKE_FILE_EMPTY', {}],
    ['an empty packed file', gzipSync(''), {}, 'INTAKE_FILE_EMPTY', {}],
    ['JSON where csv is said', '{"ID":1}\n', {}, 'INTAKE_FILE_FORMAT', { found: 'ndjson', expected: 'csv' }],
    ['csv where JSON is said', text, json, 'INTAKE_FILE_FORMAT', { found: 'csv', expected: 'ndjson' }],
    ['one JSON array', '[\n{"ID":1}\n]\n', json, 'INTAKE_FILE_FORMAT', { found: 'json', expected: 'ndjson' }],
    ['an empty JSON file', '\n\n', json, 'INTAKE_FILE_EMPTY', {}],
    ['UTF-16 without a mark', Buffer.from('ID,N\n1,a\n', 'utf16le'), {}, 'INTAKE_FILE_FORMAT', { found: 'binary' }],
    [
      'GB18030 in UTF-8',
      Buffer.concat([Buffer.from('ID,N\n1,客户\n2,'), gb('客户'), Buffer.from('\n')]),
      {},
      'INTAKE_FILE_ENCODING_MIXED',
      { line: 3, position: 16, encoding: 'UTF-8', other: 'GB18030' },
    ],
    [
      'UTF-8 in GB18030',
      Buffer.concat([Buffer.from('ID,N\n1,'), gb('客户'), Buffer.from('\n2,王芳\n')]),
      { encoding: 'gb18030' },
      'INTAKE_FILE_ENCODING_MIXED',
      { line: 3, encoding: 'GB18030', other: 'UTF-8' },
    ],
    ['an odd number of UTF-8 characters in GB18030', Buffer.from('ID,N\n1,王小芳\n'), { encoding: 'gb18030' }, 'INTAKE_FILE_ENCODING_MIXED', { line: 2 }],
    ["UTF-8's mark in GB18030", Buffer.from('\ufeffID,N\n1,a\n'), { encoding: 'gb18030' }, 'INTAKE_FILE_ENCODING_MIXED', { line: 1, position: 0 }],
    [
      'a byte that is no GB18030',
      Buffer.concat([Buffer.from('ID,N\n1,'), Buffer.from([0xff]), Buffer.from('\n')]),
      { encoding: 'gb18030' },
      'INTAKE_FILE_ENCODING',
      { line: 2, position: 7, byte: 'FF', encoding: 'GB18030' },
    ],
    [
      'half a character of GB18030',
      Buffer.concat([Buffer.from('ID,N\n1,'), Buffer.from([0xb0]), Buffer.from('\n')]),
      { encoding: 'gb18030' },
      'INTAKE_FILE_ENCODING',
      { line: 2, position: 7, byte: 'B0' },
    ],
    ['Latin-1', Buffer.from('ID,N\n1,M\xfcller\n', 'latin1'), {}, 'INTAKE_FILE_ENCODING', { line: 2, byte: 'FC', encoding: 'UTF-8' }],
    ['Latin-1 with two letters beside each other', Buffer.from('ID,N\n1,Gr\xf6\xdfe\n', 'latin1'), {}, 'INTAKE_FILE_ENCODING', { line: 2, byte: 'F6' }],
    ['a wrong byte within a packed file', gzipSync(Buffer.from('ID,N\n1,M\xfcller\n', 'latin1')), {}, 'INTAKE_FILE_ENCODING', { line: 2 }],
    ['a name twice in the mapping', 'a b\n', { delimiter: ' ', header: ['X', 'X'] }, 'INTAKE_FILE_COLUMN_REPEATED', { column: 'X' }],
    ['an empty file of named columns', '', { header: ['X'] }, 'INTAKE_FILE_EMPTY', {}],
  ])('%s', async (_, content, changed, code, params) => {
    expect(await problemOf(all(content, changed))).toMatchObject({ code, params });
  });
});

describe('whatever a file holds', () => {
  const ended = async (content: Buffer, changed: Partial<Shape>): Promise<string> => {
    try {
      const { header, rows } = await all(content, changed);
      return rows.every((row) => row.length === header.length) ? 'read' : 'ragged';
    } catch (error) {
      return error instanceof Problem ? error.code : String(error);
    }
  };
  const shapes: [string, Partial<Shape>][] = [
    ['csv', {}],
    ['csv of names and values', { pivot: { by: ['a'], name: 'b', value: 'c' }, columns: ['a', 'x'] }],
    ['csv in GB18030', { encoding: 'gb18030' }],
    ['csv with line numbers', { header: ['a', 'b'], lines: 'LINE' }],
    ['ndjson', ndjson(['a', 'b.c'])],
    ['ndjson in GB18030', ndjson(['a', 'b.c'], { encoding: 'gb18030' })],
  ];
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(fc.constantFrom('a', ',', '"', '\n', '\r\n', '{', '}', '[', ']', ':', '"a":', '"b":', '{"c":', '1', 'null', '\\', '中', '\0'), { maxLength: 60 })
      .map((parts) => Buffer.from(parts.join(''))),
  );

  test.each(shapes)('read as %s it ends in rows or in a problem', async (_, changed) => {
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), async (bytes, isPacked) => {
        expect(await ended(isPacked ? gzipSync(bytes) : bytes, changed)).toMatch(/^(read|INTAKE_FILE_\w+)$/);
      }),
      { numRuns: 60 },
    );
  });

  test('a packed file cut off anywhere, or with any byte after it, is never read as whole', async () => {
    const whole = gzipSync(text.slice(0, 2_000));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: whole.length - 1 }), fc.nat(255), async (cut, more) => {
        expect(await ended(whole.subarray(0, cut), {})).toBe('INTAKE_FILE_GZIP_CUT');
        expect(await ended(Buffer.concat([whole, Buffer.from([more])]), {})).toMatch(/^INTAKE_FILE_GZIP/);
      }),
      { numRuns: 40 },
    );
  });
});
