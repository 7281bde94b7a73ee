import type { Sql } from './client.ts';

/** Whether the database answers. */
export const ping = (sql: Sql): Promise<boolean> =>
  sql`select 1`.then(
    () => true,
    () => false,
  );
