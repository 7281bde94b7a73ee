import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Instant } from '../base/time.ts';
import { problem } from './errors.ts';
import { discovered, type Published } from './published.ts';

/** One state of an issuer's published keys; another state is another object. */
export interface KeysInForce {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly set: JSONWebKeySet;
  readonly digest: string;
}

/** What the keys of an issuer are kept with. */
export interface Keeping {
  now(): Instant;
  /** Where it is said that the issuer cannot be asked, and why: once per reason. */
  warn(entry: object, message: string): void;
  /** Whose keys they are, as the log names it. */
  readonly whose?: string | undefined;
  /** How long keys count without a look whether they are still the same; `limits.issuerKeysMinutes` unless said. */
  readonly freshSeconds?: number | undefined;
  /** For discovery and keys together; `limits.issuerSeconds` unless said. */
  readonly seconds?: number | undefined;
  /** Between one question and the next; `limits.issuerRetrySeconds` unless said. */
  readonly retrySeconds?: number | undefined;
}

/**
 * The keys an issuer publishes, by OIDC discovery unless said otherwise. They are asked for anew every
 * `limits.issuerKeysMinutes` and for a key that is not among them, but never twice in `limits.issuerRetrySeconds`. While
 * the issuer is down the known ones stay in force, for at most `limits.issuerStaleHours`.
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
  private readonly freshMs: number;
  private readonly issuer: string;
  private readonly keeping: Keeping;
  private readonly published: Published;

  constructor(issuer: string, keeping: Keeping, published: Published = discovered(issuer)) {
    this.issuer = issuer;
    this.keeping = keeping;
    this.published = published;
    this.freshMs = (keeping.freshSeconds ?? limits.issuerKeysMinutes * 60) * 1000;
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
    return this.keys !== undefined && within(this.now() - this.fetchedAt, this.freshMs);
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
      const found = await this.found();
      if (found.digest !== this.keys?.digest) this.keys = found;
      this.fetchedAt = asked;
      this.failure = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.failure && !this.closing.signal.aborted)
        this.keeping.warn({ issuer: this.issuer, reason: message }, `the keys of ${this.keeping.whose ?? 'the sign-in issuer'} cannot be had`);
      this.failure = message;
    }
  }

  private async found(): Promise<KeysInForce> {
    const seconds = this.keeping.seconds ?? limits.issuerSeconds;
    const set = await this.published(AbortSignal.any([AbortSignal.timeout(seconds * 1000), this.closing.signal]));
    return { find: createLocalJWKSet(set), set, digest: digest(set) };
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
