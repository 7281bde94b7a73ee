import type { Db } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { vault } from '../vault.ts';
import { subjectKeyName } from './partner.ts';
import { sealedSubjectKey } from './store.ts';

/** The 32 bytes that a partner hashes identifiers with. SHARING_PARTNER_UNKNOWN, SHARING_SEAL_*. */
export async function subjectKey(db: Db, seal: readonly Uint8Array[], partnerId: string): Promise<Buffer> {
  const sealed = await sealedSubjectKey(db, partnerId);
  if (!sealed) throw problem('SHARING_PARTNER_UNKNOWN', { name: partnerId });
  return vault(seal).open(subjectKeyName(partnerId), sealed);
}
