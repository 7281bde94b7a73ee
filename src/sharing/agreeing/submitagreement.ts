import type { Acting } from '../../approval/handler.ts';
import { decodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { agreementPrefix } from '../agreement/agreement.ts';
import type { Outcome } from '../agreement/outcome.ts';
import { type Submitting, submitVersion } from '../agreement/submit.ts';
import { problem } from '../errors.ts';

/** Asks a second person to approve the version of an id, as `submitVersion` does. SHARING_AGREEMENT_UNKNOWN. */
export async function submitAgreement(
  tx: Tx,
  { version: id, ...asked }: Omit<Submitting, 'versionId'> & { version: string },
  acting: Acting,
): Promise<Outcome> {
  const [versionId] = decodeId(agreementPrefix, 1, id) ?? [];
  if (versionId === undefined) throw problem('SHARING_AGREEMENT_UNKNOWN', { id }, { path: 'version' });
  return submitVersion(tx, { ...asked, versionId }, acting);
}
