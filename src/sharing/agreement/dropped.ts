import type { Ended } from '../../approval/approval.ts';
import { decodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { agreementPrefix } from './agreement.ts';
import { markSubmitted } from './store.ts';

/** A second person refused it, or who asked took it back: it is a draft again. */
export async function dropped(tx: Tx, { subjectId }: Ended<'refused' | 'withdrawn'>): Promise<void> {
  const [versionId] = decodeId(agreementPrefix, 1, subjectId) ?? [];
  if (versionId !== undefined) await markSubmitted(tx, versionId, null);
}
