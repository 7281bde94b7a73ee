import type { Problem } from '../base/problem.ts';
import { problem } from './errors.ts';

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOENT', 'ECONNRESET', 'CONNECT_TIMEOUT', '57P03']);
const lost = new Set(['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', '57P01', '57P02', 'EPIPE']);
const refused = new Set(['28P01', '28000', '3D000', '53300', '42501']);

/** No room on the disk, in memory, for locks, or for temporary files. */
const full = new Set(['53100', '53200', '53400', '58030']);

/** The problem a driver's error stands for when the database, not the request, is at fault; otherwise nothing. */
export function databaseProblem(error: unknown, place: string): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  const where = { internal: error.message, cause: error };
  // A session that ends with a message still unread resets its connection, and its last word may be lost with it.
  const isReset = code === 'ECONNRESET' && 'syscall' in error && error.syscall === 'read';
  if (lost.has(code) || isReset) return problem('DB_LOST', { place }, where);
  if (unreachable.has(code) && !('path' in error)) return problem('DB_UNREACHABLE', { place }, where);
  if (full.has(code)) return problem('DB_FULL', { place, reason: error.message }, where);
  if (refused.has(code)) return problem('DB_REFUSED', { place, reason: error.message }, where);
  return undefined;
}

/** The database ended a statement: it took longer than it may, or its caller went away. */
export const isEnded = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '57014';

/** Host, port and database of a connection string, without the password. */
export function placeOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.host}${parsed.pathname}` : 'DATABASE_URL';
}
