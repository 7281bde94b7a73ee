import { hash } from 'node:crypto';
import type { JWK } from 'jose';

/** A public key that a partner proves possession of. */
export interface ProofKey {
  /** What its signatures may name as `alg`. */
  readonly algorithms: readonly string[];
  /** Its thumbprint (RFC 7638). */
  readonly thumbprint: string;
  /** What makes it up, and nothing else that came with it. */
  readonly jwk: JWK;
}

const kinds: readonly { kty: string; crv?: string; members: readonly string[]; algorithms: readonly string[] }[] = [
  { kty: 'EC', crv: 'P-256', members: ['crv', 'kty', 'x', 'y'], algorithms: ['ES256'] },
  { kty: 'OKP', crv: 'Ed25519', members: ['crv', 'kty', 'x'], algorithms: ['EdDSA', 'Ed25519'] },
  { kty: 'RSA', members: ['e', 'kty', 'n'], algorithms: ['PS256'] },
];
/** What partners sign with, as discovery names it. */
export const partnerAlgorithms: readonly string[] = kinds.flatMap(({ algorithms }) => algorithms);

/** A modulus of 2,048 to 4,096 bits in base64url, under the one exponent in use: others only cost time. */
const modulus = /^[\w-]{342,683}$/;
const secrets = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** The key that a JWK is: public, for ES256, PS256 or EdDSA; nothing when it is another. */
export function proofKey(given: unknown): ProofKey | undefined {
  if (typeof given !== 'object' || given === null || secrets.some((name) => Object.hasOwn(given, name))) return undefined;
  const jwk = given as Record<string, unknown>;
  const kind = kinds.find(({ kty, crv }) => kty === jwk['kty'] && (crv === undefined || crv === jwk['crv']));
  if (!kind?.members.every((name) => typeof jwk[name] === 'string' && /^[\w-]{1,1000}$/.test(jwk[name]))) return undefined;
  if (kind.kty === 'RSA' && (jwk['e'] !== 'AQAB' || !modulus.test(String(jwk['n'])))) return undefined;
  const own = Object.fromEntries(kind.members.map((name) => [name, String(jwk[name])]));
  return { algorithms: kind.algorithms, thumbprint: hash('sha256', JSON.stringify(own), 'base64url'), jwk: own };
}
