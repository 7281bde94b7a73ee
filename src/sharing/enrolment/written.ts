import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';

/** A key set that was sent as JSON text; nothing without one. SHARING_JWK_FORM. */
export function written(jwks: string | null | undefined): unknown {
  if (jwks == null) return undefined;
  try {
    if (jwks.length <= limits.issuerBytes) return JSON.parse(jwks);
  } catch {
    // Told below.
  }
  throw problem('SHARING_JWK_FORM', {}, { path: 'jwks' });
}
