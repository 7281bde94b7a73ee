import { createPublicKey, hash, type KeyObject, randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import type { Principal } from './principal.ts';
import { isRole, type Role, roles } from './role.ts';

const issuer = 'assay';
const audience = 'assay:staff';
const typ = 'at+jwt';
const algorithm = 'EdDSA';

/** A role that exists, or ACCESS_ROLE_UNKNOWN with the ones that do. */
export function roleNamed(name: string): Role {
  if (isRole(name)) return name;
  throw problem('ACCESS_ROLE_UNKNOWN', { role: name, roles: roles.join(', ') });
}

/** A token for one of the company's own people, good for `limits.tokenMinutes` from `now`, signed with the installation's Ed25519 key. */
export function issueToken(key: KeyObject, who: { role: Role; subject: string }, now: Instant): Promise<string> {
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  return new SignJWT({ role: who.role })
    .setProtectedHeader({ alg: algorithm, typ })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(who.subject)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + limits.tokenMinutes * 60)
    .sign(key);
}

/** Verifies tokens of the installation's key: each once, then found by its digest until it expires. */
export class Verifier {
  private readonly known = new Bounded<string, { principal: Principal; until: number }>(limits.tokensRemembered);
  private readonly key: KeyObject;

  constructor(key: KeyObject) {
    this.key = key.type === 'private' ? createPublicKey(key) : key;
  }

  /** The principal of a token; throws a Problem ACCESS_TOKEN_* that says what is wrong and nothing of the inside. */
  async principal(token: string, now: Instant): Promise<Principal> {
    const name = hash('sha256', token, 'base64');
    const found = this.known.get(name);
    if (found && found.until > Date.parse(now)) return found.principal;
    this.known.delete(name);
    const verified = await this.verify(token, now);
    this.known.set(name, verified);
    return verified.principal;
  }

  private async verify(token: string, now: Instant): Promise<{ principal: Principal; until: number }> {
    const options = {
      algorithms: [algorithm],
      typ,
      issuer,
      audience,
      requiredClaims: ['sub', 'role', 'iat', 'exp'],
      currentDate: new Date(now),
      maxTokenAge: limits.tokenMinutes * 60,
    };
    const { payload } = await jwtVerify(token, this.key, options).catch((error: unknown) => {
      throw refusal(error);
    });
    if (!isRole(payload['role'])) throw problem('ACCESS_TOKEN_ROLE', { roles: roles.join(', ') });
    return { principal: { subject: payload.sub!, role: payload['role'] }, until: payload.exp! * 1000 };
  }
}

function refusal(error: unknown) {
  if (error instanceof errors.JWTExpired) {
    const expiry = error.payload.exp ? new Date(error.payload.exp * 1000).toISOString() : '?';
    return problem('ACCESS_TOKEN_EXPIRED', { at: expiry }, { internal: error.message });
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return problem('ACCESS_TOKEN_AUDIENCE', {}, { internal: error.message });
  if (error instanceof errors.JWTClaimValidationFailed && (error.claim === 'nbf' || error.claim === 'iat'))
    return problem('ACCESS_TOKEN_EARLY', {}, { internal: error.message });
  return problem('ACCESS_TOKEN_INVALID', {}, { internal: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
