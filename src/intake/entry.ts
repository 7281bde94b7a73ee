// Apart from mapping.ts for the threads that convert: a checked mapping needs none of zod, which takes them a tenth of a second to load.
import type { Described, Mapping, Row, Settable } from './mapping.ts';

/** The file a row entry reads: the named one, or the only one. */
export const fileOf = (mapping: Mapping, entry: Row): string | undefined => {
  const names = Object.keys(mapping.files);
  return entry.from ?? (names.length === 1 ? names[0] : undefined);
};

/** The one variable of an unpivot, its texts and the columns they stand for. */
export interface Unpivot {
  readonly variable: string;
  readonly texts: readonly string[];
  readonly columns: readonly string[];
}

export function unpivotOf(entry: Row): Unpivot | undefined {
  const [first] = Object.entries(entry.unpivot ?? {});
  return first && { variable: first[0], texts: Object.keys(first[1]), columns: Object.values(first[1]) };
}

/** Names that stand for the row at hand: the variable's text and `value`, the unpivoted cell. */
export const variablesOf = (entry: Row): string[] => (entry.unpivot ? [...Object.keys(entry.unpivot), 'value'] : []);

/** A value of `set` in its long form: a bare word is a variable of the unpivot or a constant. */
export function describe(value: Settable, variables: readonly string[]): Described {
  if (typeof value === 'object') return value;
  return typeof value === 'string' && variables.includes(value) ? { variable: value } : { constant: value };
}

/** A key: a column by its name, or a template `"{ID}-{month}"`. */
export const templated = (text: string): Described => (text.includes('{') ? { concat: text } : { column: text });

/** The names between braces of a template. */
export const namesIn = (template: string): string[] => [...template.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1] as string);
