import { errors } from 'jose';
import type { Problem } from '../base/problem.ts';
import { problem } from './errors.ts';

/** What is wrong with a token that may be `maxSeconds` old, in words for who sent it; what jose says is for the log only. */
export function refusal(error: unknown, maxSeconds: number): Problem {
  const internal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (error instanceof errors.JWTExpired) {
    const { exp, iat } = error.payload;
    const end = error.claim === 'iat' && iat !== undefined ? iat + maxSeconds : exp;
    return problem('ACCESS_TOKEN_EXPIRED', { at: isoOf(end) }, { internal });
  }
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : undefined;
  if (claim === 'aud') return problem('ACCESS_TOKEN_AUDIENCE', {}, { internal });
  if (claim === 'nbf' || claim === 'iat') return problem('ACCESS_TOKEN_EARLY', {}, { internal });
  return problem('ACCESS_TOKEN_INVALID', {}, { internal });
}

/** A signed number can still lie beyond the calendar. */
function isoOf(seconds: number | undefined): string {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString();
}
