import { describe, expect, test } from 'vitest';
import type { Shape } from '../../src/intake/columns.ts';
import { openFile } from '../../src/intake/reading/open.ts';
import { split } from '../../src/intake/reading/record.ts';
import { file, problemOf } from './sample.ts';

const shape: Shape = { format: 'csv', encoding: 'utf-8', delimiter: ',', null: [''], ignore: [], extract: 'delta', absent: 'report', columns: [] };

async function all(content: string | Buffer, changed: Partial<Shape> = {}) {
  const csv = await openFile(file(content), { ...shape, ...changed });
  const out: { header: readonly string[]; rows: string[][]; lines: number[]; rejects: [number, string][] } = {
    header: csv.header,
    rows: [],
    lines: [],
    rejects: [],
  };
  try {
    for await (const { rows, lines, rejects } of csv.batches()) {
      out.rows.push(...rows);
      out.lines.push(...lines);
      out.rejects.push(...rejects.map(({ line, code }): [number, string] => [line, code]));
    }
  } finally {
    await csv.close();
  }
  return out;
}

describe('cells', () => {
  test.each([
    ['a,b\n', ['a', 'b']],
    ['a,b\r\n', ['a', 'b']],
    ['"a,b",c\n', ['a,b', 'c']],
    ['"say ""hi""",c\r\n', ['say "hi"', 'c']],
    ['"two\nlines",c\n', ['two\nlines', 'c']],
    ['5" pipe,c\n', ['5" pipe', 'c']],
    ['"",\n', ['', '']],
    [',"b"\n', ['', 'b']],
  ])('%j', (text, cells) => {
    expect(split(text, 1, ',').records[0]?.cells).toEqual(cells);
  });
});

test('line numbers are those of the file, after quoted breaks and empty lines too', async () => {
  const { rows, lines } = await all('ID,N\n1,a\n2,"b\nb\nb"\n\n3,c\n');
  expect(rows.map(([id]) => id)).toEqual(['1', '2', '3']);
  expect(lines).toEqual([2, 3, 7]);
});

test('a byte order mark, another delimiter and a last line without a break are read', async () => {
  expect(await all('\ufeffID;N\n1;ü', { delimiter: ';' })).toMatchObject({ header: ['ID', 'N'], rows: [['1', 'ü']] });
});

test('a file much larger than a read is read whole, with every character in one piece', async () => {
  const { rows, lines } = await all(`ID,N\n${Array.from({ length: 60_000 }, (_, at) => `${at},"数${at}\n据"\n`).join('')}`);
  expect(rows).toHaveLength(60_000);
  expect(rows.every(([id, text]) => text === `数${id}\n据`)).toBe(true);
  expect(lines.at(-1)).toBe(2 + 2 * 59_999);
});

test('ragged lines and text after a quote are rejected by line, the rest goes on', async () => {
  const { rows, rejects } = await all('ID,N\n1\n2,b,c\n3,"x"y\n4,d\n');
  expect(rejects).toEqual([
    [2, 'INTAKE_ROW_RAGGED'],
    [3, 'INTAKE_ROW_RAGGED'],
    [4, 'INTAKE_ROW_QUOTES'],
  ]);
  expect(rows).toEqual([['4', 'd']]);
});

test('a cell of a megabyte is rejected, and only its start is kept', async () => {
  const csv = await openFile(file(`ID,N\n1,${'x'.repeat(1024 * 1024)}\n2,b\n`), shape);
  for await (const { rows, rejects } of csv.batches()) {
    if (rejects[0]) expect(rejects[0]).toMatchObject({ line: 2, column: 'N', code: 'INTAKE_CELL_LONG' });
    if (rejects[0]) expect(rejects[0].cell.length).toBeLessThan(300);
    if (rows.length > 0) expect(rows).toEqual([['2', 'b']]);
  }
  await csv.close();
});

describe('a file that cannot be read is refused as a whole', () => {
  test.each([
    ['an empty file', '', 'INTAKE_FILE_EMPTY', {}],
    ['a file of empty lines', '\n\n', 'INTAKE_FILE_EMPTY', {}],
    ['Latin-1', Buffer.from('ID,N\n1,a\n2,M\xfcller\n', 'latin1'), 'INTAKE_FILE_ENCODING', { line: 3, position: 12, byte: 'FC' }],
    ['UTF-16', Buffer.from('\ufeffID,N\n1,a\n', 'utf16le'), 'INTAKE_FILE_ENCODING', { line: 1, position: 0, byte: 'FF' }],
    ['a quote never closed', `ID,N\n1,a\n2,"b\n${'3,c\n'.repeat(10)}`, 'INTAKE_FILE_QUOTE_OPEN', { line: 3 }],
    ['a file without line breaks', Buffer.alloc(5 * 1024 * 1024, 0x61), 'INTAKE_FILE_RECORD_LONG', { line: 1 }],
    ['a column twice', 'ID,N,N\n1,a,b\n', 'INTAKE_FILE_COLUMN_REPEATED', { column: 'N' }],
  ])('%s', async (_, content, code, params) => {
    expect(await problemOf(all(content))).toMatchObject({ code, params });
  });

  test('a file that is not there', async () => {
    expect(await problemOf(openFile('/nowhere/at/all.csv', shape))).toMatchObject({ code: 'INTAKE_FILE_MISSING' });
  });
});
