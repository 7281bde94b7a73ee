import type { Cursor } from '../base/cursor.ts';
import type { Day } from '../base/time.ts';
import { pageByName } from '../customer/directory/store.ts';
import { type Customer, golden } from '../customer/store.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../graphql/page.ts';
import { type Filter, isEverybody, type Sort } from './line.ts';
import { pageLines } from './store.ts';

export interface Asked {
  readonly dimension: string;
  readonly filter?: Filter | null;
  readonly sort: Sort;
  readonly first: number;
  readonly after?: string | null;
}

/** A page of customers, and as of which day what it is sorted and filtered by was rated. */
export interface CustomerPage extends Connection<Customer> {
  readonly asOf: Day | null;
  readonly asked: Asked;
}

/**
 * A page of customers by keyset. By name without a filter it is everybody; otherwise those that the last rating run of
 * the dimension drew a line of.
 */
export async function page(context: Context, asked: Asked): Promise<CustomerPage> {
  const { dimension, sort } = asked;
  const first = pageSize('first', asked.first);
  const filter = asked.filter ?? {};
  const name = `${sort} ${dimension}`;
  const after = cursorOf(context, name, asked.after);
  const rows = isEverybody(sort, filter) ? await byName(context, after, first + 1) : await pageLines(context.sql, dimension, filter, sort, after, first + 1);
  const shown = await Promise.all(rows.slice(0, first).map((row) => load(context, golden, row.customerId)));
  const known = new Map(shown.flatMap((customer) => (customer ? [[customer.customerId, customer] as const] : [])));
  const place = ({ customerId, place: value }: { customerId: string; place: string | number }): Cursor => ({ sort: name, values: [value], key: customerId });
  const connection = pageOf(context, rows, first, after, place, (row) => known.get(row.customerId) as Customer);
  return { ...connection, asOf: rows[0] && 'asOf' in rows[0] ? rows[0].asOf : null, asked };
}

async function byName(context: Context, after: Cursor | undefined, most: number): Promise<{ customerId: string; place: string }[]> {
  const rows = await pageByName(context.sql, after && { nameKey: String(after.values[0]), customerId: after.key }, most);
  return rows.map(({ customerId, nameKey }) => ({ customerId, place: nameKey }));
}
