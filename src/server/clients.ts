import { decodeProtectedHeader } from 'jose';
import { IssuerKeys, type Keeping } from '../access/issuerkeys.ts';
import { proofKey } from '../access/jwk.ts';
import { isKid } from '../access/partnertoken.ts';
import { publishedAt } from '../access/published.ts';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Sql } from '../db/client.ts';
import { type Client, clientNamed } from '../sharing/token/store.ts';

/** A public key of a client, by the name it gave it. */
export interface ClientKey {
  readonly kid: string;
  readonly [member: string]: unknown;
}

/** Whom the token endpoint knows: active partners and the keys they sign with. */
export class Clients {
  private readonly published = new Bounded<string, IssuerKeys>(limits.clientKeySets, (keys) => keys.close());
  private readonly sql: Sql;
  private readonly keeping: Keeping;

  constructor(sql: Sql, keeping: Keeping) {
    this.sql = sql;
    this.keeping = keeping;
  }

  close(): void {
    for (const keys of this.published.values()) keys.close();
  }

  /**
   * The keys that hold for whoever signs in by a name, and the partner it is; none of both for a name that nobody active
   * has: who tries it gets the same answer as with a wrong key.
   */
  async find(name: string, assertion: unknown): Promise<{ partnerId: string | undefined; keys: readonly ClientKey[] }> {
    const client = /^[a-z][a-z0-9-]{0,63}$/.test(name) ? await clientNamed(this.sql, name, this.keeping.now()) : undefined;
    if (!client) return { partnerId: undefined, keys: [] };
    const keys = client.jwksUri === null ? (client.keys as readonly unknown[] as ClientKey[]) : await this.publishedBy(name, client, kidOf(assertion));
    return { partnerId: client.partnerId, keys };
  }

  /** What it publishes; asked for anew for a key that is not there. While that fails, what is known of it; the log says why. */
  private async publishedBy(name: string, { jwksUri }: Client, kid: string | undefined): Promise<ClientKey[]> {
    const uri = String(jwksUri);
    const keys = this.published.get(uri) ?? new IssuerKeys(uri, { ...this.keeping, whose: `the partner ${name}` }, publishedAt(uri));
    this.published.set(uri, keys);
    const found = await keys.current().catch(() => undefined);
    const isThere = found?.set.keys.some((key) => key.kid === kid) ?? true;
    const newer = isThere ? found : await keys.renewed().catch(() => found);
    return (newer?.set.keys ?? []).flatMap((key) => {
      const own = proofKey(key);
      return own && isKid(key.kid) && (key.use ?? 'sig') === 'sig' ? [{ ...own.jwk, kid: key.kid, use: 'sig' }] : [];
    });
  }
}

/** Which key an assertion names. */
export function kidOf(assertion: unknown): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(String(assertion));
    return isKid(kid) ? kid : undefined;
  } catch {
    return undefined;
  }
}
