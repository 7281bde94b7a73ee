import { createPrivateKey, type KeyObject } from 'node:crypto';
import { limits } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Sql, Tx } from '../../db/client.ts';
import { vault } from '../vault.ts';
import { type KeyRow, type KeyUse, type PublicKey, sealedAs } from './key.ts';
import { make } from './make.ts';
import { activeKey, lockKeys } from './store.ts';

/** A key that signs, opened. */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: PublicKey;
  readonly key: KeyObject;
}

/**
 * The installation's key of a use as of `now`, made at first need by one of all replicas. What was read of it serves for
 * `limits.signingKeySeconds`, so that a rotation by another process is followed by then.
 */
export function signing(sql: Sql, ring: readonly Uint8Array[], use: KeyUse, now: Instant): Promise<SigningKey> {
  const known = kept(sql, ring);
  const found = known.get(use);
  const at = Date.parse(now);
  if (found && at >= found.readAt && at < found.readAt + limits.signingKeySeconds * 1000) return found.key;
  const key = opened(sql, ring, use, now);
  known.set(use, { readAt: at, key });
  key.catch(() => known.delete(use));
  return key;
}

type Kept = Map<KeyUse, { readonly readAt: number; readonly key: Promise<SigningKey> }>;
const remembered = new WeakMap<Sql, WeakMap<object, Kept>>();

function kept(sql: Sql, ring: readonly Uint8Array[]): Kept {
  const ofPool = remembered.get(sql) ?? new WeakMap<object, Kept>();
  const ofRing: Kept = ofPool.get(ring) ?? new Map();
  remembered.set(sql, ofPool.set(ring, ofRing));
  return ofRing;
}

async function opened(sql: Sql, ring: readonly Uint8Array[], use: KeyUse, now: Instant): Promise<SigningKey> {
  const row = (await activeKey(sql, use, now)) ?? ((await sql.begin((tx) => first(tx, ring, use, now))) as KeyRow);
  const key = createPrivateKey({ key: vault(ring).open(sealedAs(row), row.sealed as Uint8Array), format: 'der', type: 'pkcs8' });
  return { kid: row.kid, jwk: row.jwk, key };
}

async function first(tx: Tx, ring: readonly Uint8Array[], use: KeyUse, at: Instant): Promise<KeyRow> {
  await lockKeys(tx, use);
  return (await activeKey(tx, use, at)) ?? (await make(tx, ring, use, at));
}
