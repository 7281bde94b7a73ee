import type { Sql } from './client.ts';
import { startEmbedded } from './embedded.ts';
import { ping } from './ping.ts';

/** Starts a home's Postgres again when it does not answer: it has nobody else, and pools find it on its old port. */
export async function revive(sql: Sql, home: string): Promise<void> {
  if (!(await ping(sql))) await startEmbedded(home).catch(() => undefined);
}
