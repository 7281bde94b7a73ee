import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest } from '../../base/digest.ts';
import { encodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { consentPrefix, type Draft, formOf } from './consent.ts';
import { enrol } from './enrol.ts';
import { type Fate, sift } from './sift.ts';
import { addConsents, knownOf, lockConsents } from './store.ts';

/**
 * Records consents for one partner and answers what became of each, in their order. What is on record already adds nothing; a form
 * that was used, or that is older than the customer's last withdrawal, makes none.
 */
export async function record(tx: Tx, seal: readonly Uint8Array[], partnerId: string, drafts: readonly Draft[], { who, at }: Acting): Promise<Fate[]> {
  const customerIds = [...new Set(drafts.map(({ customerId }) => customerId))];
  const forms = [...new Set(drafts.flatMap(({ evidence }) => formOf(evidence).number ?? []))];
  await lockConsents(tx, partnerId, customerIds, forms);
  const fates = sift(drafts, await knownOf(tx, partnerId, drafts));
  const recorded = drafts.filter((_, place) => fates[place]?.is === 'recorded');
  await addConsents(tx, recorded, { at, by: who });
  // One that is on record may be named in a new way.
  await enrol(
    tx,
    seal,
    partnerId,
    drafts.filter((_, place) => fates[place]?.is === 'recorded' || fates[place]?.is === 'repeated'),
  );
  await append(tx, ...recorded.map((draft) => ({ at, who, what: 'consent.record', kind: 'consent', ...told(draft) })));
  return fates;
}

/** What the log keeps of it: neither who consented nor what the partner calls him. */
function told({ customerId: _, reference: __, isAnothers: ___, ...terms }: Draft) {
  const { consentId, partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validFrom, validUntil } = terms;
  const detail = { partner: encodeId('par', partnerId), purpose, scopes, textVersion, language, way: evidence.way, givenOn, validFrom, validUntil };
  return { subjectId: encodeId(consentPrefix, consentId), why: null, digest: digest(terms), detail };
}
