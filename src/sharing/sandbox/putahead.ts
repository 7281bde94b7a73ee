import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { limits } from '../../base/limits.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { known } from '../partner/known.ts';
import { partnerIdOf } from '../partner/partner.ts';
import { daySeconds } from './sandbox.ts';
import { keepClock } from './store.ts';

/** Puts the clock by which a sandbox partner's consents begin and end so many days ahead of the real one. SHARING_SANDBOX_DAYS, SHARING_SANDBOX_NOT. */
export async function putAhead(tx: Tx, { name, days }: { name: string; days: number }, { who, at }: Pick<Acting, 'who' | 'at'>): Promise<void> {
  const most = limits.sandboxClockDaysMax;
  if (!Number.isInteger(days) || days < 0 || days > most) throw problem('SHARING_SANDBOX_DAYS', { given: days, least: 0, most }, { path: '--days' });
  const partner = await known(tx, name);
  if (!(await keepClock(tx, name, days * daySeconds))) throw problem('SHARING_SANDBOX_NOT', { name });
  const subjectId = partnerIdOf(partner.partnerId);
  await append(tx, { at, who, what: 'partner.clock', kind: 'partner', subjectId, why: null, digest: null, detail: { name, days } });
}
