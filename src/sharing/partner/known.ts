import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import type { PartnerRow } from './partner.ts';
import { claimPartner } from './store.ts';

/** The partner of a name, for nobody else to change until the commit. SHARING_PARTNER_UNKNOWN. */
export async function known(tx: Tx, name: string): Promise<PartnerRow> {
  const row = await claimPartner(tx, name);
  if (!row) throw problem('SHARING_PARTNER_UNKNOWN', { name }, { path: 'partner' });
  return row;
}
