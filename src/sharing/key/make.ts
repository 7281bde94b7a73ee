import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { vault } from '../vault.ts';
import { algorithmOf, type KeyRow, type KeyUse, type PublicKey, sealedAs } from './key.ts';
import { addKey } from './store.ts';

/** A new key of a use, its private half sealed; `lockKeys` is held. It is named by its thumbprint (RFC 7638). */
export async function make(tx: Tx, ring: readonly Uint8Array[], use: KeyUse, at: Instant): Promise<KeyRow> {
  const { publicKey, privateKey } = use === 'token' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint(jwk as never);
  const sealed = vault(ring).seal(sealedAs({ use, kid }), privateKey.export({ type: 'pkcs8', format: 'der' }));
  const row = { kid, use, jwk: { ...jwk, kid, alg: algorithmOf(use), use: 'sig', assay_use: use } as PublicKey, sealed, madeAt: at, retiredAt: null };
  await addKey(tx, row);
  return row;
}
