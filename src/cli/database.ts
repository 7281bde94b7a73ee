import { limits } from '../base/limits.ts';
import { connect, type Sql } from '../db/client.ts';
import { startEmbedded } from '../db/embedded.ts';
import { databaseProblem, placeOf } from '../db/failure.ts';
import type { Config } from '../server/config.ts';

/** Does its work with the database as it stands, without bringing it up to date; the built-in one is started first. */
export async function withDatabase<T>(settings: Config, work: (sql: Sql) => Promise<T>): Promise<T> {
  const url = settings.databaseUrl ?? (await startEmbedded(settings.home)).url;
  const sql = connect(url, { max: 3, statementSeconds: limits.importStatementMinutes * 60 });
  try {
    return await work(sql);
  } catch (error) {
    throw databaseProblem(error, placeOf(url)) ?? error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
