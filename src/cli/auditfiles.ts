import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { problem } from '../audit/errors.ts';

/** Where a home keeps the checkpoints that were signed there. */
export const checkpointsFile = (home: string): string => join(home, 'audit', 'checkpoints.jws');

const unreadable = (file: string, cause: unknown): Error => problem('AUDIT_UNREADABLE', { file, reason: (cause as Error).message }, { cause });

/** The lines of a file that are not empty; none when there is no such file, unless it must be there. AUDIT_UNREADABLE. */
export async function linesIn(file: string, needed = false): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  } catch (cause) {
    if (!needed && (cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unreadable(file, cause);
  }
}

/** The lists of fields of an exported folder by their digests; nothing where it has none. AUDIT_UNREADABLE. */
export async function listsIn(folder: string): Promise<Map<string, string[]> | undefined> {
  const file = join(folder, 'fields.json');
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, string[]>));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, cause);
  }
}

/** The streams of an exported folder, each with its file. AUDIT_UNREADABLE. */
export async function streamsIn(folder: string): Promise<Map<string, string>> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();
    return new Map(names.map((name) => [decodeURIComponent(name.slice(0, -'.ndjson'.length)), join(folder, name)]));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

/** A file of entries line by line. AUDIT_UNREADABLE. */
export async function* entriesIn(file: string): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') yield line;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}
