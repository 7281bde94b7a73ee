import type { Context } from '../../graphql/context.ts';
import { type PublishedPartner, publish } from './partner.ts';
import { partnerByName } from './store.ts';

/** The partner of a name; nothing without one. */
export async function find(context: Context, name: string): Promise<PublishedPartner | undefined> {
  const row = await partnerByName(context.sql, name);
  return row && publish(row);
}
