import { keyedHash } from '../../audit/chain/keyedhash.ts';
import { entriesByName } from '../../audit/chain/store.ts';
import { load } from '../../graphql/batch.ts';
import type { Context } from '../../graphql/context.ts';
import { type InquiryBody, numberOf as numbered } from '../inquiry/inquiry.ts';
import type { PublishedDisclosure } from './disclosed.ts';

/** The number of the inquiry that told something; of one about several it has the place of the customer. Nothing where its entry is not kept. */
export async function numberOf(context: Context, { customerId, partnerId, name, seq }: PublishedDisclosure): Promise<string | null> {
  const entry = await load(context, entriesByName, `${partnerId} ${seq}`);
  const { inquiries = [] } = (entry?.body ?? {}) as Partial<InquiryBody>;
  if (!entry) return null;
  if (inquiries.length === 1) return numbered(name, seq);
  const place = inquiries.findIndex(({ customer }) => customer === keyedHash(context.keys.seal, 'customer', customerId));
  return place < 0 ? null : numbered(name, seq, place);
}
