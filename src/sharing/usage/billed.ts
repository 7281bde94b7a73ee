import type { Day } from '../../base/time.ts';
import type { Context } from '../../graphql/context.ts';
import { problem } from '../errors.ts';
import { partnerByName, partnersById } from '../partner/store.ts';
import { monthly } from './monthly.ts';
import type { Statement } from './statement.ts';

/** The statement of a partner by its name, or without one of the partner who asks, for a month. SHARING_PARTNER_UNKNOWN, SHARING_NOT_PARTNER. */
export async function billed(context: Context, name: string | null, month: Day | null | undefined): Promise<Statement> {
  const own = context.principal.partner?.partnerId;
  if (name === null && own === undefined) throw problem('SHARING_NOT_PARTNER');
  const found = name === null ? (await partnersById(context.sql, [own as string])).get(own as string) : await partnerByName(context.sql, name);
  if (!found) throw problem('SHARING_PARTNER_UNKNOWN', { name: name ?? '' }, { path: 'partner' });
  return monthly(context.sql, found, month ?? context.today(), context.now());
}
