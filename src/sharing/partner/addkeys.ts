import type { Acting } from '../../approval/handler.ts';
import type { Tx } from '../../db/client.ts';
import { saidOf } from '../said.ts';
import { type Bringing, bringKeys } from './bring.ts';
import { known } from './known.ts';
import type { PartnerRow } from './partner.ts';

/** Adds public keys to the partner of a name, as `bringKeys` does. SHARING_PARTNER_UNKNOWN. */
export async function addKeys(tx: Tx, name: string, bringing: Bringing, acting: Pick<Acting, 'who' | 'at'>): Promise<{ partner: PartnerRow; kids: string[] }> {
  const partner = await known(tx, name);
  return { partner, kids: await bringKeys(tx, partner, { ...bringing, why: saidOf(bringing.why) }, acting) };
}
