import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Tx } from '../../db/client.ts';
import { emit } from '../../outbox/emit.ts';
import { problem } from '../errors.ts';
import { known } from '../partner/known.ts';
import { saidOf } from '../said.ts';
import { markEnded, markSuspended, versionsOf } from './store.ts';
import { idOf, type VersionRow } from './version.ts';

/** What may be done to an agreement at once, by one person. */
export const steps = ['suspend', 'resume', 'end'] as const;
export type Step = (typeof steps)[number];

const topics = { suspend: 'agreement.suspended', resume: 'agreement.resumed', end: 'agreement.ended' } as const;

/**
 * Suspends a partner's agreement, lets it go on, or ends it for good: every version that was approved, those to come too. It
 * holds from the commit on: where data are read, it is read in the same statement. SHARING_PARTNER_UNKNOWN, SHARING_AGREEMENT_STEP.
 */
export async function haltAgreement(
  tx: Tx,
  { partner: name, step, why: given }: { partner: string; step: Step; why: string },
  { who, at, today }: Omit<Acting, 'holds'>,
): Promise<VersionRow[]> {
  const why = saidOf(given);
  const { partnerId } = await known(tx, name);
  const standing = ((await versionsOf(tx, [partnerId])).get(partnerId) ?? []).filter(
    (each) => each.approvedAt !== null && each.endedAt === null && each.untilOn >= today && each.untilOn >= each.fromOn,
  );
  const meant = standing.filter(({ suspendedAt }) => step === 'end' || (suspendedAt === null) === (step === 'suspend'));
  if (meant.length === 0) throw problem('SHARING_AGREEMENT_STEP', { name, step }, { path: 'partner' });
  const ids = meant.map(({ versionId }) => versionId);
  await (step === 'end' ? markEnded(tx, ids, at) : markSuspended(tx, ids, step === 'suspend' ? at : null));
  for (const version of meant) {
    const { number, digest } = version;
    await append(tx, { at, who, what: `agreement.${step}`, kind: 'agreement', subjectId: idOf(version), why, digest, detail: { partner: name, number } });
  }
  await emit(tx, { at, topic: topics[step], customerId: null, payload: { partner: name, versions: meant.map(idOf) } });
  return (await versionsOf(tx, [partnerId])).get(partnerId) ?? [];
}
