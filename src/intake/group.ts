import type { Fact } from '../base/fact.ts';
import { type Converter, compileRow, rowsOf, type Setting } from './convert/convert.ts';
import { compileParty, type Seal } from './convert/party.ts';
import { problem } from './errors.ts';
import type { Mapping, Row } from './mapping.ts';
import { ordered, type Target, targetOf } from './target.ts';

/** A row entry at work: its number in the mapping and where its rows stand among those of one line. */
export interface Part {
  readonly number: number;
  readonly entry: Row;
  readonly offset: number;
  readonly width: number;
  readonly converter: Converter;
}

/** All row entries of one fact: they share a staging table, so a key repeated between them is found like any other. */
export interface Group {
  readonly target: Target;
  readonly parts: readonly Part[];
  /** Rows a line can give; the number of a staged row is line x width + position. */
  readonly width: number;
}

/** The row entries of a file by fact, in the order in which they are loaded, compiled to the file's header. */
export function compileGroups(mapping: Mapping, entries: readonly Row[], facts: ReadonlyMap<string, Fact>, setting: Setting, seal: Seal): Group[] {
  const used = [...new Set(entries.map(({ fact }) => facts.get(fact)))].filter((fact) => fact !== undefined);
  return ordered(used).map((fact) => {
    const own = entries.filter((entry) => entry.fact === fact.name);
    const width = own.reduce((sum, entry) => sum + rowsOf(entry, fact), 0);
    let offset = 0;
    const parts = own.map((entry): Part => {
      const span = { offset, width };
      offset += rowsOf(entry, fact);
      const converter = fact.name === 'customer' ? compileParty(entry, fact, setting, span, seal) : compileRow(entry, fact, setting, span);
      return { number: mapping.rows.indexOf(entry), entry, offset: span.offset, width: rowsOf(entry, fact), converter };
    });
    return { target: targetOf(fact), parts, width };
  });
}

/** The place of every column of the file; a column that the mapping names and the file lacks is a problem of the whole file. */
export function columnIndex(header: readonly string[], file: string): (column: string) => number {
  const places = new Map(header.map((name, at) => [name, at]));
  return (column) => {
    const place = places.get(column);
    if (place === undefined) throw problem('INTAKE_FILE_COLUMN_MISSING', { file, column, columns: header.join(', ') });
    return place;
  };
}

/** The currencies whose minor units the mapping makes for these rows. */
export const currenciesOf = ({ parts }: Group): string[] => [
  ...new Set(parts.flatMap(({ entry }) => Object.values(entry.set).flatMap((value) => (typeof value === 'object' && value.minor ? [value.minor] : [])))),
];
