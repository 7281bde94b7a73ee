import type { Acting } from '../../approval/handler.ts';
import { addDays } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { newId } from '../../db/id.ts';
import { stateOf } from '../consent/consent.ts';
import { drafted, type Said } from '../consent/draft.ts';
import { enrol } from '../consent/enrol.ts';
import { record } from '../consent/record.ts';
import { standingConsents } from '../consent/store.ts';
import { withdraw } from '../consent/withdraw.ts';
import type { Standing } from '../standing/standing.ts';
import { consentDays } from './sandbox.ts';
import { consentingOf } from './subject.ts';

/** A customer, and what the sandbox partner calls it; by its numbers alone without a reference. */
export interface Enlisted {
  readonly customerId: string;
  readonly reference: string | null;
}

/**
 * Lets a sandbox partner find customers, each with a consent for every purpose unless one is in force already: but for those
 * who do not consent, and those who take it back at once.
 */
export async function enlist(tx: Tx, seal: readonly Uint8Array[], standing: Standing, enlisted: readonly Enlisted[], acting: Acting): Promise<void> {
  const { partnerId } = standing;
  const purposes = Object.keys(standing.agreement?.document.purposes ?? {});
  const strangers = enlisted.filter(({ reference }) => reference !== null && consentingOf(reference) === 'no');
  await enrol(tx, seal, partnerId, strangers);
  const drafts = [];
  for (const each of enlisted) {
    if (strangers.includes(each)) continue;
    const kept = await standingConsents(tx, each.customerId, partnerId, null);
    const open = purposes.filter((purpose) => !kept.some((consent) => consent.purpose === purpose && stateOf(consent, acting.at) === 'in_force'));
    for (const purpose of open) drafts.push({ ...drafted(said(purpose, each, acting), standing, acting), consentId: newId(), customerId: each.customerId });
  }
  await record(tx, seal, partnerId, drafts, acting);
  for (const { customerId, reference } of enlisted)
    if (reference !== null && consentingOf(reference) === 'ended')
      await withdraw(tx, { customerId, partnerId, one: null, why: 'The test subject whose consent has ended.' }, acting);
}

const said = (purpose: string, { reference }: Enlisted, { today }: Acting): Said => ({
  purpose,
  textVersion: 'sandbox-1',
  language: 'en',
  givenOn: today,
  validUntil: `${addDays(today, consentDays)}T00:00:00.000Z`,
  reference,
  evidence: { way: 'customer', channel: 'sandbox', session: 'sandbox' },
});
