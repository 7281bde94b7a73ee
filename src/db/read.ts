import { type AttributeClass, type Fact, snake } from '../base/fact.ts';
import type { Day, Instant } from '../base/time.ts';
import type { Db } from './client.ts';
import { only } from './only.ts';

/** A fact's row as the graph reads it: its owner, its key, its columns by their names. */
export type FactRow = Record<string, unknown> & { customerId: string; accountId: string; key: string };

export interface Span {
  readonly last: number;
  readonly from?: Day | null | undefined;
  readonly until?: Day | null | undefined;
  /** For facts without a day: only keys behind this one. */
  readonly after?: string | undefined;
}

const always = ['source', 'recordedAt', 'availableOn'];

/** What a fact's own table holds beside the columns of its entry: accounts and customers are their own owners and have no key. */
const keysOf = (fact: Fact): string[] => (fact.day === null ? ['customerId', 'accountId'] : [...ownerKeys(fact), 'key']);
const ownerKeys = (fact: Fact): string[] => (fact.owner === 'account' ? ['customerId', 'accountId'] : ['customerId']);

const namesOf = (fact: Fact): string[] => [...keysOf(fact), ...Object.keys(fact.columns), ...(fact.attributes ? ['attributes'] : []), ...always];

/** The columns of a fact over a table alias that rows under another alias are asked for (`only`). */
export const factOnly = (fact: Fact, alias: string, rows: string, more: readonly string[] = []): string =>
  only(alias, rows, [...namesOf(fact).map(snake), ...more]);

/** The select list of a fact over a table alias: every published column, named as the entry names it. */
export function factColumns(fact: Fact, alias: string): string {
  return namesOf(fact)
    .map((name) => `${alias}.${snake(name)} as "${name}"`)
    .join(', ');
}

/**
 * The newest `last` facts of each owner within days, newest first, in one statement. An owner is `customerId`, or
 * `customerId:accountId` for the facts of an account; a fact without a day comes in the order of its keys.
 */
export async function readFacts(db: Db, fact: Fact, owners: readonly string[], { last, from, until, after }: Span): Promise<Map<string, FactRow[]>> {
  const keys = ownerKeys(fact).map(snake);
  const parts = owners.map((owner) => owner.split(':'));
  const order = fact.day === null ? 'f.account_id' : `f.${snake(fact.day)} desc, f.key`;
  const within =
    fact.day === null
      ? `and ($${keys.length + 2}::uuid is null or f.account_id > $${keys.length + 2})`
      : `and ($${keys.length + 2}::date is null or f.${snake(fact.day)} >= $${keys.length + 2}) and ($${keys.length + 3}::date is null or f.${snake(fact.day)} <= $${keys.length + 3})`;
  const text = `
    select o.at - 1 as "at", r.* from unnest(${keys.map((_, at) => `$${at + 1}::uuid[]`).join(', ')}) with ordinality as o(${keys.join(', ')}, at)
    cross join lateral (
      select ${factColumns(fact, 'f')} from assay.${fact.name} f
      where ${keys.map((key) => `f.${key} = o.${key}`).join(' and ')} ${within}
      order by ${order} limit $${keys.length + 1}
    ) r order by o.at, ${fact.day === null ? 'r."accountId"' : `r."${fact.day}" desc, r.key`}`;
  const values = [
    ...keys.map((_, at) => parts.map((part) => part[at] as string)),
    last,
    ...(fact.day === null ? [after ?? null] : [from ?? null, until ?? null]),
  ];
  const rows = (await db.unsafe(text, values as never[], { prepare: true })) as unknown as (FactRow & { at: number })[];
  const found = new Map<string, FactRow[]>(owners.map((owner) => [owner, []]));
  for (const row of rows) found.get(owners[row.at] as string)?.push(row);
  return found;
}

/** A fact's row as it was known at an instant. */
export type KnownRow = Record<string, unknown> & { customerId: string; recordedAt: Instant };

/** Every row of a fact under customers as known at an instant, superseded ones that were current then too, in the order of their days. */
export async function readKnown(db: Db, fact: Fact, customerIds: readonly string[], knownAt: Instant): Promise<KnownRow[]> {
  const isCustomer = fact.name === 'customer';
  const keys = isCustomer ? ['customerId'] : fact.day === null ? ['customerId', 'accountId'] : keysOf(fact);
  const names = [...keys, ...Object.keys(fact.columns), ...(fact.attributes ? ['attributes'] : []), 'recordedAt', ...(isCustomer ? [] : ['availableOn'])];
  const select = (table: string) =>
    `select ${names.map((name) => `${snake(name)} as "${name}"`).join(', ')} from assay.${table} where customer_id = any($1::uuid[]) and recorded_at <= $2::timestamptz`;
  const text = `${select(fact.name)} union all ${select(`${fact.name}_history`)} and superseded_at > $2::timestamptz order by 1, 2, 3`;
  return [...((await db.unsafe(text, [customerIds as string[], knownAt] as never[], { prepare: true })) as unknown as KnownRow[])];
}

/** The texts of the parameters that `factRows` takes; what is not narrowed by is absent. */
export interface SpanSql {
  readonly last: string;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly after?: string | undefined;
}

/**
 * What `readFacts` reads as a relation under an owner's row, for statements over several facts: rows in the fact's own order, each with the currency
 * that its amounts are in, where it has amounts and none of its own.
 */
export function factRows(
  fact: Fact,
  owner: string,
  row: string,
  { last, from, until, after }: SpanSql,
  currency?: string,
): { from: string; order: string; limit: string; day: string | null } {
  const { name, day } = fact;
  const conditions = ownerKeys(fact).map((key) => `f.${snake(key)} = ${owner}.${snake(key)}`);
  const dayColumn = day === null ? 'account_id' : snake(day);
  if (after) conditions.push(`f.account_id > ${after}`);
  if (from) conditions.push(`f.${dayColumn} >= ${from}`);
  if (until) conditions.push(`f.${dayColumn} <= ${until}`);
  const shown = `${factOnly(fact, 'f', row)}${currency === undefined ? '' : `, ${currency} as currency`}`;
  const order = day === null ? `${row}.account_id` : `${row}.${dayColumn} desc, ${row}.key`;
  const rows = `from (select ${shown} from assay.${name} f where ${conditions.join(' and ')}) as ${row}`;
  return { from: rows, order, limit: last, day: day === null ? null : `${row}.${dayColumn}` };
}

/** The one text that a statement yields; nothing without a row. */
export async function readText(db: Db, text: string, values: readonly unknown[], prepare: boolean): Promise<string | undefined> {
  const [row] = (await db.unsafe(text, values as never[], { prepare }).values()) as unknown as [[string]?];
  return row?.[0];
}

/** The class of every declared attribute of these facts, by fact and name; plain only where every source says so. */
export async function readAttributeClasses(db: Db, facts: readonly string[]): Promise<Map<string, Map<string, AttributeClass>>> {
  const rows = await db<{ fact: string; name: string; class: AttributeClass }[]>`
    select fact, name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class
    from assay.attribute where fact = any(${[...facts]}) group by fact, name`;
  const found = new Map<string, Map<string, AttributeClass>>(facts.map((fact) => [fact, new Map()]));
  for (const row of rows) found.get(row.fact)?.set(row.name, row.class);
  return found;
}

/** The same classes of one fact as a JSON object by name. */
export const attributeClassesSql = (fact: string): string => `(
  select json_object_agg(name, class) from (
    select name, coalesce(min(class) filter (where class <> 'plain'), 'plain') as class from assay.attribute where fact = '${fact}' group by name
  ) as declared)`;
