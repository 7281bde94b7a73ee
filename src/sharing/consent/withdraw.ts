import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { emitMany } from '../../outbox/emitmany.ts';
import { partnerIdOf } from '../partner/partner.ts';
import { consentPrefix, stateOf, withdrawalPrefix } from './consent.ts';
import { addWithdrawal, lockConsents, standingConsents } from './store.ts';

/** Whose word is taken back, from which partner; all of it, or one consent and its purpose. */
export interface Withdrawn {
  readonly customerId: string;
  readonly partnerId: string;
  readonly one: { readonly consentId: string; readonly purpose: string } | null;
  readonly why: string | null;
}

/**
 * Takes consents back: from the commit on nothing more is disclosed under them, and no form signed on or before today makes another.
 * Answers the consents that ended; none where nothing was standing, which is kept all the same when it is all of a partner's.
 */
export async function withdraw(tx: Tx, { customerId, partnerId, one, why }: Withdrawn, { who, at, today }: Acting): Promise<string[]> {
  await lockConsents(tx, partnerId, [customerId], []);
  const standing = await standingConsents(tx, customerId, partnerId, one?.consentId ?? null);
  if (one && standing.length === 0) return [];
  const withdrawalId = newId();
  const consentIds = standing.map(({ consentId }) => consentId);
  const withdrawing = { customerId, partnerId, purpose: one?.purpose ?? null, withdrawnOn: today, at, by: who, why };
  await addWithdrawal(tx, { ...withdrawing, withdrawalId, consentIds });
  const named = consentIds.length > 0 ? consentIds.map((id) => encodeId(consentPrefix, id)) : [encodeId(withdrawalPrefix, withdrawalId)];
  const detail = { partner: partnerIdOf(partnerId), purpose: withdrawing.purpose };
  await append(tx, ...named.map((subjectId) => ({ at, who, what: 'consent.withdraw', kind: 'consent', subjectId, why, digest: null, detail })));
  await emitMany(
    tx,
    standing.map((consent) => {
      const { consentId, purpose } = consent;
      const payload = { consent: encodeId(consentPrefix, consentId), partner: partnerIdOf(partnerId), purpose, wasInForce: isInForce(consent, at) };
      return { at, topic: 'consent.withdrawn', customerId, payload };
    }),
  );
  return consentIds;
}

const isInForce = (consent: Parameters<typeof stateOf>[0], at: Instant): boolean => stateOf(consent, at) === 'in_force';
