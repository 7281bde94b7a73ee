import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../db/errors.ts';

/** The secrets of a home by file name. */
export type KeyFiles = Readonly<Record<string, string>>;

const folderOf = (home: string): string => join(home, 'keys');

/** What lies in the home's folder of keys; nothing when there is none. */
export async function readKeyFiles(home: string): Promise<Record<string, string>> {
  const entries = await readdir(folderOf(home), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folderOf(home), name), 'utf8')] as const)));
}

/** DB_RESTORE_KEYS when the home has a key that is not the archive's: something else may have been made with it. */
export async function refuseOtherKeys(home: string, keys: KeyFiles): Promise<void> {
  const others = Object.entries(await readKeyFiles(home)).filter(([name, text]) => keys[name] !== text);
  if (others.length > 0) throw problem('DB_RESTORE_KEYS', { folder: folderOf(home), names: others.map(([name]) => name).join(', ') });
}

/** The keys in a home of their own beside the real one, from which they are moved into place, or removed. */
export async function stageKeys(home: string, keys: KeyFiles): Promise<{ home: string; place(): Promise<void>; remove(): Promise<void> }> {
  const staged = join(home, 'restoring');
  // What a restore that was killed left there.
  await rm(staged, { recursive: true, force: true });
  await mkdir(folderOf(staged), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(keys)) await writeFile(join(folderOf(staged), plain(name)), text, { mode: 0o600, flag: 'wx' });
  return {
    home: staged,
    place: async () => {
      await refuseOtherKeys(home, keys);
      // Those that are there are the same, so the whole folder takes their place.
      await rm(folderOf(home), { recursive: true, force: true });
      await rename(folderOf(staged), folderOf(home));
    },
    remove: () => rm(staged, { recursive: true, force: true }),
  };
}

/** A name that stays in its folder: an archive is a file from elsewhere. */
function plain(name: string): string {
  if (!/^[\w.-]{1,100}$/.test(name) || name.startsWith('.')) throw problem('DB_ARCHIVE_ALTERED', { part: 'keys' });
  return name;
}
