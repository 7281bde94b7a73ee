import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest as digestOf } from '../../base/digest.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { known } from '../partner/known.ts';
import { checkNotEnded } from '../partner/partner.ts';
import { saidOf } from '../said.ts';
import { read } from './check.ts';
import { checked } from './checked.ts';
import { type Outcome, outcome, refused } from './outcome.ts';
import { addVersion, versionsOf } from './store.ts';
import { detailOf, idOf } from './version.ts';

/**
 * Keeps a document as the next version of the partner it names, with everything that it leaves open said. It must read; what
 * else the check finds is told, and must be gone before it is submitted. A document that is kept already stays as it is.
 * SHARING_PARTNER_UNKNOWN, SHARING_PARTNER_ENDED.
 */
export async function draft(
  tx: Tx,
  { document, comment }: { document: unknown; comment: string },
  { who, at, today }: Omit<Acting, 'holds'>,
): Promise<Outcome> {
  const why = saidOf(comment, 'comment');
  const { agreement, faults: form } = read(document);
  if (agreement === undefined) return refused(form);
  const partner = await known(tx, agreement.partner);
  checkNotEnded(partner);
  const { partnerId } = partner;
  const { faults } = await checked(tx, agreement, today);
  const digest = digestOf(agreement);
  const kept = (await versionsOf(tx, [partnerId])).get(partnerId)?.find((version) => version.digest === digest);
  if (kept) return outcome({ versionId: kept.versionId, faults });
  const { from: fromOn, until: untilOn } = agreement.valid;
  const version = await addVersion(tx, { versionId: newId(), partnerId, document: agreement, digest, author: who, draftedAt: at, fromOn, untilOn });
  await append(tx, { at, who, what: 'agreement.draft', kind: 'agreement', subjectId: idOf(version), why, digest, detail: detailOf(version) });
  return outcome({ versionId: version.versionId, isChanged: true, faults });
}
