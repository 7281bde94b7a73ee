import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import { proofKey } from './jwk.ts';
import type { PartnerToken } from './partner.ts';

export type Proof = NonNullable<PartnerToken['proof']>;

/** What a proof of possession (DPoP, RFC 9449) must fit. */
export interface Proving {
  readonly proof: string;
  readonly method: string;
  /** Where the request was sent to, as we are called from outside. */
  readonly url: string;
  readonly token: string;
  /** Thumbprint of the key that the token is bound to. */
  readonly jkt: string;
}

/** How long a proof is good for, as clocks differ. */
const oldest = limits.proofSeconds + limits.clockToleranceSeconds;
const keys = new Bounded<string, KeyObject>(limits.tokensRemembered);

/**
 * A proof that fits the request, and until when it must not come again; whether it came before is not looked at. Throws
 * ACCESS_PROOF_INVALID with the part of it that does not fit. Only who holds the token's key costs a signature.
 */
export async function proven(proving: Proving, now: Instant): Promise<Proof> {
  const { proof, method, url, token, jkt } = proving;
  const refuse = (part: string): Problem => problem('ACCESS_PROOF_INVALID', { part, method, url });
  const header = headerOf(proof);
  if (header?.['typ'] !== 'dpop+jwt') throw refuse('typ');
  const key = proofKey(header['jwk']);
  if (key?.thumbprint !== jkt) throw refuse('jwk');
  if (!key.algorithms.includes(String(header['alg']))) throw refuse('alg');
  const verifier = keyOf(jkt, key.jwk);
  if (!verifier) throw refuse('jwk');
  const options = {
    algorithms: [...key.algorithms],
    typ: 'dpop+jwt',
    requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
    clockTolerance: limits.clockToleranceSeconds,
    maxTokenAge: limits.proofSeconds,
    currentDate: new Date(now),
  };
  const { payload } = await jwtVerify(proof, verifier, options).catch((error: unknown) => {
    throw refuse(error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed ? error.claim : 'signature');
  });
  const { jti, htm, htu, ath, iat = 0 } = payload;
  if (htm !== method) throw refuse('htm');
  if (!isSamePlace(htu, url)) throw refuse('htu');
  if (ath !== hash('sha256', token, 'base64url')) throw refuse('ath');
  if (typeof jti !== 'string' || jti === '' || jti.length > limits.keyCharacters) throw refuse('jti');
  return { realm: `proof ${jkt}`, name: shortDigest(jti), until: (iat + oldest + limits.clockToleranceSeconds) * 1000 };
}

/** A name of fixed length for what may be of any: 128 bits, which nobody finds a second text for. */
const shortDigest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);

function headerOf(proof: string): Record<string, unknown> | undefined {
  if (proof.length > limits.proofBytes || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof)) return undefined;
  try {
    return decodeProtectedHeader(proof);
  } catch {
    return undefined;
  }
}

/** Nothing for numbers of the right form that are no point of the curve. */
function keyOf(thumbprint: string, jwk: object): KeyObject | undefined {
  const known = keys.get(thumbprint);
  if (known) return known;
  try {
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    keys.set(thumbprint, key);
    return key;
  } catch {
    return undefined;
  }
}

/** Equal as addresses: in another case of the host, or with the scheme's own port, it is the same place; with a query it is none. */
function isSamePlace(told: unknown, url: string): boolean {
  const [one, other] = [typeof told === 'string' && !/[\s?#@]/.test(told) ? URL.parse(told) : null, URL.parse(url)];
  return one !== null && other !== null && one.href === other.href;
}
