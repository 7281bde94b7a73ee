import { type Cursor, writeCursor } from '../../base/cursor.ts';
import { encodeId } from '../../base/id.ts';
import { type Customer, golden } from '../../customer/store.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import type { StatusPlace } from '../../payment/store.ts';
import type { Scheme } from './bucket.ts';
import { compare, type Disagreement } from './compare.ts';

export interface Asked {
  readonly scheme: Scheme;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly first: number;
  readonly after?: string | undefined;
}

/** A disagreement as the graph shows it. */
export interface Shown extends Disagreement {
  readonly customer: Customer;
  readonly account: string;
}

/** A page of reported statuses that disagree with what is derived, by keyset. It may hold fewer than asked for and yet have a next page. */
export async function disagree(context: Context, asked: Asked): Promise<Connection<Shown>> {
  const first = pageSize('first', asked.first);
  const { scheme, from, until } = asked;
  const sort = `status ${scheme} ${from ?? ''} ${until ?? ''}`;
  const after = cursorOf(context, sort, asked.after);
  const place = after && ([...after.values, after.key] as unknown as StatusPlace);
  const { rows, next } = await compare(context.sql, { scheme, from, until, after: place, most: first + 1, today: context.today() });
  const customers = await Promise.all(rows.map((row) => load(context, golden, row.customerId)));
  const shown = rows.map((row, at) => ({ ...row, customer: customers[at] as Customer, account: encodeId('acc', row.customerId, row.accountId) }));
  const cursor = ({ customerId, accountId, month, key }: Disagreement): Cursor => ({ sort, values: [customerId, accountId, month], key });
  const page = pageOf(context, shown, first, after, cursor, (row) => row);
  if (rows.length > first || next === undefined) return page;
  const endCursor = writeCursor(context.keys.cursor, { sort, values: next.slice(0, 3), key: next[3] });
  return { ...page, pageInfo: { ...page.pageInfo, hasNextPage: true, endCursor } };
}
