import { type Fact, snake } from '../base/fact.ts';
import { stagedColumns } from './convert/convert.ts';

/** A column that names another fact of the same owner, and the table where that one stands. */
export interface Reference {
  readonly column: string;
  readonly table: string;
  /** The fact refers to its own kind: what it names may stand in the same file. */
  readonly own: boolean;
}

/** Where the rows of a fact go and what they hang on, in SQL names. */
export interface Target {
  readonly fact: Fact;
  readonly table: string;
  readonly stage: string;
  /** The fact's own columns, in staging order. */
  readonly columns: readonly string[];
  /** All columns of the staging table, in COPY order. */
  readonly staged: readonly string[];
  /** Directory from the owner's key to the customer, and the column that holds that key. */
  readonly directory: string;
  readonly owner: string;
  /** The directory that the fact's own rows fill (accounts only). */
  readonly fills: string | null;
  /** The column of the table that holds the row's key. */
  readonly key: string;
  /** The columns of the table whose values stand in the primary key, and the staged (s) or looked-up (d) values for them. */
  readonly identity: readonly (readonly [column: string, value: string])[];
  readonly day: string | null;
  readonly references: readonly Reference[];
  /** The columns that name another customer by the id of its source record. */
  readonly counterparts: readonly string[];
  readonly money: boolean;
  /** Bills and payments: the payment room keeps caches beside them. */
  readonly covers: boolean;
}

/** From the id of a source record to its customer. */
export const recordDirectory = 'assay.record_directory';

/** Beside a staging table: the rows of it that cannot be loaded, and why. */
export const refusedOf = (stage: string): string => `${stage}_refused`;

/** Where an account's currency stands. */
export const accountTable = 'assay.account';

export function targetOf(fact: Fact): Target {
  const account = fact.name === 'account';
  const key = account ? 'account_id' : 'key';
  const owner = fact.owner === 'account' ? 'account_id' : 'record_id';
  const columns = stagedColumns(fact);
  const own = Object.entries(fact.columns);
  return {
    fact,
    table: `assay.${fact.name}`,
    stage: `staged_${fact.name}`,
    columns,
    staged: ['row', 'owner', 'key', ...columns, 'content_hash', 'available_on', 'available_assumed'],
    directory: fact.owner === 'account' ? 'assay.account_directory' : recordDirectory,
    owner,
    fills: account ? 'assay.account_directory' : null,
    key,
    identity: [['customer_id', 'd.customer_id'], ...(fact.owner === 'account' ? ([['account_id', 's.owner']] as const) : []), [key, 's.key']],
    day: fact.day === null ? null : snake(fact.day),
    references: own.flatMap(([name, column]) =>
      column.type === 'reference' && column.to ? [{ column: snake(name), table: `assay.${column.to}`, own: column.to === fact.name }] : [],
    ),
    counterparts: own.flatMap(([name, column]) => (column.type === 'customer' ? [snake(name)] : [])),
    money: fact.owner === 'account' && own.some(([, { type }]) => type === 'money'),
    covers: own.some(([, { dates }]) => dates === 'lateness' || dates === 'payments'),
  };
}

/** Customers first, then accounts, then facts, each after those it refers to. */
export function ordered(facts: readonly Fact[]): Fact[] {
  const rank = (fact: Fact): number => (fact.name === 'customer' ? 0 : fact.name === 'account' ? 1 : 2);
  const refersTo = (fact: Fact): string[] => Object.values(fact.columns).flatMap(({ to }) => (to && to !== fact.name ? [to] : []));
  const done: Fact[] = [];
  const waiting = [...facts].sort((a, b) => rank(a) - rank(b));
  while (waiting.length > 0) {
    const ready = waiting.findIndex((fact) => !refersTo(fact).some((name) => waiting.some((other) => other.name === name)));
    done.push(...waiting.splice(Math.max(ready, 0), 1));
  }
  return done;
}
