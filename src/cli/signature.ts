import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { problem } from '../audit/errors.ts';

/** Public keys by their names, each with what it signs. */
export type PublicKeys = ReadonlyMap<string, { readonly key: KeyObject; readonly use: string }>;

/** Why a signed statement does not count. */
export type Unsigned = 'form' | 'type' | 'key' | 'signature';

interface Published {
  readonly kid?: unknown;
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly assay_use?: unknown;
}

/** The Ed25519 keys among published ones. */
export function keysOf(published: readonly object[]): PublicKeys {
  const keys = (published as Published[]).flatMap((jwk) => {
    if (typeof jwk.kid !== 'string' || jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') return [];
    return [[jwk.kid, { key: createPublicKey({ key: jwk as never, format: 'jwk' }), use: String(jwk.assay_use) }] as const];
  });
  return new Map(keys);
}

/** Keys in a file, as they are published. AUDIT_UNREADABLE. */
export async function keysIn(file: string): Promise<PublicKeys> {
  try {
    return keysOf((JSON.parse(await readFile(file, 'utf8')) as { keys: object[] }).keys);
  } catch (cause) {
    throw problem('AUDIT_UNREADABLE', { file, reason: (cause as Error).message }, { cause });
  }
}

/** What a compact JWS says, when one of the keys for its use signed it as what it must be; otherwise why not. */
export function opened(jws: string, keys: PublicKeys, { type, use }: { type: string; use: string }): { payload: unknown; kid: string } | Unsigned {
  const [head, payload, signature, ...more] = jws.split('.');
  if (head === undefined || payload === undefined || signature === undefined || more.length > 0) return 'form';
  const said = json(head) as { alg?: unknown; typ?: unknown; kid?: unknown; crit?: unknown } | null | undefined;
  if (typeof said !== 'object' || said === null) return 'form';
  if (said.alg !== 'EdDSA' || said.typ !== type || said.crit !== undefined) return 'type';
  const found = keys.get(String(said.kid));
  if (found?.use !== use) return 'key';
  if (!verify(null, Buffer.from(`${head}.${payload}`), found.key, Buffer.from(signature, 'base64url'))) return 'signature';
  return { payload: json(payload), kid: String(said.kid) };
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
