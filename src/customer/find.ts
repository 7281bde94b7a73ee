import { nameKey } from '../base/digest.ts';
import { decodeId } from '../base/id.ts';
import { load } from '../graphql/batch.ts';
import type { Context } from '../graphql/context.ts';
import { problem } from './errors.ts';
import { type Customer, golden, recordDirectory } from './store.ts';

/** Who is meant: by our id, or by the key a source knows them by. */
export interface Named {
  readonly id?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly key?: string | null | undefined;
}

/** The golden record of who is named; nothing when there is none. CUSTOMER_NOT_NAMED when nobody is named. */
export async function find(context: Context, { id, source, key }: Named): Promise<Customer | undefined> {
  if (!id && !(source && key)) throw problem('CUSTOMER_NOT_NAMED');
  const customerId = id ? decodeId('cus', 1, id)?.[0] : await load(context, recordDirectory, nameKey(source as string, 'customer', key as string));
  return customerId ? load(context, golden, customerId) : undefined;
}
