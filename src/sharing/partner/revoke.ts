import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { saidOf } from '../said.ts';
import { keyStateOf, type PartnerJwk } from './jwk.ts';
import { known } from './known.ts';
import { type PartnerRow, partnerIdOf } from './partner.ts';
import { addKeys, endKeys, keysOf } from './store.ts';

/** Which key shall end, and when: without an instant at once. */
export interface Revoking {
  readonly partner: string;
  readonly kid: string;
  readonly until?: Instant | null | undefined;
  readonly why: string;
}

/** Ends a partner's key, also one that it publishes elsewhere: at once, whatever was signed with it, or, of one that was uploaded, at an instant to come. SHARING_PARTNER_UNKNOWN, SHARING_JWK_UNKNOWN, _OVER, _UNTIL. */
export async function revokeKey(tx: Tx, { partner: name, kid, until = null, ...said }: Revoking, { who, at }: Pick<Acting, 'who' | 'at'>): Promise<PartnerRow> {
  const why = saidOf(said.why);
  const partner = await known(tx, name);
  const { partnerId } = partner;
  const find = async () => (await keysOf(tx, [partnerId])).get(partnerId)?.find((each) => each.kid === kid);
  let key = await find();
  // A key that the partner publishes elsewhere is known here by its name alone, once it is withdrawn.
  if (!key && until === null && (partner.jwksUri !== null || partner.issuer !== null)) {
    await addKeys(tx, partnerId, [{ kid } as PartnerJwk], { who, at });
    key = await find();
  }
  if (!key) throw problem('SHARING_JWK_UNKNOWN', { kid, name }, { path: 'kid' });
  const state = keyStateOf(key, at);
  // Of one that is over it may still come out that somebody else had it.
  if (state === 'revoked' || (state === 'over' && until !== null))
    throw problem('SHARING_JWK_OVER', { kid, at: key.revokedAt ?? key.until ?? '' }, { path: 'kid' });
  if (until !== null && until <= at) throw problem('SHARING_JWK_UNTIL', { until }, { path: 'until' });
  await endKeys(tx, partnerId, [kid], until === null ? { until: key.until, revokedAt: at, why } : { until, revokedAt: null, why });
  const what = until === null ? 'partner.key_revoke' : 'partner.key_end';
  await append(tx, { at, who, what, kind: 'partner', subjectId: partnerIdOf(partnerId), why, digest: null, detail: { kid, until } });
  return partner;
}
