import type { IncomingMessage } from 'node:http';
import { problem } from '../access/errors.ts';
import { Issuer, type IssuerSettings } from '../access/issuer.ts';
import { PartnerSignIn, saysPartner } from '../access/partnersignin.ts';
import { nobody, type Principal } from '../access/principal.ts';
import { SignIn } from '../access/signin.ts';
import { Verifier } from '../access/token.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import type { Log } from '../graphql/report.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import { clearSpent, partnerIssuers } from '../sharing/token/store.ts';
import type { Keys } from './keys.ts';

export interface Calling {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly log: Log;
  readonly now: () => Instant;
  /** Where the company's own people sign in; `assay token` alone when it is not said. */
  readonly signIn?: (IssuerSettings & { readonly seconds?: number; readonly retrySeconds?: number }) | undefined;
  /** Whether tokens of `assay token` are accepted; without `signIn` they always are. */
  readonly ownTokens?: boolean | undefined;
  /** Whether a partner's token counts without a proof, when it is bound to no key: to measure what proofs cost. */
  readonly unboundPartners?: boolean | undefined;
}

/** Whose token a request carries: the company's own people and programs show a bearer token, partners one that is bound to a key. */
export class Callers {
  private readonly issuer: Issuer | undefined;
  private readonly staff: SignIn;
  private readonly partners: PartnerSignIn;
  private readonly calling: Calling;
  /** Where the graph is, as we are called from outside. */
  private readonly graph: string;
  private clearing: NodeJS.Timeout | undefined;

  /** `address`: what we are called by from outside, without a slash at its end. */
  constructor(calling: Calling, address: string) {
    const { signIn, ownTokens, sql, keys, now, log, unboundPartners: unbound = false } = calling;
    this.calling = calling;
    this.graph = `${address}/graphql`;
    const keeping = { now, warn: log.warn.bind(log) };
    this.issuer = signIn && new Issuer(signIn, { ...signIn, ...keeping });
    this.staff = new SignIn(signIn && !ownTokens ? undefined : new Verifier(keys.token), this.issuer);
    const sources = {
      issuer: address,
      keys: async () => ({ keys: (await publicKeys(sql, ['token'])) as never[] }),
      issuers: () => partnerIssuers(sql),
      unbound,
    };
    this.partners = new PartnerSignIn(sources, { ...keeping, seconds: signIn?.seconds, retrySeconds: signIn?.retrySeconds });
  }

  start(): void {
    this.issuer?.keys.start();
    this.clearing = setInterval(() => void this.clear(), limits.replayClearSeconds * 1000).unref();
  }

  close(): void {
    this.issuer?.keys.close();
    this.partners.close();
    clearInterval(this.clearing);
  }

  /** Whether people's tokens can be verified: not before their issuer's keys were had once. */
  ready(): boolean {
    return this.staff.ready();
  }

  /** Where people sign in when `assay token` is of no use. */
  get elsewhere(): string | undefined {
    return this.staff.elsewhere;
  }

  /** Found without a promise when the token is known and alone. */
  principal({ headers, method = '' }: IncomingMessage): Principal | Promise<Principal> {
    const { authorization, dpop } = headers;
    if (authorization === undefined) return nobody;
    const [, scheme = '', token = ''] = /^(Bearer|DPoP) ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    if (token === '') throw problem('ACCESS_TOKEN_MISSING');
    const now = this.calling.now();
    if (scheme.toLowerCase() === 'dpop')
      return this.partners.bound(token, { proof: dpop === undefined ? undefined : String(dpop), method, url: this.graph }, now);
    const known = this.staff.known(token, now) ?? this.partners.knownAlone(token, now);
    if (known) return known;
    return saysPartner(token) ? this.partners.alone(token, now) : this.staff.principal(token, now);
  }

  /** What was used once is forgotten when it is too old to count. */
  private async clear(): Promise<void> {
    const { sql, now, log } = this.calling;
    try {
      await clearSpent(sql, now(), limits.replayClearRows);
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'spent proofs were not cleared');
    }
  }
}
