import type { Instant } from '../../base/time.ts';
import { problem } from '../errors.ts';

/** A public key of a partner, as it is kept. */
export interface PartnerJwk {
  readonly kty: 'EC' | 'RSA' | 'OKP';
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly kid: string;
  readonly alg: 'ES256' | 'PS256' | 'EdDSA';
  readonly use: 'sig';
}

/** A key on record. */
export interface PartnerKey {
  readonly partnerId: string;
  readonly kid: string;
  readonly jwk: PartnerJwk;
  readonly addedAt: Instant;
  readonly addedBy: string;
  readonly until: Instant | null;
  readonly revokedAt: Instant | null;
  readonly why: string | null;
}

export const keyStates = ['in_force', 'over', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

/** over: its last instant was told beforehand, and has passed. */
export const keyStateOf = ({ until, revokedAt }: Pick<PartnerKey, 'until' | 'revokedAt'>, at: Instant): KeyState =>
  revokedAt !== null ? 'revoked' : until !== null && until <= at ? 'over' : 'in_force';

/** What makes a private or a shared key. */
const secrets = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const kinds = [
  { kty: 'EC', crv: 'P-256', alg: ['ES256'], parts: ['crv', 'x', 'y'] },
  { kty: 'OKP', crv: 'Ed25519', alg: ['EdDSA', 'Ed25519'], parts: ['crv', 'x'] },
  { kty: 'RSA', crv: undefined, alg: ['PS256'], parts: ['n', 'e'] },
] as const;

/** A modulus of 2,048 to 4,096 bits in base64url, under the one exponent in use, as of keys that a partner publishes itself. */
const [modulusLeast, modulusMost, exponent] = [342, 683, 'AQAB'];

/**
 * The public parts of one key of a key set, named as the set names it: for ES256, PS256 (2,048 bits at least) or EdDSA.
 * SHARING_JWK_PRIVATE, SHARING_JWK_KIND, SHARING_JWK_FORM.
 */
export function publicOf(given: unknown, path: string): Omit<PartnerJwk, 'kid'> & { kid: string | undefined } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw problem('SHARING_JWK_FORM', {}, { path });
  const key = given as Record<string, unknown>;
  if (secrets.some((part) => Object.hasOwn(key, part))) throw problem('SHARING_JWK_PRIVATE', {}, { path });
  const kind = kinds.find(({ kty, crv }) => kty === key['kty'] && crv === (kty === 'RSA' ? undefined : key['crv']));
  const isMeant = (word: string, known: readonly unknown[]): boolean => key[word] === undefined || known.includes(key[word]);
  if (!kind || !isMeant('alg', kind.alg) || !isMeant('use', ['sig']))
    throw problem(
      'SHARING_JWK_KIND',
      {
        got: [key['kty'], key['crv'], key['alg'], key['use']]
          .filter((part) => typeof part === 'string')
          .join(' ')
          .slice(0, 100),
      },
      { path },
    );
  const parts = Object.fromEntries(kind.parts.map((part) => [part, key[part]]));
  if (Object.values(parts).some((part) => typeof part !== 'string' || !/^[A-Za-z0-9_-]{1,2000}$/.test(part))) throw problem('SHARING_JWK_FORM', {}, { path });
  if (kind.kty === 'RSA') checkModulus(String(parts['n']), String(parts['e']), path);
  const { kid } = key;
  if (kid !== undefined && (typeof kid !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(kid))) throw problem('SHARING_JWK_FORM', {}, { path: `${path}.kid` });
  return { kty: kind.kty, ...parts, kid, alg: kind.alg[0], use: 'sig' };
}

function checkModulus(n: string, e: string, path: string): void {
  const got = n.length < modulusLeast ? 'RSA below 2048 bits' : n.length > modulusMost ? 'RSA above 4096 bits' : undefined;
  if (got) throw problem('SHARING_JWK_KIND', { got }, { path: `${path}.n` });
  if (e !== exponent) throw problem('SHARING_JWK_KIND', { got: 'RSA, e other than 65537' }, { path: `${path}.e` });
}

/** The keys of a set: `{ keys: [...] }`, or one key alone. SHARING_JWK_FORM. */
export function keysIn(set: unknown): { key: unknown; path: string }[] {
  if (typeof set !== 'object' || set === null) throw problem('SHARING_JWK_FORM', {}, { path: 'jwks' });
  if (!Object.hasOwn(set, 'keys')) return [{ key: set, path: 'jwks' }];
  const { keys } = set as { keys: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw problem('SHARING_JWK_FORM', {}, { path: 'jwks.keys' });
  return keys.map((key, at) => ({ key, path: `jwks.keys[${at}]` }));
}

/** What tells that two keys are one, whatever they are named: their public parts. */
export const materialOf = ({ kty, crv, x, y, n, e }: Pick<PartnerJwk, 'kty' | 'crv' | 'x' | 'y' | 'n' | 'e'>): object => ({
  kty,
  ...(kty === 'RSA' ? { n, e } : { crv, x, ...(kty === 'EC' ? { y } : {}) }),
});
