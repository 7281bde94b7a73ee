import type { Acting } from '../../approval/handler.ts';
import { append } from '../../audit/append.ts';
import { limits } from '../../base/limits.ts';
import type { Tx } from '../../db/client.ts';
import { type KeyUse, type PublishedKey, published } from './key.ts';
import { make } from './make.ts';
import { lockKeys, retireKeys } from './store.ts';

export interface Rotated {
  readonly made: PublishedKey;
  readonly retired: readonly string[];
}

/**
 * A new key of a use in place of the one that signs. The old one's private half is destroyed, its public half stays
 * published. Servers that have it open sign with it for `limits.signingKeySeconds` yet: by twice that it has ended.
 */
export async function rotate(tx: Tx, ring: readonly Uint8Array[], { use, why }: { use: KeyUse; why: string | null }, { who, at }: Acting): Promise<Rotated> {
  await lockKeys(tx, use);
  const retired = await retireKeys(tx, use, new Date(Date.parse(at) + limits.signingKeySeconds * 2_000).toISOString());
  const made = await make(tx, ring, use, at);
  await append(tx, { at, who, what: 'key.rotate', kind: 'signing_key', subjectId: made.kid, why, digest: null, detail: { use, retired } });
  return { made: published(made), retired };
}
