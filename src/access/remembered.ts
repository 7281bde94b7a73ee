import { hash } from 'node:crypto';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Principal } from './principal.ts';

/** Whom a verified token stands for, and until when, in milliseconds since 1970. */
export interface Verified {
  readonly principal: Principal;
  readonly until: number;
}

/** Tokens that were verified, found by their digest until they expire or the keys they were verified with are no longer those in force. */
export class Remembered {
  private readonly known = new Bounded<string, Verified & { keys: object }>(limits.tokensRemembered);

  /** The principal of a token that was verified with `keys` and has not expired. */
  find(token: string, now: Instant, keys: object): Principal | undefined {
    const found = this.known.get(nameOf(token));
    return found && found.keys === keys && found.until > Date.parse(now) ? found.principal : undefined;
  }

  /** The principal of a token verified with `keys`, or what `verify` makes of it. */
  async principal(token: string, now: Instant, keys: object, verify: () => Promise<Verified & { keys?: object }>): Promise<Principal> {
    const found = this.find(token, now, keys);
    if (found) return found;
    const name = nameOf(token);
    this.known.delete(name);
    const verified = await verify();
    this.known.set(name, { keys, ...verified });
    return verified.principal;
  }
}

const nameOf = (token: string): string => hash('sha256', token, 'base64');
