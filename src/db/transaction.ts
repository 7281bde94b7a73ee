import type { Sql, Tx } from './client.ts';
import { databaseProblem } from './failure.ts';

/** What a transaction that has ended awaits so that it does nothing more: nobody waits for it. */
export const never = new Promise<never>(() => undefined);

/**
 * A long transaction that survives its connection's end: it rejects at once, and nothing more is said on the connection.
 * The driver (postgres 3.4.9) writes to its socket without looking: a rollback or the next statement on a connection
 * that is gone would throw in a timer, where only the end of the process is left. `lost` tells work that runs between
 * statements.
 */
export async function transaction<T>(sql: Sql, work: (tx: Tx, lost: () => boolean) => Promise<T>): Promise<T> {
  let ended = false;
  try {
    return (await sql.begin((tx) => work(tx, () => ended).catch((error: unknown) => (isGone(error) ? never : Promise.reject(error))))) as T;
  } finally {
    ended = true;
  }
}

const isGone = (error: unknown): boolean => {
  const { code } = databaseProblem(error, '') ?? {};
  return code === 'DB_LOST' || code === 'DB_UNREACHABLE' || (error instanceof TypeError && error.message.includes("reading 'write'"));
};
