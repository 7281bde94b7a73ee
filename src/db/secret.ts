import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { draftOf } from './binaries.ts';

/** A secret kept in a file only its owner may read, made on first use; of processes that make it at once, one wins for all. */
export async function secret(file: string, make: () => string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return kept.trim();
  const draft = draftOf(file);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, `${make().trim()}\n`, { mode: 0o600 });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return (await readFile(file, 'utf8')).trim();
}
