import { limits } from '../base/limits.ts';
import { sealer } from '../customer/sealer.ts';
import { connect, type Sql } from '../db/client.ts';
import { startEmbedded } from '../db/embedded.ts';
import { databaseProblem, placeOf } from '../db/failure.ts';
import { migrate } from '../db/migrate.ts';
import { recognise } from '../db/recognise.ts';
import { type Config, config } from '../server/config.ts';
import { type Keys, loadKeys } from '../server/keys.ts';

/** What a command works with: the migrated database, the home's keys, and the settings that hold. */
export interface Assay {
  config: Config;
  home: string;
  sql: Sql;
  /** Of the database. */
  url: string;
  keys: Keys;
  timeZone: string;
  currency: string;
  /** Ends the pool. The built-in Postgres stays up for other commands. */
  close(): Promise<void>;
}

interface Opening {
  /** Connections of the pool. */
  max?: number;
  statementSeconds?: number;
}

/** Starts the built-in Postgres where no DATABASE_URL is set, connects, migrates and loads the keys. */
export async function openAssay({ max = 4, statementSeconds = limits.importStatementMinutes * 60 }: Opening = {}): Promise<Assay> {
  const settings = config();
  const url = settings.databaseUrl ?? (await startEmbedded(settings.home)).url;
  const sql = connect(url, { max, statementSeconds });
  try {
    const { timeZone, currency } = await migrate(sql, settings);
    const keys = await loadKeys(settings);
    await recognise(sql, sealer(keys.seal).names);
    return { config: settings, home: settings.home, sql, url, keys, timeZone, currency, close: () => sql.end({ timeout: 5 }) };
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw databaseProblem(error, placeOf(url)) ?? error;
  }
}

/** Opens, does the work, and closes whatever becomes of it. */
export async function withAssay<T>(work: (assay: Assay) => Promise<T>, opening?: Opening): Promise<T> {
  const assay = await openAssay(opening);
  try {
    return await work(assay);
  } finally {
    await assay.close();
  }
}
