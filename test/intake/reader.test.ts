import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../src/intake/columns.ts';
import { newColumns } from '../../src/intake/columns.ts';
import { walk } from '../../src/intake/reading/json.ts';
import { all, gbBytes, hanzi, ndjson } from './reading.ts';
import { problemOf } from './sample.ts';

describe('one JSON object a line', () => {
  test('numbers keep their digits, words and null read as cells do, members are found by path', async () => {
    const text = `{"id":1,"n":12.10,"big":12345678901234567890,"e":1e-7,"yes":true,"no":false,"none":null,"a":{"b":{"c":"deep"}},"s":"q\\"\\u4e2d\\n"}\n\n { "s" : "x" , "id" : "2" , "more":[1,{"z":[]}] } \r\n`;
    const found = await all(text, ndjson(['id', 'n', 'big', 'e', 'yes', 'no', 'none', 'a.b.c', 's']));
    expect(found.rows).toEqual([
      ['1', '12.10', '12345678901234567890', '1e-7', 'true', 'false', '', 'deep', 'q"中\n'],
      ['2', '', '', '', '', '', '', '', 'x'],
    ]);
    expect(found.lines).toEqual([1, 3]);
    expect(found.columns.at(-1)).toBe('more');
  });

  test.each([
    ['{"id":1', '', 'INTAKE_ROW_JSON'],
    ['{"id":01}', '', 'INTAKE_ROW_JSON'],
    ['{"id":1.}', '', 'INTAKE_ROW_JSON'],
    ['{"id":+1}', '', 'INTAKE_ROW_JSON'],
    ['{"id":NaN}', '', 'INTAKE_ROW_JSON'],
    ['{"id":nul}', '', 'INTAKE_ROW_JSON'],
    ["{'id':1}", '', 'INTAKE_ROW_JSON'],
    ['{"id":1,}', '', 'INTAKE_ROW_JSON'],
    ['{"id":1} {"id":2}', '', 'INTAKE_ROW_JSON'],
    ['{"id":"a\tb"}', '', 'INTAKE_ROW_JSON'],
    ['{"id":"\\x"}', '', 'INTAKE_ROW_JSON'],
    ['[1]', '', 'INTAKE_ROW_JSON'],
    ['not json at all', '', 'INTAKE_ROW_JSON'],
    ['{"id":"\\ud800"}', 'id', 'INTAKE_CELL_CHARACTER'],
    ['{"id":1,"id":2}', 'id', 'INTAKE_ROW_NAME_REPEATED'],
    ['{"a":{"b":1},"a.b":2}', 'a.b', 'INTAKE_ROW_NAME_REPEATED'],
    ['{"id":[1,2]}', 'id', 'INTAKE_CELL_NESTED'],
    ['{"id":{"x":1}}', 'id', 'INTAKE_CELL_NESTED'],
    [`${'{"a":'.repeat(25)}1${'}'.repeat(25)}`, '', 'INTAKE_ROW_DEEP'],
    [`{"x":${'['.repeat(25)}${']'.repeat(25)}}`, '', 'INTAKE_ROW_DEEP'],
    [`{"id":"${'x'.repeat(70_000)}"}`, 'id', 'INTAKE_CELL_LONG'],
  ])('%s is refused, the lines beside it are not', async (bad, column, code) => {
    const { rows, rejects } = await all(`{"id":"before"}\n${bad}\n{"id":"after"}\n`, ndjson(['id', 'a.b']));
    expect(rejects).toEqual([[2, column, code]]);
    expect(rows.map(([id]) => id)).toEqual(['before', 'after']);
  });

  test('reads every object as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.jsonValue()))),
        (value) => {
          const text = JSON.stringify(value);
          const found = new Map<string, string | undefined>();
          expect(walk(text, { value: (path, cell) => found.set(path, cell), nested: () => undefined })).toBeUndefined();
          for (const [key, each] of Object.entries(JSON.parse(text) as object)) {
            if (typeof each === 'object' && each !== null) continue;
            expect(found.get(key)).toBe(each === null ? undefined : String(typeof each === 'number' ? JSON.stringify(each) : each));
          }
        },
      ),
    );
  });
});

describe('the same rows are the same whatever they are packed in', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }).filter((text) => text.isWellFormed()),
    fc.array(hanzi, { maxLength: 6 }).map((all) => all.join('')),
  );
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const csv = (rows: readonly (readonly string[])[]): string => `a,b,c.d\n${rows.map((row) => `${row.map(quoted).join(',')}\n`).join('')}`;
  const read = async (content: string | Buffer, changed: Partial<Shape> = {}) => (await all(content, changed)).rows;

  test('ndjson = csv', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const lines = rows.map(([a, b, d]) => `${JSON.stringify({ a, b, c: { d } })}\n`).join('');
        expect(await read(lines, ndjson(['a', 'b', 'c.d']))).toEqual(await read(csv(rows)));
      }),
      { numRuns: 40 },
    );
  });

  test('gzip = plain, in one member or several', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(100), async (rows, share) => {
        const bytes = Buffer.from(csv(rows));
        const cut = Math.floor((bytes.length * share) / 100);
        const plain = await read(bytes);
        expect(await read(gzipSync(bytes))).toEqual(plain);
        expect(await read(Buffer.concat([gzipSync(bytes.subarray(0, cut)), gzipSync(bytes.subarray(cut))]), { compression: 'gzip' })).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });

  test('GB18030 = UTF-8', async () => {
    const words = fc.array(fc.oneof(hanzi, fc.constantFrom('a', 'Z', '7', ' ')), { maxLength: 8 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(words, words, words), { minLength: 1, maxLength: 30 }), async (rows) => {
        expect(await read(gbBytes(csv(rows)), { encoding: 'gb18030' })).toEqual(await read(csv(rows)));
      }),
      { numRuns: 40 },
    );
  });
});

