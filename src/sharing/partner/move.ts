import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { saidOf } from '../said.ts';
import { known } from './known.ts';
import { checkStep, type PartnerRow, type PartnerState, partnerIdOf } from './partner.ts';
import { keepState } from './store.ts';

const verbs = { active: 'resume', suspended: 'suspend', ended: 'end' } as const;

/**
 * Suspends a partner, lets it ask again, or ends it for good. It holds from the commit on, whatever tokens are out: where
 * data are read, the state is read in the same statement. SHARING_PARTNER_UNKNOWN, SHARING_PARTNER_STATE.
 */
export async function movePartner(
  tx: Tx,
  { partner: name, to, why: given }: { partner: string; to: PartnerState; why: string },
  { who, at }: Pick<Acting, 'who' | 'at'>,
): Promise<PartnerRow> {
  const why = saidOf(given);
  const partner = await known(tx, name);
  checkStep(partner, to);
  const { partnerId } = partner;
  await keepState(tx, partnerId, to, at);
  const subjectId = partnerIdOf(partnerId);
  await append(tx, { at, who, what: `partner.${verbs[to]}`, kind: 'partner', subjectId, why, digest: null, detail: { name, from: partner.state, to } });
  await emit(tx, { at, topic: `partner.${to === 'active' ? 'resumed' : to}`, customerId: null, payload: { partner: subjectId, name } });
  return { ...partner, state: to, stateAt: at };
}
