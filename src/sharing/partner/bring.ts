import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { digest } from '../../base/digest.ts';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { keyStateOf, materialOf } from './jwk.ts';
import { checkNotEnded, type PartnerRow, partnerIdOf } from './partner.ts';
import { readKeys } from './readkeys.ts';
import { addKeys, endKeys, keysAlike, keysOf } from './store.ts';

export interface Bringing {
  /** A key set, or one key. */
  readonly jwks: unknown;
  /** The partner's other keys are accepted until this instant: a rotation. */
  readonly othersUntil?: Instant | null | undefined;
  readonly why: string;
}

/**
 * Adds public keys to a partner; those it has already stay as they are. A name stands for one key for good, and a key that
 * was withdrawn, or is another partner's, does not come back. SHARING_JWK_*; `claimPartner` holds the partner.
 */
export async function bringKeys(
  tx: Tx,
  partner: PartnerRow,
  { jwks, othersUntil = null, why }: Bringing,
  { who, at }: Pick<Acting, 'who' | 'at'>,
): Promise<string[]> {
  checkNotEnded(partner);
  const { partnerId } = partner;
  const keys = await readKeys(jwks);
  if (othersUntil !== null && othersUntil <= at) throw problem('SHARING_JWK_UNTIL', { until: othersUntil }, { path: 'othersUntil' });
  const had = (await keysOf(tx, [partnerId])).get(partnerId) ?? [];
  const alike = await keysAlike(tx, keys);
  const added = keys.filter((key) => {
    const known = had.find(({ kid }) => kid === key.kid);
    const isSame = known !== undefined && digest(materialOf(known.jwk)) === digest(materialOf(key)) && keyStateOf(known, at) === 'in_force';
    const isElsewhere = alike.some(
      (other) => digest(materialOf(other.jwk)) === digest(materialOf(key)) && (other.partnerId !== partnerId || other.kid !== key.kid),
    );
    if ((known && !isSame) || isElsewhere) throw problem('SHARING_JWK_TAKEN', { kid: key.kid }, { path: 'jwks' });
    return known === undefined;
  });
  const most = limits.partnerKeys;
  if (had.length + added.length > most) throw problem('SHARING_JWK_MANY', { most }, { path: 'jwks' });
  const retired =
    othersUntil === null
      ? []
      : had.filter((key) => keyStateOf(key, at) === 'in_force' && (key.until ?? othersUntil) >= othersUntil && !keys.some(({ kid }) => kid === key.kid));
  if (added.length > 0) await addKeys(tx, partnerId, added, { who, at });
  await endKeys(
    tx,
    partnerId,
    retired.map(({ kid }) => kid),
    { until: othersUntil, revokedAt: null, why },
  );
  const [kids, others] = [added, retired].map((each) => each.map(({ kid }) => kid)) as [string[], string[]];
  const detail = { kids, ...(others.length > 0 ? { others, othersUntil } : {}) };
  if (kids.length + others.length > 0)
    await append(tx, {
      at,
      who,
      what: 'partner.key_add',
      kind: 'partner',
      subjectId: partnerIdOf(partnerId),
      why,
      digest: digest(added.map((key) => ({ ...key }))),
      detail,
    });
  return kids;
}
