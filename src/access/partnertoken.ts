import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import type { KeysInForce } from './issuerkeys.ts';
import { partnerAlgorithms } from './jwk.ts';
import type { Verified } from './remembered.ts';

/** What tokens for partners name as `aud`; no token of the company's own people does. */
export const partnerAudience = 'assay:partner';
export const maxPartnerToken = limits.partnerTokenSeconds;

/** A partner whose own authorisation server signs its tokens. */
export interface PartnerIssuer {
  readonly partnerId: string;
  readonly name: string;
  /** What they name as `iss`. */
  readonly issuer: string;
  readonly jwksUri: string;
}

/** How a token is read: whose it must be, and whether one that is bound to no key is taken. */
interface Reading {
  readonly token: string;
  readonly now: Instant;
  readonly keys: KeysInForce;
  readonly issuer: string;
  readonly unbound: boolean;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A token of our own token endpoint. A key that was retired signs nothing later than its end. */
export async function readOwn(reading: Reading): Promise<Verified> {
  const { payload, kid } = await read(reading, ['ES256'], ['client_id', 'pid', 'ckid', 'jti']);
  const { sub, client_id: client, pid, ckid, iat = 0, exp = 0 } = payload;
  const { retired_at: retired } = (reading.keys.set.keys.find((key) => key.kid === kid) ?? {}) as { retired_at?: Instant };
  if (retired !== undefined && iat * 1000 >= Date.parse(retired)) throw invalid('signed after its key was retired');
  if (exp * 1000 <= Date.parse(reading.now)) throw expired(exp);
  if (typeof sub !== 'string' || sub !== client || typeof pid !== 'string' || !uuid.test(pid) || typeof ckid !== 'string')
    throw invalid('claims of another form');
  const partner = { partnerId: pid, kid: ckid, jkt: jktOf(payload, reading.unbound) };
  return { principal: { subject: sub, role: null, partner }, until: exp * 1000 };
}

/** A token of a partner's own authorisation server: it stands for that partner, whoever it names as its subject. Throws ACCESS_TOKEN_CLAIMS with what is not as it must be. */
export async function readForeign(reading: Reading, { partnerId, name }: PartnerIssuer): Promise<Verified> {
  const { payload, kid } = await read(reading, [...partnerAlgorithms], ['sub']).catch((error: unknown) => {
    const claim = misissued(error);
    throw claim === undefined ? error : problem('ACCESS_TOKEN_CLAIMS', { claim, audience: partnerAudience });
  });
  const { iat = 0, exp = 0 } = payload;
  const partner = { partnerId, kid, jkt: jktOf(payload, reading.unbound) };
  return { principal: { subject: name, role: null, partner }, until: (Math.min(exp, iat + maxPartnerToken) + limits.clockToleranceSeconds) * 1000 };
}

async function read({ token, now, keys, issuer }: Reading, algorithms: string[], claims: string[]): Promise<{ payload: JWTPayload; kid: string }> {
  const { kid } = decodeProtectedHeader(token);
  // A key that is not named would be tried for: which one signed must be known to be revoked.
  if (!isKid(kid)) throw new errors.JWTClaimValidationFailed('no kid', {}, 'kid', 'missing');
  const { payload } = await jwtVerify(token, keys.find, {
    algorithms,
    issuer,
    audience: partnerAudience,
    typ: 'at+jwt',
    requiredClaims: ['iat', 'exp', ...claims],
    clockTolerance: limits.clockToleranceSeconds,
    currentDate: new Date(now),
    maxTokenAge: maxPartnerToken,
  });
  return { payload, kid };
}

/** What of a token its server must be set up otherwise for: not what is wrong with a clock. */
function misissued(error: unknown): string | undefined {
  if (error instanceof errors.JOSEAlgNotAllowed) return 'alg';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return undefined;
  return ['iat', 'nbf'].includes(error.claim) && error.reason === 'check_failed' ? undefined : error.claim;
}

/** A name of a key as it can stand in the audit: what one may be is the standard's to say, and it says nothing. */
export const isKid = (kid: unknown): kid is string => typeof kid === 'string' && /^[\x21-\x7e]{1,200}$/.test(kid);

/** Thumbprint of the key that a token is bound to; null where that may be so. */
function jktOf({ cnf }: JWTPayload, unbound: boolean): string | null {
  if (cnf === undefined && unbound) return null;
  const jkt = typeof cnf === 'object' && cnf !== null && Object.keys(cnf).length === 1 ? (cnf as { jkt?: unknown }).jkt : undefined;
  if (typeof jkt !== 'string' || !/^[\w-]{43}$/.test(jkt)) throw problem('ACCESS_TOKEN_UNBOUND');
  return jkt;
}

const invalid = (internal: string) => problem('ACCESS_TOKEN_INVALID', {}, { internal });
const expired = (exp: number) => new errors.JWTExpired('expired', { exp }, 'exp', 'check_failed');
