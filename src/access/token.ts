import { createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import { isSomebody, type Principal } from './principal.ts';
import { refusal } from './refusal.ts';
import { Remembered, type Verified } from './remembered.ts';
import { isRole, type Role, roles } from './role.ts';

/** What tokens of the installation's own key name as `iss`; no OIDC issuer can, for theirs are URLs. */
export const ownIssuer = 'assay';
const audience = 'assay:staff';
const typ = 'at+jwt';
const algorithm = 'EdDSA';

/** A role that exists, or ACCESS_ROLE_UNKNOWN with the ones that do. */
export function roleNamed(name: string): Role {
  if (isRole(name)) return name;
  throw problem('ACCESS_ROLE_UNKNOWN', { role: name, roles: roles.join(', ') });
}

/** The name of a person who acts, or ACCESS_SUBJECT_BLANK. */
export function subjectNamed(name: string): string {
  if (isSomebody(name)) return name;
  throw problem('ACCESS_SUBJECT_BLANK');
}

/** A token for one of the company's own people, good for `limits.tokenMinutes` from `now`, signed with the installation's Ed25519 key. */
export function issueToken(key: KeyObject, who: { role: Role; subject: string }, now: Instant): Promise<string> {
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  return new SignJWT({ role: who.role })
    .setProtectedHeader({ alg: algorithm, typ })
    .setIssuer(ownIssuer)
    .setAudience(audience)
    .setSubject(who.subject)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + limits.tokenMinutes * 60)
    .sign(key);
}

/** Verifies tokens of the installation's key: each once, then found by its digest until it expires. */
export class Verifier {
  private readonly remembered = new Remembered();
  private readonly key: KeyObject;

  constructor(key: KeyObject) {
    this.key = key.type === 'private' ? createPublicKey(key) : key;
  }

  /** The principal of a token that was verified before. */
  known(token: string, now: Instant): Principal | undefined {
    return this.remembered.find(token, now, this.key);
  }

  /** The principal of a token; throws a Problem ACCESS_TOKEN_* that says what is wrong and nothing of the inside. */
  principal(token: string, now: Instant): Promise<Principal> {
    return this.remembered.principal(token, now, this.key, () => this.verify(token, now));
  }

  private async verify(token: string, now: Instant): Promise<Verified> {
    const options = {
      algorithms: [algorithm],
      typ,
      issuer: ownIssuer,
      audience,
      requiredClaims: ['sub', 'role', 'iat', 'exp'],
      currentDate: new Date(now),
      maxTokenAge: limits.tokenMinutes * 60,
    };
    const { payload } = await jwtVerify(token, this.key, options).catch((error: unknown) => {
      throw refusal(error, options.maxTokenAge);
    });
    if (!isSomebody(payload.sub)) throw problem('ACCESS_TOKEN_INVALID', {}, { internal: 'sub is blank' });
    if (!isRole(payload['role'])) throw problem('ACCESS_TOKEN_ROLE', { roles: roles.join(', ') });
    return { principal: { subject: payload.sub, role: payload['role'] }, until: payload.exp! * 1000 };
  }
}
