import type { Cursor } from '../base/cursor.ts';
import type { Day } from '../base/time.ts';
import { pageByName } from '../customer/directory/store.ts';
import { type Customer, golden } from '../customer/store.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { type Connection, pageOf } from '../graphql/page.ts';
import { isEverybody } from './line.ts';
import { type Asked, type Placed, pageLines, placeOf } from './store.ts';

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
  const place = placeOf(context, asked);
  const { filter, sort, name, first, after } = place;
  const rows: (Omit<Placed, 'asOf'> & { asOf?: Day })[] = isEverybody(sort, filter)
    ? await pageByName(context.sql, after && { place: String(after.values[0]), key: after.key }, first + 1)
    : await pageLines(context.sql, place, first + 1);
  const shown = await Promise.all(rows.slice(0, first).map((row) => load(context, golden, row.customerId)));
  const known = new Map(shown.flatMap((customer) => (customer ? [[customer.customerId, customer] as const] : [])));
  const cursor = (row: { customerId: string; place: string | number }): Cursor => ({ sort: name, values: [row.place], key: row.customerId });
  const connection = pageOf(context, rows, first, after, cursor, (row) => known.get(row.customerId) as Customer);
  return { ...connection, asOf: rows[0]?.asOf ?? null, asked };
}
