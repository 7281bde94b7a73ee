import { problem } from '../errors.ts';
import type { FileShape } from '../mapping.ts';
import { fault, reject } from '../reject.ts';
import { type Lines, noLines, type Parser } from './reader.ts';

type Pivot = NonNullable<FileShape['pivot']>;

/** The row being put together: it began on `line` and has these items so far. */
interface Open {
  readonly line: number;
  readonly by: readonly string[];
  readonly items: Map<string, string>;
  repeated: string | undefined;
}

/**
 * Reads a long file (one line per name and value) as a wide one: adjacent lines that agree in the `by` columns are one
 * row, numbered by the first of them. Only one row is held, so a group that goes on elsewhere in the file gives the same
 * key again and is refused there. An item given twice refuses the whole group.
 */
export function pivotParser(inner: Parser, { by, name, value }: Pivot, columns: readonly string[], file: string): Parser {
  const header = [...by, ...columns.filter((column) => !by.includes(column))];
  const wanted = new Set(header.slice(by.length));
  const others = new Set<string>();
  let open: Open | undefined;
  let places: { by: number[]; name: number; value: number } | undefined;

  const placesOf = (names: readonly string[]) => {
    const place = (column: string): number => {
      const at = names.indexOf(column);
      if (at < 0) throw problem('INTAKE_FILE_COLUMN_MISSING', { file, column, columns: names.join(', ') });
      return at;
    };
    return { by: by.map(place), name: place(name), value: place(value) };
  };

  function close(out: Lines): void {
    if (!open) return;
    if (open.repeated !== undefined) out.rejects.push(reject(open.line, name, open.repeated, fault('INTAKE_PIVOT_REPEATED', { by: by.join(', ') })));
    else {
      out.rows.push([...open.by, ...header.slice(by.length).map((item) => open?.items.get(item) ?? '')]);
      out.lines.push(open.line);
    }
    open = undefined;
  }

  function add(cells: readonly string[], line: number, at: NonNullable<typeof places>, out: Lines): void {
    const here = at.by.map((place) => cells[place] ?? '');
    if (!open?.by.every((cell, place) => cell === here[place])) close(out);
    open ??= { line, by: here, items: new Map(), repeated: undefined };
    const item = (cells[at.name] ?? '').trim();
    if (!wanted.has(item)) others.add(item);
    if (open.items.has(item)) open.repeated ??= item;
    open.items.set(item, cells[at.value] ?? '');
  }

  return {
    header: () => (inner.header() === undefined ? undefined : header),
    columns: () => [...inner.columns(), ...wanted, ...others],
    take: (text) => {
      const lines = inner.take(text);
      const names = inner.header();
      if (names) places ??= placesOf(names);
      const out = noLines();
      out.rejects.push(...lines.rejects);
      if (places) for (const [at, cells] of lines.rows.entries()) add(cells, lines.lines[at] as number, places, out);
      return out;
    },
    end: () => {
      inner.end();
      const out = noLines();
      close(out);
      return out;
    },
  };
}
