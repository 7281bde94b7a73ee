import { decodeJwt, type JSONWebKeySet } from 'jose';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import { type Proof, proven } from './dpop.ts';
import { problem } from './errors.ts';
import { IssuerKeys, type Keeping } from './issuerkeys.ts';
import { maxPartnerToken, type PartnerIssuer, partnerAudience, readForeign, readOwn } from './partnertoken.ts';
import type { Principal } from './principal.ts';
import { publishedAt } from './published.ts';
import { Rotating } from './rotating.ts';

export interface PartnerSources {
  /** What our own token endpoint names as `iss`. */
  readonly issuer: string;
  /** The public halves of the keys that sign its tokens, retired ones too. */
  keys(): Promise<JSONWebKeySet>;
  /** The partners with an authorisation server of their own. */
  issuers(): Promise<readonly PartnerIssuer[]>;
  /** Whether a token that is bound to no key is taken. */
  readonly unbound: boolean;
}

/** Whom a partner's token stands for: issued by our token endpoint, or by the partner's own authorisation server. */
export class PartnerSignIn {
  private readonly own: Rotating;
  private readonly others = new Map<string, { row: PartnerIssuer; tokens: Rotating }>();
  private listedAt = Number.NEGATIVE_INFINITY;
  private listing: Promise<void> | undefined;
  private readonly sources: PartnerSources;
  private readonly keeping: Keeping;

  constructor(sources: PartnerSources, keeping: Keeping) {
    this.sources = sources;
    this.keeping = keeping;
    const { issuer, unbound } = sources;
    const often = { ...keeping, whose: 'the token endpoint', freshSeconds: limits.signingKeySeconds, retrySeconds: limits.signingKeyRetrySeconds };
    const keys = new IssuerKeys(issuer, often, () => sources.keys());
    this.own = new Rotating(keys, maxPartnerToken, (token, now, inForce) => readOwn({ token, now, keys: inForce, issuer, unbound }));
  }

  close(): void {
    this.own.keys.close();
    for (const { tokens } of this.others.values()) tokens.keys.close();
  }

  /** The principal of a token that was verified before and holds: found without asking anybody. */
  known(token: string, now: Instant): Principal | undefined {
    return this.own.known(token, now) ?? (this.isListed(now) ? this.others.get(String(claimsOf(token)['iss']))?.tokens.known(token, now) : undefined);
  }

  /** The principal of a token; throws ACCESS_TOKEN_*, ACCESS_ISSUER_UNREACHABLE. */
  async principal(token: string, now: Instant): Promise<Principal> {
    const { iss } = claimsOf(token);
    if (iss === this.sources.issuer) return this.own.principal(token, now);
    await this.listed(now);
    const other = this.others.get(String(iss));
    if (!other) throw problem('ACCESS_TOKEN_INVALID', {}, { internal: 'of no known issuer' });
    return other.tokens.principal(token, now);
  }

  /** The principal of a request that shows a token and a proof for it. */
  async bound(token: string, shown: { readonly proof: string | undefined; readonly method: string; readonly url: string }, now: Instant): Promise<Principal> {
    const principal = this.known(token, now) ?? (await this.principal(token, now));
    const { partner } = principal;
    if (!partner?.jkt) throw problem('ACCESS_TOKEN_UNBOUND');
    if (shown.proof === undefined) throw problem('ACCESS_PROOF_MISSING');
    const proof: Proof = await proven({ ...shown, proof: shown.proof, token, jkt: partner.jkt }, now);
    return { ...principal, partner: { ...partner, proof } };
  }

  /** The principal of a token that came alone: only where that is allowed, and of one that is bound to no key. */
  async alone(token: string, now: Instant): Promise<Principal> {
    if (!this.sources.unbound || claimsOf(token)['cnf'] !== undefined) throw problem('ACCESS_TOKEN_BOUND');
    return this.principal(token, now);
  }

  /** The same of a token that was verified before, found without a promise. */
  knownAlone(token: string, now: Instant): Principal | undefined {
    const known = this.sources.unbound ? this.known(token, now) : undefined;
    return known?.partner?.jkt === null ? known : undefined;
  }

  /** Knows the partners' own issuers as they were not long ago, however many tokens name issuers that nobody knows. */
  private async listed(now: Instant): Promise<void> {
    if (this.isListed(now)) return;
    this.listing ??= this.list(Date.parse(now)).finally(() => {
      this.listing = undefined;
    });
    await this.listing;
  }

  private isListed(now: Instant): boolean {
    const age = Date.parse(now) - this.listedAt;
    return age >= 0 && age < limits.partnerIssuersSeconds * 1000;
  }

  private async list(at: number): Promise<void> {
    const rows = new Map((await this.sources.issuers()).map((row) => [row.issuer, row]));
    for (const [issuer, { row, tokens }] of this.others) {
      if (isSame(rows.get(issuer), row)) rows.delete(issuer);
      else {
        tokens.keys.close();
        this.others.delete(issuer);
      }
    }
    for (const [issuer, row] of rows) this.others.set(issuer, { row, tokens: this.verifier(row) });
    this.listedAt = at;
  }

  private verifier(row: PartnerIssuer): Rotating {
    const { issuer, name, jwksUri } = row;
    const keys = new IssuerKeys(issuer, { ...this.keeping, whose: `the partner ${name}` }, publishedAt(jwksUri));
    const { unbound } = this.sources;
    return new Rotating(keys, maxPartnerToken, (token, now, inForce) => readForeign({ token, now, keys: inForce, issuer, unbound }, row));
  }
}

const isSame = (one: PartnerIssuer | undefined, other: PartnerIssuer): boolean =>
  one !== undefined && one.partnerId === other.partnerId && one.name === other.name && one.jwksUri === other.jwksUri;

/** Whether a token says that it is a partner's: to know how to refuse it, and nothing to rely on. */
export const saysPartner = (token: string): boolean => [claimsOf(token)['aud']].flat().includes(partnerAudience);

function claimsOf(token: string): Record<string, unknown> {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}
