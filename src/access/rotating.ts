import { decodeProtectedHeader, errors } from 'jose';
import { Problem } from '../base/problem.ts';
import type { Instant } from '../base/time.ts';
import type { IssuerKeys, KeysInForce } from './issuerkeys.ts';
import type { Principal } from './principal.ts';
import { refusal } from './refusal.ts';
import { Remembered, type Verified } from './remembered.ts';

/** Verifies tokens by keys that may rotate: each token once, then found by its digest until it expires or the keys change. */
export class Rotating {
  readonly keys: IssuerKeys;
  private readonly remembered = new Remembered();
  private readonly verify: (token: string, now: Instant, keys: KeysInForce) => Promise<Verified>;
  private readonly maxSeconds: number;

  /** `maxSeconds`: how old a token may be. */
  constructor(keys: IssuerKeys, maxSeconds: number, verify: (token: string, now: Instant, keys: KeysInForce) => Promise<Verified>) {
    this.keys = keys;
    this.maxSeconds = maxSeconds;
    this.verify = verify;
  }

  /** The principal of a token that was verified with the keys in force. */
  known(token: string, now: Instant): Principal | undefined {
    const keys = this.keys.inForce();
    return keys && this.remembered.find(token, now, keys);
  }

  /** The principal of a token; throws a Problem: what is wrong with it, or ACCESS_ISSUER_UNREACHABLE when its key cannot be had. */
  async principal(token: string, now: Instant): Promise<Principal> {
    const keys = await this.keys.current();
    return this.remembered.principal(token, now, keys, () =>
      this.verify(token, now, keys).catch(async (error: unknown) => {
        const newer = mayBeRotated(error, token) ? await this.keys.renewed() : keys;
        if (newer === keys) throw this.told(error);
        const verified = await this.verify(token, now, newer).catch((again: unknown) => {
          throw this.told(again);
        });
        return { ...verified, keys: newer };
      }),
    );
  }

  private told(error: unknown): Problem {
    return error instanceof Problem ? error : refusal(error, this.maxSeconds);
  }
}

/** A token of a key that is not known, or one that names no key and fits none. */
const mayBeRotated = (error: unknown, token: string): boolean =>
  error instanceof errors.JWKSNoMatchingKey || (error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined);
