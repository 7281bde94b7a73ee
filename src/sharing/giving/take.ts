import type { Acting } from '../../approval/handler.ts';
import { decodeId } from '../../base/id.ts';
import { nameKeys } from '../../customer/directory/store.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { drafted, type Said } from '../consent/draft.ts';
import { record } from '../consent/record.ts';
import { problem } from '../errors.ts';
import { standingByName } from '../standing/store.ts';

/** Whose consent, and to which partner. */
export interface Parties {
  /** As it is called outside. */
  readonly customerId: string;
  /** The partner's name. */
  readonly partner: string;
}

/** Records one consent that was said here, and answers it. SHARING_CUSTOMER_UNKNOWN, SHARING_PARTNER_UNKNOWN and what is wrong with what was said. */
export async function take(tx: Tx, seal: readonly Uint8Array[], { customerId: outside, partner }: Parties, said: Said, acting: Acting): Promise<string> {
  const [customerId] = decodeId('cus', 1, outside) ?? [];
  if (customerId === undefined || !(await nameKeys(tx, [customerId])).has(customerId)) throw problem('SHARING_CUSTOMER_UNKNOWN', {}, { path: 'customerId' });
  const standing = await standingByName(tx, partner, acting.today);
  if (!standing) throw problem('SHARING_PARTNER_UNKNOWN', { name: partner }, { path: 'partner' });
  const draft = { ...drafted(said, standing, acting), consentId: newId(), customerId };
  const [fate] = await record(tx, seal, standing.partnerId, [draft], acting);
  if (fate?.is === 'withdrawn') throw problem('SHARING_CONSENT_OLD', { givenOn: draft.givenOn, withdrawnOn: fate.on }, { path: 'givenOn' });
  return draft.consentId;
}
