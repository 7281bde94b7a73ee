import type { Instant } from '../../base/time.ts';
import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { partnerByName } from '../partner/store.ts';
import type { Sought } from './disclosed.ts';

/** What is asked of disclosures, by a partner's name. */
export interface Wanted {
  readonly partner?: string | null | undefined;
  readonly key?: string | null | undefined;
  readonly from?: Instant | null | undefined;
  readonly until?: Instant | null | undefined;
}

/** What is looked for. SHARING_BREACH_WHOM without partner and key, SHARING_PARTNER_UNKNOWN, SHARING_PERIOD. */
export async function soughtOf(db: Db, { partner, key, from, until }: Wanted): Promise<Sought> {
  if (!partner && !key) throw problem('SHARING_BREACH_WHOM', {}, { path: 'partner' });
  if (from && until && from >= until) throw problem('SHARING_PERIOD', { from, until }, { path: 'until' });
  const known = partner ? await partnerByName(db, partner) : undefined;
  if (partner && !known) throw problem('SHARING_PARTNER_UNKNOWN', { name: partner }, { path: 'partner' });
  return { partnerId: known?.partnerId ?? null, kid: key ?? null, from: from ?? null, until: until ?? null };
}
