import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Instant } from '../base/time.ts';
import { isLoopback, isTrusted } from './address.ts';
import { download } from './download.ts';
import { problem } from './errors.ts';

/** One state of an issuer's published keys; another state is another object. */
export interface KeysInForce {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly digest: string;
}

/** What the keys of an issuer are kept with. */
export interface Keeping {
  now(): Instant;
  /** Where it is said that the issuer cannot be asked, and why: once per reason. */
  warn(entry: object, message: string): void;
  /** For discovery and keys together; `limits.issuerSeconds` unless said. */
  readonly seconds?: number | undefined;
  /** Between one question and the next; `limits.issuerRetrySeconds` unless said. */
  readonly retrySeconds?: number | undefined;
}

/**
 * The keys an OIDC issuer publishes. They are asked for anew every `limits.issuerKeysMinutes` and for a key that is not
 * among them, but never twice in `limits.issuerRetrySeconds`. While the issuer is down the known ones stay in force, for
 * at most `limits.issuerStaleHours`.
 */
export class IssuerKeys {
  private keys: KeysInForce | undefined;
  private fetchedAt = Number.NEGATIVE_INFINITY;
  private triedAt = Number.NEGATIVE_INFINITY;
  private failure: string | undefined;
  private pending: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();
  private readonly retryMs: number;
  private readonly issuer: string;
  private readonly keeping: Keeping;

  constructor(issuer: string, keeping: Keeping) {
    this.issuer = issuer;
    this.keeping = keeping;
    this.retryMs = (keeping.retrySeconds ?? limits.issuerRetrySeconds) * 1000;
  }

  /** Asks now, and from then on whenever the keys are old or could not be had. */
  start(): void {
    void this.refresh();
    this.timer = setInterval(() => void (this.fresh() && this.failure === undefined ? undefined : this.refresh()), this.retryMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
    this.closing.abort();
  }

  /** Whether tokens can be verified at all. */
  usable(): boolean {
    return this.keys !== undefined && within(this.now() - this.fetchedAt, limits.issuerStaleHours * 3_600_000);
  }

  /** The keys in force, when nobody need be asked. */
  inForce(): KeysInForce | undefined {
    return this.fresh() && this.usable() ? this.keys : undefined;
  }

  /** The keys in force; ACCESS_ISSUER_UNREACHABLE when there are none. */
  async current(): Promise<KeysInForce> {
    if (!this.fresh()) {
      const asked = this.ask();
      // Once it is known that the issuer is down, nobody waits for the next try.
      if (this.failure === undefined || !this.usable()) await asked;
    }
    if (this.keys && this.usable()) return this.keys;
    throw this.unreachable();
  }

  /** The keys as they are now, for a token whose key is not among those in force; ACCESS_ISSUER_UNREACHABLE when that cannot be known. */
  async renewed(): Promise<KeysInForce> {
    await this.ask();
    if (this.keys && this.failure === undefined) return this.keys;
    throw this.unreachable();
  }

  private ask(): Promise<void> | undefined {
    return this.pending ?? (within(this.now() - this.triedAt, this.retryMs) ? undefined : this.refresh());
  }

  private fresh(): boolean {
    return this.keys !== undefined && within(this.now() - this.fetchedAt, limits.issuerKeysMinutes * 60_000);
  }

  private refresh(): Promise<void> {
    this.pending ??= this.fetch().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private async fetch(): Promise<void> {
    this.triedAt = this.now();
    const asked = this.triedAt;
    try {
      const found = await this.published();
      if (found.digest !== this.keys?.digest) this.keys = found;
      this.fetchedAt = asked;
      this.failure = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.failure && !this.closing.signal.aborted)
        this.keeping.warn({ issuer: this.issuer, reason: message }, 'the keys of the sign-in issuer cannot be had');
      this.failure = message;
    }
  }

  private async published(): Promise<KeysInForce> {
    const seconds = this.keeping.seconds ?? limits.issuerSeconds;
    const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1000), this.closing.signal]);
    const { issuer, jwks_uri: uri } = await download(new URL(`${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`), signal);
    if (issuer !== this.issuer) throw new Error(`the discovery document names another issuer: ${JSON.stringify(issuer)?.slice(0, 200)}`);
    const url = typeof uri === 'string' ? URL.parse(uri) : null;
    // An issuer on the net must not make this machine ask itself.
    if (!url || !isTrusted(url) || (isLoopback(url) && !isLoopback(new URL(this.issuer)))) throw new Error('jwks_uri is not an https address');
    const set = await download(url, signal);
    if (!Array.isArray(set['keys']) || set['keys'].length > limits.issuerKeys) throw new Error(`${url.href} is not a set of at most ${limits.issuerKeys} keys`);
    return { find: createLocalJWKSet(set as unknown as JSONWebKeySet), digest: digest(set) };
  }

  private now(): number {
    return Date.parse(this.keeping.now());
  }

  private unreachable(): Problem {
    const seconds = Math.ceil((this.triedAt + this.retryMs - this.now()) / 1000);
    const most = Math.ceil(this.retryMs / 1000);
    return problem('ACCESS_ISSUER_UNREACHABLE', { seconds: Math.min(Math.max(seconds, 1), most) }, { internal: this.failure ?? 'not asked yet' });
  }
}

/** A clock that was set back makes what it dated in the future old, not new. */
const within = (age: number, most: number): boolean => age >= 0 && age < most;
