import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import type { FileShape } from '../mapping.ts';
import { fault, type Reject, reject } from '../reject.ts';
import { type Lines, noLines, type Parser } from './reader.ts';
import { type Record, split } from './record.ts';

/** Takes a file of delimited cells apart; its first line names the columns unless the shape does. */
export function csvParser({ delimiter, header: given }: Pick<FileShape, 'delimiter' | 'header'>, file: string): Parser {
  let rest = '';
  let line = 1;
  let header: readonly string[] | undefined;
  return {
    header: () => header,
    columns: () => header ?? [],
    take: (text) => {
      const all = rest === '' ? text : rest + text;
      const found = split(all, line, delimiter);
      rest = all.slice(found.end);
      line = found.line;
      if (rest.length > limits.recordBytes) throw problem('INTAKE_FILE_QUOTE_OPEN', { file, line });
      if (header === undefined && found.records.length > 0) header = headerOf(given ?? found.records.shift()?.cells ?? [], file);
      return linesOf(found.records, header ?? []);
    },
    end: () => {
      if (rest !== '') throw problem('INTAKE_FILE_QUOTE_OPEN', { file, line });
      if (header === undefined) throw problem('INTAKE_FILE_EMPTY', { file });
      return noLines();
    },
  };
}

function headerOf(cells: readonly string[], file: string): string[] {
  const header = cells.map((name) => name.trim());
  if (header[0]?.startsWith('{')) throw problem('INTAKE_FILE_FORMAT', { file, found: 'ndjson', expected: 'csv' });
  if (header.some((name) => name.includes('\0'))) throw problem('INTAKE_FILE_FORMAT', { file, found: 'binary', expected: 'csv' });
  if (header.length > limits.columnsPerFile) throw problem('INTAKE_FILE_COLUMNS_MANY', { file, columns: header.length, most: limits.columnsPerFile });
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice !== undefined) throw problem('INTAKE_FILE_COLUMN_REPEATED', { file, column: twice });
  return header;
}

function linesOf(records: readonly Record[], header: readonly string[]): Lines {
  const out = noLines();
  for (const { cells, line, characters, broken } of records) {
    const why = broken
      ? fault('INTAKE_ROW_QUOTES')
      : cells.length !== header.length
        ? fault('INTAKE_ROW_RAGGED', { found: cells.length, expected: header.length })
        : undefined;
    const refused = why ? reject(line, '', '', why) : longCell(cells, header, line, characters);
    if (refused) out.rejects.push(refused);
    else {
      out.rows.push(cells);
      out.lines.push(line);
    }
  }
  return out;
}

/** The reject of a cell beyond all measure; only a line that is so long can hold one. */
export function longCell(cells: readonly string[], header: readonly string[], line: number, characters: number): Reject | undefined {
  if (characters * 3 <= limits.cellBytes) return undefined;
  const at = cells.findIndex((cell) => cell.length * 3 > limits.cellBytes && Buffer.byteLength(cell) > limits.cellBytes);
  return at < 0 ? undefined : reject(line, header[at] ?? '', cells[at] ?? '', fault('INTAKE_CELL_LONG', { bytes: limits.cellBytes }));
}
