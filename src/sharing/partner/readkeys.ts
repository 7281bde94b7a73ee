import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import { keysIn, materialOf, type PartnerJwk, publicOf } from './jwk.ts';

/** The keys of an uploaded key set; one without a name is named by its thumbprint (RFC 7638). SHARING_JWK_FORM, _PRIVATE, _KIND, _MANY, _TWICE. */
export async function readKeys(set: unknown): Promise<PartnerJwk[]> {
  const given = keysIn(set);
  const most = limits.partnerKeys;
  if (given.length > most) throw problem('SHARING_JWK_MANY', { most }, { path: 'jwks' });
  const keys: PartnerJwk[] = [];
  for (const { key, path } of given) {
    const read = publicOf(key, path);
    try {
      // Numbers of the right form may still be no point of the curve.
      const { asymmetricKeyDetails } = createPublicKey({ format: 'jwk', key: materialOf(read) as never });
      if ((asymmetricKeyDetails?.modulusLength ?? 2048) < 2048) throw new RangeError('a short modulus');
    } catch (cause) {
      throw problem('SHARING_JWK_FORM', {}, { path, cause });
    }
    const kid = read.kid ?? (await calculateJwkThumbprint(materialOf(read) as never));
    if (keys.some((each) => each.kid === kid)) throw problem('SHARING_JWK_TWICE', { kid }, { path });
    keys.push({ ...read, kid });
  }
  return keys;
}