describe('other forms of csv', () => {
  test('cells between blanks, and names that the mapping gives', async () => {
    expect(await all('A11 6 A34\nA12 48 A32\n', { delimiter: ' ', header: ['status', 'months', 'history'] })).toMatchObject({
      header: ['status', 'months', 'history'],
      rows: [
        ['A11', '6', 'A34'],
        ['A12', '48', 'A32'],
      ],
      lines: [1, 2],
    });
  });

  test('four-byte characters and the mark of GB18030 are read', async () => {
    const bytes = Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), Buffer.from('a\n'), Buffer.from([0x90, 0x30, 0x81, 0x30]), Buffer.from('\n')]);
    expect(await all(bytes, { encoding: 'gb18030' })).toMatchObject({ header: ['a'], rows: [['\u{10000}']] });
  });

  test('a file much larger than a read comes whole out of its packing', async () => {
    const text = `ID,N\n${Array.from({ length: 60_000 }, (_, at) => `${at},数${at}据\n`).join('')}`;
    const { rows } = await all(gzipSync(text));
    expect(rows).toHaveLength(60_000);
    expect(rows.every(([id, cell]) => cell === `数${id}据`)).toBe(true);
  });
});

describe('a long file of names and values', () => {
  const pivot = { by: ['ACCOUNT', 'MONTH'], name: 'ITEM', value: 'VALUE' };
  const long: Partial<Shape> = { pivot, columns: ['ACCOUNT', 'MONTH', 'due', 'paid'] };

  test('adjacent lines are one row, numbered by the first', async () => {
    const text = 'ACCOUNT,MONTH,ITEM,VALUE\nA,2026-01,due,5\nA,2026-01,paid,3\nA,2026-02,due,6\nB,2026-02,paid,1\nB,2026-02,fee,9\n';
    expect(await all(text, long)).toEqual({
      header: ['ACCOUNT', 'MONTH', 'due', 'paid'],
      rows: [
        ['A', '2026-01', '5', '3'],
        ['A', '2026-02', '6', ''],
        ['B', '2026-02', '', '1'],
      ],
      lines: [2, 4, 5],
      rejects: [],
      columns: ['ACCOUNT', 'MONTH', 'ITEM', 'VALUE', 'due', 'paid', 'fee'],
    });
  });

  test('the same of one JSON object a line, and over many reads', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) =>
      ['due', 'paid'].map((ITEM) => `${JSON.stringify({ ACCOUNT: `A${at}`, MONTH: '2026-01', ITEM, VALUE: at })}\n`).join(''),
    );
    const { rows } = await all(lines.join(''), { ...long, format: 'ndjson' });
    expect(rows).toHaveLength(20_000);
    expect(rows[19_999]).toEqual(['A19999', '2026-01', '19999', '19999']);
  });

  test('an item given twice refuses its row; a file without the columns is refused', async () => {
    const { rows, rejects } = await all('ACCOUNT,MONTH,ITEM,VALUE\nA,1,due,5\nA,1,due,6\nB,1,due,7\n', long);
    expect(rejects).toEqual([[2, 'ITEM', 'INTAKE_PIVOT_REPEATED']]);
    expect(rows).toEqual([['B', '1', '7', '']]);
    expect(await problemOf(all('ACCOUNT,MONTH,VALUE\nA,1,5\n', long))).toMatchObject({ code: 'INTAKE_FILE_COLUMN_MISSING', params: { column: 'ITEM' } });
  });
});

test('names in GB18030 are not taken for UTF-8', async () => {
  const names = fc.array(hanzi, { minLength: 1, maxLength: 4 }).map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 50 }), async (all_) => {
      expect((await all(gbBytes(`N\n${all_.join('\n')}\n`), { encoding: 'gb18030' })).rows).toEqual(all_.map((name) => [name]));
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['the first file of a mapping knows its columns', ['a', 'b', 'c'], undefined, []],
  ['a column that was there is no news', ['a', 'b'], ['a', 'b'], []],
  ['one that was not is', ['a', 'x', 'y'], ['a'], ['x', 'y']],
  ['one that the mapping reads or leaves out is not', ['a', 'read', 'left', ''], ['a'], []],
])('%s', (_, now, before, news) => {
  expect(newColumns(now, before, { columns: ['read'], ignore: ['left'] })).toEqual(news);
});
