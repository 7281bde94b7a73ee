import { vocabulary } from '../rating/vocabulary.ts';
import { specOf } from './convert/convert.ts';
import { movedColumns } from './convert/value.ts';
import { fileOf, namesIn, templated, unpivotOf, variablesOf } from './entry.ts';
import type { FileShape, Mapping, Row } from './mapping.ts';

/** A file of a mapping as it is opened: its shape and the columns that the mapping reads of it. */
export interface Shape extends FileShape {
  readonly columns: readonly string[];
}

/** The shape of a file that the mapping has. */
export function shapeOf(mapping: Mapping, file: string): Shape {
  const entries = mapping.rows.filter((entry) => fileOf(mapping, entry) === file);
  const shape = mapping.files[file] as FileShape;
  return { ...shape, columns: [...new Set(entries.flatMap(columnsOf))].filter((name) => name !== shape.lines) };
}

function columnsOf(entry: Row): string[] {
  const own = variablesOf(entry);
  const keys = [entry.key, entry.customer, entry.account].flatMap((text) => (text === undefined ? [] : [templated(text)]));
  const values = [...keys, ...Object.keys(entry.set).flatMap((name) => specOf(entry, name, vocabulary.get(entry.fact)?.columns[name]) ?? [])];
  const read = values.flatMap((spec) => [
    ...(spec.column === undefined ? [] : [spec.column]),
    ...namesIn(spec.concat ?? '').filter((name) => !own.includes(name)),
    ...movedColumns(spec),
  ]);
  return [...read, ...entry.when.flatMap(({ column }) => column ?? []), ...(unpivotOf(entry)?.columns ?? [])];
}

/** Columns that the file has now and had not at its last import, and that the mapping neither reads nor leaves out on purpose. */
export function newColumns(now: readonly string[], before: readonly string[] | undefined, { columns, ignore }: Pick<Shape, 'columns' | 'ignore'>): string[] {
  if (before === undefined) return [];
  const known = new Set([...before, ...columns, ...ignore]);
  return now.filter((name) => name !== '' && !known.has(name));
}
