import { CompactSign } from 'jose';
import type { Instant } from '../../base/time.ts';
import type { Sql } from '../../db/client.ts';
import type { KeyUse } from './key.ts';
import { signing } from './signing.ts';

export interface Signer {
  readonly kid: string;
  /** A compact JWS over the payload as JSON; `typ` says what it is a signature of. */
  sign(payload: object, head: { readonly typ: string }): Promise<string>;
}

/** Signs with the installation's key of a use as of `now`; asked for at each signature, so that rotations are followed. */
export async function signer(sql: Sql, ring: readonly Uint8Array[], use: KeyUse, now: Instant): Promise<Signer> {
  const { kid, jwk, key } = await signing(sql, ring, use, now);
  const sign: Signer['sign'] = (payload, { typ }) =>
    new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader({ alg: jwk.alg, kid, typ }).sign(key);
  return { kid, sign };
}
