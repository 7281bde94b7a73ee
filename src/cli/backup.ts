import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sealer } from '../customer/sealer.ts';
import { backup as write } from '../db/backup.ts';
import type { Sql } from '../db/client.ts';
import { problem } from '../db/errors.ts';
import { applied, migrate } from '../db/migrate.ts';
import { recognise } from '../db/recognise.ts';
import { type Config, config } from '../server/config.ts';
import { loadKeys } from '../server/keys.ts';
import { version } from '../server/version.ts';
import { withDatabase } from './database.ts';
import { readKeyFiles } from './keyfiles.ts';
import { answer, progress, run } from './out.ts';

interface Options {
  passphraseFile?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('backup <file>')
    .description('write everything of this installation, its keys too, to one file; others go on working meanwhile')
    .option('--passphrase-file <file>', 'encrypt the backup with the passphrase in this file')
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options) => backup(file, options)));
}

async function backup(path: string, { passphraseFile, json }: Options): Promise<void> {
  const settings = config();
  const file = resolve(path);
  const passphrase = await passphraseOf(passphraseFile);
  const moving = progress(`backup ${path}`);
  const started = performance.now();
  const step = (rows: number, believed: number): void => moving.step(`${rows} rows, ${share(rows, believed)}`);
  const { made, keys } = await withDatabase(settings, async (sql) => {
    const keys = await keysOf(sql, settings);
    return { made: await write(sql, { file, program: version, keys, passphrase, onProgress: step }), keys };
  }).catch((error: unknown) => {
    moving.done(`backup ${path}: nothing written`);
    throw error;
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  moving.done(`backup ${path}: ${seconds} s`);
  const said = {
    file,
    takenAt: made.takenAt,
    rows: made.rows,
    bytes: made.bytes,
    encrypted: passphrase !== undefined,
    keys: Object.keys(keys).sort(),
    seconds,
  };
  answer(json, { ...said, tables: Object.fromEntries(made.tables.map(({ name, rows }) => [name, rows])) }, [
    `${made.rows} rows of ${made.tables.length} tables as of ${made.takenAt} are in ${file} (${(made.bytes / 1e6).toFixed(1)} MB).`,
    passphrase === undefined
      ? `The file holds ${inside(said.keys)}. Keep it like the database, or use --passphrase-file.`
      : 'The file holds the keys too and is encrypted: without the passphrase nobody opens it.',
    ...(settings.sealKeys ? ['ASSAY_KEY is not in it: keep it apart, restoring needs it.'] : []),
  ]);
}

/** What an open file gives away, by the keys in it. */
const inside = (keys: readonly string[]): string =>
  keys.includes('seal')
    ? `the keys that open identity numbers (${keys.join(', ')}): whoever reads it reads everything`
    : `keys (${keys.join(', ')}): whoever reads it can sign tokens, and reads everything but identity numbers, phones and e-mail addresses`;

/** The keys the database was written with; it is backed up as it is, not brought up to date, so that this can be done before an upgrade. */
async function keysOf(sql: Sql, settings: Config): Promise<Record<string, string>> {
  if ((await applied(sql)).length === 0) await migrate(sql, settings);
  await recognise(sql, sealer((await loadKeys(settings)).seal).names);
  const { seal, ...others } = await readKeyFiles(settings.home);
  // A key that comes from the environment is kept by whoever keeps the environment.
  return settings.sealKeys || seal === undefined ? others : { seal, ...others };
}

const share = (rows: number, believed: number): string => `${Math.min(99, Math.floor((rows / Math.max(believed, rows, 1)) * 100))} %`;

/** The passphrase in a file, without the line break at its end. */
export async function passphraseOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw problem('DB_ARCHIVE_UNREADABLE', { file, reason: cause.message }, { cause });
  });
  return text.replace(/\r?\n$/, '');
}
