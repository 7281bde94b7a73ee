import type { Scope } from './scope.ts';
import type { Text } from './text.ts';

/**
 * How a column is read, stored and published:
 * text and code are words; integer is a whole number; quantity is an exact decimal (numeric, published as Decimal);
 * money is whole minor units in the account's currency (its name ends in `Minor`, published as Money without that ending);
 * date is a day, month the first day of a month (published as Month); boolean is yes or no;
 * reference names another fact of the same owner by its natural key (stored as that fact's key, published as its id);
 * instant is a moment (published as DateTime); customer names another customer by its source's key (stored as that source
 * record's id, published as the Customer it belongs to).
 */
export type ColumnType = 'text' | 'code' | 'integer' | 'quantity' | 'money' | 'date' | 'month' | 'boolean' | 'reference' | 'instant' | 'customer';

/** Which family of measures a date column dates. */
export type Family = 'amounts' | 'lateness' | 'payments' | 'statuses' | 'outcomes' | 'opening' | 'events';

/**
 * What a column shows under a *masked* grant: the last four characters, initials, the year, the month, the district of an
 * address, a band of amounts or numbers; `same` what it is, because that is a class already (a word of a short list, a month).
 */
export type ColumnMask = 'last' | 'initials' | 'year' | 'month' | 'district' | 'band' | 'same';

const maskOfType: Partial<Record<ColumnType, ColumnMask>> = { money: 'band', quantity: 'band', date: 'month', month: 'same', boolean: 'same' };

/** How a column is masked: as its entry says, else as its type or a list of its words allows; nothing where a masked grant does not show it. */
export const maskOf = ({ mask, type, words }: FactColumn): ColumnMask | undefined => mask ?? (words ? 'same' : maskOfType[type]);

export interface FactColumn {
  readonly type: ColumnType;
  readonly unit?: string;
  readonly scope: Scope;
  readonly description: Text;
  readonly required?: boolean;
  /** An amount or number that cannot be negative; a cell that is, is rejected. */
  readonly nonNegative?: boolean;
  /** The words a code may be; anything else is rejected. */
  readonly words?: readonly string[];
  /** For a reference: the name of the fact it refers to. */
  readonly to?: string;
  /** For a reference to facts of any kind: the column that holds the kind's name; `accountId` beside it says which account such a fact hangs on. */
  readonly toIn?: string;
  readonly dates?: Family;
  /** A day on which something happened afterwards, unlike one that was set (a due day): as of an earlier day indicators read nothing. */
  readonly happens?: boolean;
  /** Sensitivity where it is not plain: rulesets are refused what their dimension may not read. */
  readonly class?: AttributeClass;
  /** Where another than that of its type (`maskOf`). */
  readonly mask?: ColumnMask;
  /** False keeps the column out of the vocabulary of indicators. Default true. */
  readonly indicator?: boolean;
}

/**
 * One kind of fact: what intake can load, indicators can read and the graph publishes. The table of the same name
 * (snake case) stands in the room's `tables.ts`; its columns are the snake case of these.
 */
export interface Fact {
  readonly name: string;
  readonly type: string;
  readonly plural: string;
  /** Prefix of the opaque id outside. */
  readonly prefix: string;
  /** What the fact hangs on: its primary key starts with the owner's. */
  readonly owner: 'customer' | 'account';
  /** The column that says which day the fact is about; it stands in the primary key and orders lists. */
  readonly day: string | null;
  /** The scope of the list as a whole. */
  readonly scope: Scope;
  readonly description: Text;
  readonly columns: Readonly<Record<string, FactColumn>>;
  /**
   * The installation keeps it itself, by verbs of its room: no mapping writes it, and nothing of it can be left to load, so
   * that who has none has none.
   */
  readonly own?: boolean;
  /** The record may carry `attributes.<name>` of a declared class. */
  readonly attributes?: boolean;
  /**
   * The fact stands once under each of two parties: the second row has owner and the customer of `other` exchanged, and
   * the other word in `side`.
   */
  readonly mirror?: { readonly other: string; readonly side: string };
}

/** `costToServeMinor` gives `cost_to_serve_minor`. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The published field of a column: money loses its `Minor`. */
export const publishedName = (name: string, column: FactColumn): string => (column.type === 'money' ? name.replace(/Minor$/, '') : name);

/** Sensitivity of a free attribute, the more sensitive later; refusals work on the class, never on the name. */
export const attributeClasses = ['plain', 'income', 'property', 'tax', 'sex', 'marital', 'age', 'origin', 'religion', 'health', 'biometric'] as const;
export type AttributeClass = (typeof attributeClasses)[number];
