import { generateKeyPairSync, hash, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

/** A key that a token is bound to. */
export interface Holder {
  readonly alg: string;
  readonly key: KeyObject;
  readonly jwk: Record<string, unknown>;
  readonly jkt: string;
}

const thumbprint = (jwk: Record<string, unknown>, members: string[]): string =>
  hash('sha256', JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))), 'base64url');

export function holder(alg: 'ES256' | 'EdDSA' | 'PS256' = 'ES256'): Holder {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = pair.publicKey.export({ format: 'jwk' }) as Record<string, unknown>;
  const members = { ES256: ['crv', 'kty', 'x', 'y'], EdDSA: ['crv', 'kty', 'x'], PS256: ['e', 'kty', 'n'] }[alg];
  return { alg, key: pair.privateKey, jwk, jkt: thumbprint(jwk, members) };
}

interface Showing {
  readonly by: Holder;
  readonly url: string;
  readonly now: string;
  readonly token?: string;
  readonly method?: string;
  /** In place of what belongs there. */
  readonly claims?: object;
  readonly header?: object;
}

/** A proof of possession (RFC 9449) as a client makes it. */
export function proofOf({ by, url, now, token, method = 'POST', claims = {}, header = {} }: Showing): Promise<string> {
  const ath = token === undefined ? {} : { ath: hash('sha256', token, 'base64url') };
  const payload = { htm: method, htu: url, iat: Math.floor(Date.parse(now) / 1000), jti: randomUUID(), ...ath, ...claims };
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: by.alg, typ: 'dpop+jwt', jwk: by.jwk as never, ...header }).sign(by.key);
}
