import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { type Customer, golden, recordDirectory } from './store.ts';

/** The customer that a source record belongs to today: what a fact that names another customer leads to. */
export async function counterpart(context: Context, recordId: string | null): Promise<Customer | undefined> {
  const customerId = recordId ? await load(context, recordDirectory, recordId) : undefined;
  return customerId ? load(context, golden, customerId) : undefined;
}
