import type { Context } from './context.ts';

/**
 * What an answer holds that only the resolvers can say rightly, an error for instance: the operation is left to them. Where
 * it is only that the program does not remember a thing (the version of a ruleset), `wanted` names it.
 */
export class Left extends Error {
  readonly wanted: string | undefined;

  constructor(wanted?: string) {
    super();
    this.wanted = wanted;
  }
}

/** The text of a parameter whose value is bound at each run, cast to a type of Postgres. */
export type Param = (name: string, type: string) => string;
// biome-ignore lint/suspicious/noExplicitAny: the arguments of any field, coerced by its declaration in the graph.
export type Args = Readonly<Record<string, any>>;

/** A value of a row, by the row's alias. */
export type Expression = (row: string, param: Param, args: Args) => string;
/** Whether a field of the rows, or of what is formed, is selected. */
export type Selected = (field: string) => boolean;
/**
 * Rows under an owner's row: what follows `select`, with the alias the rows are to have, their order, and how many. Order and limit stand apart so that
 * what is formed of a row is formed once, of the rows that stay.
 */
export type Rows = (owner: string, row: string, param: Param, args: Args, selected: Selected) => RowsSql;
export interface RowsSql {
  readonly from: string;
  /** Conditions behind `from`, which then has none of its own. */
  readonly where?: string;
  readonly order?: string;
  readonly limit?: string;
  /** A condition under which a row is left to the resolvers. */
  readonly left?: string;
  /** The order that needs nothing left: of a partner, whose statement has no resolvers behind it. */
  readonly sure?: () => string;
  /**
   * The day that a row is about: a partner is told none before its data window. Null where the window does not bound them:
   * they have no day, or are what holds today. Rows that a partner reaches must say.
   */
  readonly day?: string | null;
  /** The as-of day of a row that tells a grade: a partner is told none that is not fresh by its agreement. */
  readonly gradedOn?: string;
  /** What is graded: a partner is told that of its agreement alone. */
  readonly dimension?: string;
  /** Rows that are no official grades: a partner is told none where its agreement is on those alone. */
  readonly unofficial?: true;
  /** A relation that fields of the rows may read besides, formed once for all rows of an owner, and not at all where none does: `<name> as materialized (...)`. */
  readonly with?: string;
}

interface Bound {
  /** Values of the parameters, from the field's arguments; what it throws is left to the resolver to say. */
  readonly bind?: (args: Args, context: Context) => Readonly<Record<string, unknown>>;
  /** What of the arguments changes the text of the SQL; a statement is made for each. */
  readonly shape?: (args: Args) => string;
}

/** A column or computed value, written as its scalar is; of a field that is not nullable it is never null. */
interface ColumnRead extends Bound {
  readonly column: Expression;
}
/** An object made of values of the same row; null where it is not present, never null where that is not told. */
interface ObjectRead extends Bound {
  readonly object: Readonly<Record<string, Expression>>;
  readonly present?: Expression | undefined;
}
/** At most one row of a relation; null without one. */
interface OneRead extends Bound {
  readonly one: Rows;
}
interface ManyRead extends Bound {
  readonly many: Rows;
}
/** An object whose fields read the row of its owner, or one that stands beside it under another alias; never null. */
interface SameRead {
  readonly same: (row: string) => string;
}
/** What the program forms, by the function its resolver uses, of a text that the statement hands over ('' for null); no control characters. */
export interface LateRead extends Bound {
  /** One value, or several that a blank parts. */
  readonly late: (row: string, param: Param, args: Args, selected: Selected) => string | readonly string[];
  readonly value: (payload: string, context: Context, args: Args) => unknown;
  /** The value hangs on the payload and the language alone, and many rows have the same: what was written of it is remembered. */
  readonly common?: true;
  /** The value is a text in which JSON has nothing to escape (an id), or null. */
  readonly plain?: true;
}
/** A field of an object that was formed late and has a resolver of its own. */
interface ValueRead {
  readonly of: (value: never, context: Context, args: Args) => unknown;
}

/** An object of a row of the statement that a door makes, by the row's alias; null where there is no such row. */
interface PartRead {
  readonly part: string;
}

export type Read = ColumnRead | ObjectRead | OneRead | ManyRead | SameRead | LateRead | ValueRead | PartRead;

/**
 * What the published fields of types read, by type and field. A field without arguments or resolver reads the column of
 * equal name and is not listed. An operation all of whose fields are known here is answered by one statement.
 */
export type Reads = Readonly<Record<string, Readonly<Record<string, Read>>>>;

/** Several rooms' reads as one: each may add fields to the types of another. */
export function together(...all: readonly Reads[]): Reads {
  const found: Record<string, Record<string, Read>> = {};
  for (const reads of all) for (const [type, fields] of Object.entries(reads)) found[type] = { ...found[type], ...fields };
  return found;
}

/** Values for a statement of one's own over a text that takes parameters by name: `param`, and the values in the order of their numbers. */
export function numbered(values: Readonly<Record<string, unknown>>): { readonly param: Param; readonly values: unknown[] } {
  const names: string[] = [];
  const param: Param = (name, type) => {
    const at = names.indexOf(name);
    return `$${at < 0 ? names.push(name) : at + 1}::${type}`;
  };
  return {
    param,
    get values() {
      return names.map((name) => values[name] ?? null);
    },
  };
}
