import { nameKey } from '../base/digest.ts';
import { decodeId } from '../base/id.ts';
import { problem } from './errors.ts';

/** Who is meant: by our id, or by the key a source knows them by. */
export interface Named {
  readonly id?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly key?: string | null | undefined;
}

/** The customer that an id tells, or the source record that a key does; neither of an id that is none. CUSTOMER_NOT_NAMED when nobody is named. */
export function meant({ id, source, key }: Named): { readonly customerId?: string | undefined; readonly recordId?: string } {
  if (id) return { customerId: decodeId('cus', 1, id)?.[0] };
  if (source && key) return { recordId: nameKey(source, 'customer', key) };
  throw problem('CUSTOMER_NOT_NAMED');
}
