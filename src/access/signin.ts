import { decodeJwt } from 'jose';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import type { Issuer } from './issuer.ts';
import type { Principal } from './principal.ts';
import { ownIssuer, type Verifier } from './token.ts';

/** Whom a token stands for, by who issued it: the installation itself, an OIDC issuer, or, in an emergency, both. */
export class SignIn {
  private readonly own: Verifier | undefined;
  private readonly issuer: Issuer | undefined;

  constructor(own: Verifier | undefined, issuer: Issuer | undefined) {
    this.own = own;
    this.issuer = issuer;
  }

  /** Where people sign in when `assay token` is of no use. */
  get elsewhere(): string | undefined {
    return this.own ? undefined : this.issuer?.name;
  }

  /** Whether tokens can be verified: not before the issuer's keys were had once. */
  ready(): boolean {
    return this.issuer === undefined || this.issuer.keys.usable();
  }

  /** The principal of a token that was verified before and holds: found without asking anybody. */
  known(token: string, now: Instant): Principal | undefined {
    return this.issuer?.known(token, now) ?? this.own?.known(token, now);
  }

  /** The principal of a token; throws ACCESS_TOKEN_*, ACCESS_ROLE_*, ACCESS_ISSUER_UNREACHABLE. Nobody is asked about a token that names another issuer. */
  principal(token: string, now: Instant): Promise<Principal> {
    const named = this.issuer && issuerOf(token);
    if (this.issuer && named === this.issuer.name) return this.issuer.principal(token, now);
    if (this.own) return this.own.principal(token, now);
    throw named === ownIssuer ? problem('ACCESS_TOKEN_OWN', { issuer: this.issuer?.name ?? '' }) : problem('ACCESS_TOKEN_INVALID');
  }
}

/** What a token says of itself: enough to know whom to ask, and nothing to rely on. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
