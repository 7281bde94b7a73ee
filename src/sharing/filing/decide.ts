import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { decodeId, encodeId } from '../../base/id.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { consentPrefix } from '../consent/consent.ts';
import { consentsById, keepCheck, lockConsents } from '../consent/store.ts';
import { problem } from '../errors.ts';
import { partnerIdOf } from '../partner/partner.ts';
import { saidOf } from '../said.ts';

/** What a spot check found of a form. */
export interface Decision {
  readonly id: string;
  readonly passed: boolean;
  readonly why: string;
}

/** Decides a spot check, once; a failed one ends the consent with the commit, and tells it. SHARING_CONSENT_UNKNOWN, SHARING_CONSENT_CHECKED. */
export async function decide(tx: Tx, { id, passed, why: said }: Decision, { who, at }: Acting): Promise<string> {
  const why = saidOf(said);
  const [consentId = ''] = decodeId(consentPrefix, 1, id) ?? [];
  const row = consentId === '' ? undefined : (await consentsById(tx, [consentId])).get(consentId);
  if (!row) throw problem('SHARING_CONSENT_UNKNOWN', {}, { path: 'id' });
  const { partnerId, customerId, purpose } = row;
  await lockConsents(tx, partnerId, [customerId], []);
  const result = passed ? 'passed' : 'failed';
  if (!(await keepCheck(tx, row, { result, at, by: who, why }))) throw problem('SHARING_CONSENT_CHECKED', {}, { path: 'id' });
  const told = { consent: encodeId(consentPrefix, consentId), partner: partnerIdOf(partnerId), purpose };
  const entry = { at, who, what: passed ? 'consent.pass' : 'consent.fail', kind: 'consent', subjectId: told.consent };
  await append(tx, { ...entry, why, digest: null, detail: { partner: told.partner, purpose } });
  if (!passed) await emit(tx, { at, topic: 'consent.failed', customerId, payload: told });
  return consentId;
}
