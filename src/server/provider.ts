import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { partnerAlgorithms } from '../access/jwk.ts';
import { isKid, partnerAudience } from '../access/partnertoken.ts';
import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Sql } from '../db/client.ts';
import type { SigningKey } from '../sharing/key/signing.ts';
import { keepUntil, spendMany } from '../sharing/token/store.ts';
import { type Clients, kidOf } from './clients.ts';

export interface Issuing {
  /** What tokens name as `iss`, and the address of everything here. */
  readonly issuer: string;
  readonly sql: Sql;
  readonly clients: Clients;
  readonly now: () => Instant;
}

/** Of names that the token endpoint spends, before it is known how long they count. */
const spentMs = limits.assertionSeconds * 4 * 1000;
const algorithms = [...partnerAlgorithms] as NonNullable<NonNullable<Configuration['enabledJWA']>['dPoPSigningAlgValues']>;

/** Issues access tokens to partners that sign in by private_key_jwt with a DPoP proof (FAPI 2.0); everything else of OpenID Connect is off. */
export function provider(issuing: Issuing, { kid, key }: SigningKey): Provider {
  const made = new Provider(issuing.issuer, {
    adapter: adapterOf(issuing),
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } as never] },
    routes: { token: '/oauth/token', jwks: '/.well-known/jwks.json' },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: algorithms, dPoPSigningAlgValues: algorithms, idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    responseTypes: [],
    scopes: [],
    clockTolerance: limits.clockToleranceSeconds,
    ttl: { ClientCredentials: limits.partnerTokenSeconds },
    extraClientMetadata: { properties: ['partner_id'] },
    extraTokenClaims: ({ oidc }) => ({ pid: oidc.client?.['partner_id'] as string, ckid: kidOf(oidc.params?.['client_assertion']) as string }),
    assertJwtClientAuthClaimsAndHeader: async (context, claims, header) => {
      checkAssertion(issuing, claims, header);
      if (context.get('DPoP') === '') throw new errors.InvalidDpopProof('the header DPoP with the proof of the key is missing');
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      fapi: { enabled: true, profile: '2.0' },
      resourceIndicators: { enabled: true, defaultResource: () => partnerAudience, getResourceServerInfo: (_ctx, resource) => resourceOf(resource) },
    },
  });
  made.silent = true;
  return made;
}

/** Everybody that signs in asks for one thing; scopes are the agreement's. */
function resourceOf(resource: string) {
  if (resource !== partnerAudience) throw new errors.InvalidTarget();
  return {
    scope: '',
    audience: partnerAudience,
    accessTokenFormat: 'jwt' as const,
    accessTokenTTL: limits.partnerTokenSeconds,
    jwt: { sign: { alg: 'ES256' as const } },
  };
}

/** What FAPI 2.0 asks of an assertion beyond what was verified: it is for this server alone, of now, not good for long, and names its key. Its sender is known by now. */
function checkAssertion({ issuer, now }: Issuing, { aud, exp, iat }: Record<string, unknown>, { kid }: Record<string, unknown>): void {
  if (aud !== issuer) throw refused(`aud of the client assertion must be exactly ${issuer}`);
  if (!isKid(kid)) throw refused('the client assertion must name its key (kid)');
  const { assertionSeconds: most, clockToleranceSeconds: tolerance } = limits;
  const seconds = Date.parse(now()) / 1000;
  if (Number(exp) > seconds + most + tolerance) throw refused(`the client assertion must expire in at most ${most} s`);
  if (iat === undefined) return;
  if (Number(iat) > seconds + tolerance) throw refused(`iat of the client assertion lies more than ${tolerance} s ahead: one of the clocks is wrong`);
  if (Number(iat) < seconds - most - tolerance) throw refused(`iat of the client assertion is more than ${most} s ago: sign a new one, or set the clock`);
  if (Number(iat) > Number(exp)) throw refused('the client assertion must not expire before its iat');
}

const refused = (why: string): Error => Object.assign(new errors.InvalidClientAuth(why), { error_description: why });

/** What the provider keeps: nothing but what was used once. It reads clients, which are partners. */
const adapterOf = ({ sql, clients, now }: Issuing) =>
  class {
    private readonly model: string;

    constructor(model: string) {
      this.model = model;
    }

    /** Looking whether a name was spent spends it: no replica can look between. */
    async find(id: string): Promise<object | undefined> {
      if (this.model === 'Client') return clientOf(id, clients);
      const name = id.slice(0, limits.keyCharacters);
      const until = Date.parse(now()) + spentMs;
      return (await spendMany(sql, [{ realm, name, until }])).size > 0 ? { jti: id, kind: this.model } : undefined;
    }

    async upsert(id: string, _payload: object, seconds: number): Promise<void> {
      await keepUntil(sql, realm, id, new Date(Date.parse(now()) + (seconds + limits.clockToleranceSeconds) * 1000).toISOString());
    }
  } as never;

const realm = 'oauth';

async function clientOf(name: string, clients: Clients): Promise<object> {
  const { oidc } = Provider.ctx as KoaContextWithOIDC;
  const { partnerId, keys } = await clients.find(name, oidc.params?.['client_assertion']);
  return {
    client_id: name,
    partner_id: partnerId,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'private_key_jwt',
    dpop_bound_access_tokens: true,
    jwks: { keys },
  };
}
