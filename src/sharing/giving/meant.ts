import { decodeId } from '../../base/id.ts';
import { nameKeys } from '../../customer/directory/store.ts';
import type { Tx } from '../../db/client.ts';
import { consentPrefix } from '../consent/consent.ts';
import { consentsById } from '../consent/store.ts';
import type { Withdrawn } from '../consent/withdraw.ts';
import { problem } from '../errors.ts';
import { partnerByName } from '../partner/store.ts';
import { saidOf } from '../said.ts';

/** What shall be withdrawn, as it is called outside: one consent by its id, or whatever a customer gave to a partner. */
export interface Called {
  readonly id?: string | null | undefined;
  readonly customerId?: string | null | undefined;
  /** The partner's name. */
  readonly partner?: string | null | undefined;
  readonly why?: string | null | undefined;
}

/** What is meant by it. SHARING_CONSENT_NAMED, SHARING_CONSENT_UNKNOWN, SHARING_CUSTOMER_UNKNOWN, SHARING_PARTNER_UNKNOWN. */
export async function meant(tx: Tx, { id, customerId: outside, partner: name, why: said }: Called): Promise<Withdrawn> {
  const why = said == null ? null : saidOf(said);
  if ((id == null) === (outside == null && name == null) || (outside == null) !== (name == null)) throw problem('SHARING_CONSENT_NAMED', {}, { path: 'id' });
  if (id != null) {
    const [consentId = ''] = decodeId(consentPrefix, 1, id) ?? [];
    const row = consentId === '' ? undefined : (await consentsById(tx, [consentId])).get(consentId);
    if (!row) throw problem('SHARING_CONSENT_UNKNOWN', {}, { path: 'id' });
    return { customerId: row.customerId, partnerId: row.partnerId, one: { consentId, purpose: row.purpose }, why };
  }
  const [customerId] = decodeId('cus', 1, outside ?? '') ?? [];
  if (customerId === undefined || !(await nameKeys(tx, [customerId])).has(customerId)) throw problem('SHARING_CUSTOMER_UNKNOWN', {}, { path: 'customerId' });
  const partner = await partnerByName(tx, name ?? '');
  if (!partner) throw problem('SHARING_PARTNER_UNKNOWN', { name: name ?? '' }, { path: 'partner' });
  return { customerId, partnerId: partner.partnerId, one: null, why };
}
