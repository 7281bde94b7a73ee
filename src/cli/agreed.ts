import { decodeId } from '../base/id.ts';
import type { Db } from '../db/client.ts';
import { agreementPrefix } from '../sharing/agreement/agreement.ts';
import { versionsById } from '../sharing/agreement/store.ts';
import type { VersionRow } from '../sharing/agreement/version.ts';
import { problem } from '../sharing/errors.ts';

/** The version of an agreement of an id. SHARING_AGREEMENT_UNKNOWN. */
export async function agreed(db: Db, id: string): Promise<VersionRow> {
  const [versionId] = decodeId(agreementPrefix, 1, id) ?? [];
  const row = versionId && (await versionsById(db, [versionId])).get(versionId);
  if (!row) throw problem('SHARING_AGREEMENT_UNKNOWN', { id });
  return row;
}
