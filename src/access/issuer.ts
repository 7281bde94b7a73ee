import { type JWTPayload, jwtVerify } from 'jose';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { roleIn } from './claim.ts';
import { problem } from './errors.ts';
import { IssuerKeys, type Keeping, type KeysInForce } from './issuerkeys.ts';
import { isSomebody, type Principal } from './principal.ts';
import type { Verified } from './remembered.ts';
import { Rotating } from './rotating.ts';

/** Where the company's own people sign in. */
export interface IssuerSettings {
  /** Exactly what its tokens name as `iss`. */
  readonly issuer: string;
  /** What its tokens for this graph name as `aud`. */
  readonly audience: string;
  /** Where in a token the role stands: names with dots between. */
  readonly roleClaim: string;
}

/** Public keys only: a shared secret could be anybody's, and no signature is nobody's. */
const algorithms = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519'];
const maxTokenAge = limits.issuerTokenHours * 3600;
/** What only id and logout tokens carry, and a token bound to a key that a bearer does not show. */
const foreign = ['at_hash', 'c_hash', 'events', 'cnf'];
const foreignTypes = new Set<unknown>(['ID', 'Refresh', 'Offline', 'Logout']);

/** Verifies access tokens of the OIDC issuer of the company's own people. */
export class Issuer {
  readonly keys: IssuerKeys;
  private readonly tokens: Rotating;
  private readonly settings: IssuerSettings;

  constructor(settings: IssuerSettings, keeping: Keeping) {
    this.settings = settings;
    this.keys = new IssuerKeys(settings.issuer, keeping);
    this.tokens = new Rotating(this.keys, maxTokenAge, (token, now, keys) => this.verify(token, now, keys));
  }

  get name(): string {
    return this.settings.issuer;
  }

  /** The principal of a token that was verified with the keys in force. */
  known(token: string, now: Instant): Principal | undefined {
    return this.tokens.known(token, now);
  }

  /** The principal of a token; throws a Problem: ACCESS_TOKEN_*, ACCESS_ROLE_*, or ACCESS_ISSUER_UNREACHABLE when its key cannot be had. */
  principal(token: string, now: Instant): Promise<Principal> {
    return this.tokens.principal(token, now);
  }

  private async verify(token: string, now: Instant, keys: KeysInForce): Promise<Verified> {
    const { issuer, audience, roleClaim } = this.settings;
    const { payload, protectedHeader } = await jwtVerify(token, keys.find, {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['sub', 'iat', 'exp'],
      clockTolerance: limits.clockToleranceSeconds,
      currentDate: new Date(now),
      maxTokenAge,
    });
    const { sub, exp = 0, iat = 0 } = payload;
    if (!isAccess(protectedHeader.typ, payload)) throw problem('ACCESS_TOKEN_KIND');
    if (!isSomebody(sub) || !/^[\x20-\x7e]{1,255}$/.test(sub))
      throw problem('ACCESS_TOKEN_INVALID', {}, { internal: 'sub is blank, or not 1 to 255 characters of ASCII' });
    return { principal: { subject: sub, role: roleIn(payload, roleClaim) }, until: (Math.min(exp, iat + maxTokenAge) + limits.clockToleranceSeconds) * 1000 };
  }
}

/** Many issuers name no type in the header of an access token; one that names another kind means it. */
const isAccess = (typ: string | undefined, payload: JWTPayload): boolean =>
  (typ === undefined || /^(application\/)?(at\+)?jwt$/i.test(typ)) &&
  !foreign.some((claim) => Object.hasOwn(payload, claim)) &&
  !foreignTypes.has(payload['typ']);
