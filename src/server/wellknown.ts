import { partnerAlgorithms } from '../access/jwk.ts';
import { limits } from '../base/limits.ts';
import type { Sql } from '../db/client.ts';
import { type KeyUse, keyUses, type PublishedKey } from '../sharing/key/key.ts';
import { publicKeys } from '../sharing/key/publickeys.ts';
import type { Said } from './answer.ts';

/** What the token endpoint offers (RFC 8414). */
const metadata = (issuer: string): object => ({
  issuer,
  token_endpoint: `${issuer}/oauth/token`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: partnerAlgorithms,
  dpop_signing_alg_values_supported: partnerAlgorithms,
});

/** Which keys stand where: those of tokens apart from those that others keep for years. */
const keySets: Readonly<Record<string, readonly KeyUse[]>> = {
  '/.well-known/jwks.json': ['token'],
  '/.well-known/assay-keys.json': keyUses.filter((use) => use !== 'token'),
};
const documents = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

/** What anybody may read of this installation: where partners sign in, and the public keys of what it signs. */
export class WellKnown {
  private readonly kept = new Map<string, { readonly at: number; readonly keys: Promise<PublishedKey[]> }>();
  private readonly issuer: string;
  private readonly sql: Sql;

  constructor(issuer: string, sql: Sql) {
    this.issuer = issuer;
    this.sql = sql;
  }

  /** The document at a path; nothing where there is none. */
  async at(path: string): Promise<Said | undefined> {
    if (documents.includes(path)) return said(metadata(this.issuer));
    const uses = Object.hasOwn(keySets, path) ? keySets[path] : undefined;
    return uses && said({ keys: await this.keys(path, uses) }, 'application/jwk-set+json');
  }

  /** However many ask, the database is asked once in a while. */
  private keys(path: string, uses: readonly KeyUse[]): Promise<PublishedKey[]> {
    const known = this.kept.get(path);
    if (known && performance.now() - known.at < limits.signingKeyRetrySeconds * 1000) return known.keys;
    const keys = publicKeys(this.sql, uses);
    keys.catch(() => this.kept.delete(path));
    this.kept.set(path, { at: performance.now(), keys });
    return keys;
  }
}

const said = (document: object, type = 'application/json'): Said => ({
  status: 200,
  type: `${type}; charset=utf-8`,
  text: JSON.stringify(document),
  more: { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' },
});
