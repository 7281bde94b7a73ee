import { decodeId } from '../../base/id.ts';
import type { Context } from '../../graphql/context.ts';
import { type Connection, cursorOf, pageOf, pageSize } from '../../graphql/page.ts';
import { problem } from '../errors.ts';
import { partnerByName } from '../partner/store.ts';
import type { Check, ConsentRow } from './consent.ts';
import { type PublishedConsent, publish } from './publish.ts';
import { pageConsents, type Sought } from './store.ts';

interface Asked {
  /** A partner's name. */
  readonly partner?: string | null | undefined;
  readonly customer?: string | null | undefined;
  readonly check?: Check | null | undefined;
  readonly filed?: Sought['filed'];
  /** A queue is worked off from its oldest end. */
  readonly oldest?: boolean;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** Consents, the newest first unless it is a queue. SHARING_PARTNER_UNKNOWN, SHARING_CUSTOMER_UNKNOWN. */
export async function consents(
  context: Context,
  { partner, customer, check, filed, oldest = false, first, after }: Asked,
): Promise<Connection<PublishedConsent>> {
  const most = pageSize('first', first);
  const order = oldest ? 'RECORDED_FIRST' : 'RECORDED_LAST';
  const cursor = cursorOf(context, order, after);
  const [at, place] = [context.now(), ({ recordedAt, consentId }: ConsentRow) => ({ sort: order, values: [recordedAt], key: consentId })];
  const partnerId = partner == null ? null : (await partnerByName(context.sql, partner))?.partnerId;
  if (partnerId === undefined) throw problem('SHARING_PARTNER_UNKNOWN', { name: partner ?? '' }, { path: 'partner' });
  const customerId = customer == null ? null : decodeId('cus', 1, customer)?.[0];
  if (customerId === undefined) throw problem('SHARING_CUSTOMER_UNKNOWN', {}, { path: 'customer' });
  const behind = cursor && { recordedAt: String(cursor.values[0]), consentId: cursor.key };
  const rows = await pageConsents(context.sql, { partnerId, customerId, check: check ?? null, filed }, { after: behind, most: most + 1, oldest });
  return pageOf(context, rows, most, cursor, place, (row) => publish(row, at));
}
