import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import { type Fault, fault, type Reject, reject } from '../reject.ts';
import { longCell } from './csv.ts';
import { type Visit, walk } from './json.ts';
import { type Lines, noLines, type Parser } from './reader.ts';

/** Takes a file of one JSON object a line apart; the columns are those that are read, by path, and a member that is not there is empty. */
export function ndjsonParser(columns: readonly string[], file: string): Parser {
  const cellsOf = reading(columns);
  let line = 0;
  let begun = false;

  function row(text: string, out: Lines): void {
    const { cells, refused } = cellsOf.read(text, line);
    const why = refused ?? longCell(cells, columns, line, text.length);
    if (why) out.rejects.push(why);
    else {
      out.rows.push(cells);
      out.lines.push(line);
    }
  }

  return {
    header: () => (begun ? columns : undefined),
    columns: cellsOf.met,
    take: (text) => {
      const out = noLines();
      for (let at = 0; at < text.length; ) {
        const end = text.indexOf('\n', at);
        const one = text.slice(at, end);
        line += 1;
        at = end + 1;
        if (one.trim() === '') continue;
        if (!begun && !one.trimStart().startsWith('{')) throw problem('INTAKE_FILE_FORMAT', { file, found: found(one), expected: 'ndjson' });
        begun = true;
        row(one, out);
      }
      return out;
    },
    end: () => {
      if (!begun) throw problem('INTAKE_FILE_EMPTY', { file });
      return noLines();
    },
  };
}

const found = (first: string): string => (first.includes('\0') ? 'binary' : first.trimStart().startsWith('[') ? 'json' : 'csv');

/** Reads line after line into the cells of the columns, with one visitor for all of them. */
function reading(columns: readonly string[]) {
  const places = new Map(columns.map((name, at) => [name, at]));
  /** The columns met that are not read; objects that use ids as names would make it endless. */
  const others = new Set<string>();
  /** The line that filled a column last, 0: none so far. */
  const filled = columns.map(() => 0);
  let cells: string[] = [];
  let current = 0;
  let why: { column: string; fault: Fault } | undefined;

  const visit: Visit = {
    value: (path, value) => {
      const place = places.get(path);
      if (place === undefined) {
        if (others.size < limits.columnsPerFile) others.add(path);
        return;
      }
      if (filled[place] === current) why ??= { column: path, fault: fault('INTAKE_ROW_NAME_REPEATED') };
      filled[place] = current;
      if (value !== undefined) cells[place] = value;
    },
    nested: (path, kind) => {
      if (places.has(path)) why ??= { column: path, fault: fault('INTAKE_CELL_NESTED', { kind }) };
      else if (kind === 'array' && others.size < limits.columnsPerFile) others.add(path);
    },
  };

  return {
    met: () => [...columns.filter((_, at) => filled[at] !== 0), ...others],
    read: (text: string, line: number): { cells: string[]; refused: Reject | undefined } => {
      cells = new Array<string>(columns.length).fill('');
      current = line;
      why = undefined;
      const stopped = walk(text, visit);
      if (stopped)
        why = { column: '', fault: stopped.deep ? fault('INTAKE_ROW_DEEP', { most: limits.documentDepth }) : fault('INTAKE_ROW_JSON', { at: stopped.at }) };
      // Half a surrogate pair can only be written as an escape.
      const malformed = why || !text.includes('\\u') ? -1 : cells.findIndex((cell) => !cell.isWellFormed());
      if (malformed >= 0) why = { column: columns[malformed] as string, fault: fault('INTAKE_CELL_CHARACTER') };
      return { cells, refused: why && reject(line, why.column, '', why.fault) };
    },
  };
}
