import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sealer } from '../customer/sealer.ts';
import { refuseLost } from '../db/recognise.ts';
import { restore as fill, type Restored } from '../db/restore.ts';
import { type Archive, openArchive, readThrough } from '../db/unpack.ts';
import { config } from '../server/config.ts';
import { loadKeys } from '../server/keys.ts';
import { passphraseOf } from './backup.ts';
import { withDatabase } from './database.ts';
import { refuseOtherKeys, stageKeys } from './keyfiles.ts';
import { answer, type Progress, progress, run } from './out.ts';

interface Options {
  passphraseFile?: string;
  check?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('restore <file>')
    .description('fill an empty installation from a backup: all of it or nothing')
    .option('--passphrase-file <file>', 'the passphrase an encrypted backup was made with')
    .option('--check', 'only read the backup and say whether it is whole')
    .option('--json', 'print one line of JSON')
    .action(run(restore));
}

async function restore(path: string, { passphraseFile, check, json }: Options): Promise<void> {
  const file = resolve(path);
  const passphrase = await passphraseOf(passphraseFile);
  const total = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const moving = progress(`restore ${path}`);
  const started = performance.now();
  let table = '';
  const archive = await openArchive(file, passphrase, (bytes) => moving.step(`${table} ${Math.floor((bytes / Math.max(total, 1)) * 100)} %`)).catch(
    stopped(moving, path),
  );
  const { takenAt, program, migrations } = archive.head;
  try {
    const done = check
      ? { ...(await readThrough(archive)), migrated: [] }
      : await restoreInto(archive, (name) => {
          table = name;
        });
    const seconds = Math.round(performance.now() - started) / 1000;
    moving.done(`restore ${path}: ${seconds} s`);
    const last = migrations.at(-1)?.tag ?? '';
    answer(json, { file, takenAt, program, restored: !check, ...done, seconds }, lines(done, takenAt, last, check === true));
  } catch (error) {
    stopped(moving, path)(error);
  } finally {
    await archive.close();
  }
}

const stopped =
  (moving: Progress, path: string) =>
  (error: unknown): never => {
    moving.done(`restore ${path}: nothing restored`);
    throw error;
  };

const lines = ({ rows, tables, migrated }: Restored, takenAt: string, last: string, check: boolean): string[] => [
  `${rows} rows of ${tables} tables as of ${takenAt} ${check ? `are whole in the file (written at migration ${last})` : 'are restored, and the keys with them'}.`,
  ...(migrated.length > 0 ? [`They were migrated further: ${migrated.join(', ')}.`] : []),
];

/** Fills the installation the environment names. Its keys are tried before a row is loaded, and placed before the commit. */
async function restoreInto(archive: Archive, onTable: (name: string) => void): Promise<Restored> {
  const settings = config();
  const { keys, settings: kept } = archive.head;
  await refuseOtherKeys(settings.home, keys);
  const staged = await stageKeys(settings.home, keys);
  try {
    const { seal } = await loadKeys({ ...settings, home: staged.home });
    refuseLost((kept['sealKeys'] as string[] | undefined) ?? [], sealer(seal).names);
    return await withDatabase(settings, (sql) => fill(sql, archive, { settings, onLoaded: staged.place, onTable }));
  } finally {
    await staged.remove();
  }
}
