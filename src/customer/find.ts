import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { meant, type Named } from './named.ts';
import { type Customer, golden, recordDirectory } from './store.ts';

/** The golden record of who is named; nothing when there is none. CUSTOMER_NOT_NAMED when nobody is named. */
export async function find(context: Context, named: Named): Promise<Customer | undefined> {
  const { customerId, recordId } = meant(named);
  const found = recordId ? await load(context, recordDirectory, recordId) : customerId;
  return found ? load(context, golden, found) : undefined;
}
