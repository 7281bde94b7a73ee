import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { limits } from '../base/limits.ts';
import type { Config } from '../server/config.ts';
import { problem } from './errors.ts';
import { type Finding, fault, warning } from './finding.ts';
import { readKeyFiles } from './keyfiles.ts';

/** Whether the program that runs is older than the source beside it. */
export function checkBuild(here = fileURLToPath(import.meta.url)): Finding[] {
  const root = dirname(dirname(dirname(here)));
  const [mark, source] = [join(root, 'dist', 'built'), join(root, 'src')];
  if (!here.startsWith(join(root, 'dist')) || !existsSync(mark) || !existsSync(source)) return [];
  const built = statSync(mark).mtimeMs;
  const newer = readdirSync(source, { recursive: true }).some((path) => statSync(join(source, String(path))).mtimeMs > built);
  return newer ? [warning(problem('CLI_BUILD_OLD'))] : [];
}

/** Whether the keys the database was written with are there, and private. `written`: identifiers were sealed here. */
export async function checkKeys({ home, sealKeys }: Config, written: boolean): Promise<Finding[]> {
  const folder = join(home, 'keys');
  const there = Object.keys(await readKeyFiles(home));
  const missing = [...(sealKeys ? [] : ['seal']), 'cursor', 'token.pem'].filter((name) => !there.includes(name));
  const open = await Promise.all(
    [[folder, '700'] as const, ...there.map((name) => [join(folder, name), '600'] as const)].map(async ([path, wanted]) => {
      const mode = ((await stat(path).catch(() => undefined))?.mode ?? 0) & 0o777;
      return (mode & 0o077) === 0 ? [] : [fault(problem('CLI_KEYS_MODE', { path, mode: mode.toString(8), wanted }))];
    }),
  );
  return [...(written && missing.length > 0 ? [fault(problem('CLI_KEYS_MISSING', { folder, names: missing.join(', ') }))] : []), ...open.flat()];
}

/** Room where the keys and, without DATABASE_URL, the data lie. */
export async function checkDisk({ home, databaseUrl }: Config): Promise<Finding[]> {
  const noted = databaseUrl ? '' : ((await readFile(join(home, 'postgres'), 'utf8').catch(() => '')).split('\n')[0]?.trim() ?? '');
  const folders = [home, ...(noted === '' ? [] : [resolve(home, noted)])];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const { bavail, bsize } = await statfs(await existing(folder));
      const free = Math.floor((bavail * bsize) / 1e6);
      const low = problem('CLI_DISK_LOW', { folder, free });
      return free < limits.diskFaultMegabytes ? [fault(low)] : free < limits.diskWarningMegabytes ? [warning(low)] : [];
    }),
  );
  return found.flat();
}

/** The folder, or the nearest above it that is there. */
async function existing(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => undefined);
  return there || dirname(folder) === folder ? folder : existing(dirname(folder));
}
