import { createWriteStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { limits } from '../../base/limits.ts';
import type { Sql } from '../../db/client.ts';
import { problem } from '../errors.ts';
import { checkpointsOf, linesAfter, streamsOf } from './store.ts';

export interface Extracting {
  /** Where it goes: a folder that is not there yet, or is empty. */
  readonly folder: string;
  /** Public keys that verify the checkpoints. */
  readonly keys: readonly object[];
  /** Lists of fields by the digests that entries name them by, once all entries are written. */
  readonly lists: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Checkpoints kept outside the database: they go along. */
  readonly kept?: readonly string[] | undefined;
  readonly onEntries?: ((entries: number) => void) | undefined;
}

export interface Extract {
  readonly streams: readonly { readonly stream: string; readonly entries: number }[];
  readonly checkpoints: number;
}

/**
 * Writes the audit to a folder: `<stream>.ndjson` with an entry a line, `checkpoints.jws` with a signed checkpoint a line,
 * `keys.json` with what verifies them, `fields.json` with the lists of fields by their digests. AUDIT_FOLDER when it cannot be written, AUDIT_FOLDER_HELD when it is not empty.
 */
export async function extract(sql: Sql, { folder, keys, lists, kept = [], onEntries = () => {} }: Extracting): Promise<Extract> {
  await made(folder);
  const streams: { stream: string; entries: number }[] = [];
  let told = 0;
  // The checkpoints first: every entry they speak of is then found behind them.
  const checkpoints = [...new Set([...(await checkpointsOf(sql)), ...kept])];
  for (const { stream, head } of await streamsOf(sql)) {
    let entries = 0;
    const pages = async function* (): AsyncGenerator<string> {
      for (let [seq, isMore] = [0, true]; isMore; ) {
        const { lines, last } = await linesAfter(sql, stream, seq, head?.seq ?? Number.MAX_SAFE_INTEGER, limits.auditPage);
        [seq, isMore] = [last, lines.length === limits.auditPage];
        entries += lines.length;
        onEntries((told += lines.length));
        yield lines.map((line) => `${line}\n`).join('');
      }
    };
    await pipeline(Readable.from(pages()), createWriteStream(join(folder, `${encodeURIComponent(stream)}.ndjson`), { mode: 0o600, flags: 'wx' }));
    streams.push({ stream, entries });
  }
  await writeFile(join(folder, 'checkpoints.jws'), checkpoints.map((signed) => `${signed}\n`).join(''), { mode: 0o600 });
  await writeFile(join(folder, 'keys.json'), `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'fields.json'), `${JSON.stringify(Object.fromEntries(await lists()), null, 1)}\n`, { mode: 0o600 });
  return { streams, checkpoints: checkpoints.length };
}

async function made(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length === 0) return;
  } catch (cause) {
    throw problem('AUDIT_FOLDER', { folder, reason: (cause as Error).message }, { cause });
  }
  throw problem('AUDIT_FOLDER_HELD', { folder });
}
