import { randomBytes } from 'node:crypto';
import { link, lstat, open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { type Frame, format, type Head, type Kept, newlines, type Tail, written } from './archive.ts';
import { rowsBelieved, shapes } from './catalogue.ts';
import type { Sql, Tx } from './client.ts';
import { copyOut } from './copyout.ts';
import { problem } from './errors.ts';
import { applied, migrationLock } from './migrate.ts';
import { locked, newLock } from './passphrase.ts';

export interface Backup {
  readonly takenAt: string;
  readonly tables: readonly Kept[];
  readonly rows: number;
  readonly bytes: number;
  readonly migrations: readonly string[];
}

export interface Backing {
  /** What becomes a file of its own; it must not be there yet. */
  readonly file: string;
  readonly program: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly passphrase?: string | undefined;
  readonly onProgress?: (rows: number, believed: number) => void;
}

/**
 * Writes everything the database holds as of one instant, and the keys given, to one file that only its owner may read.
 * Others read and write meanwhile; only a migration waits. The file appears when it is whole. DB_ARCHIVE_EXISTS,
 * DB_ARCHIVE_UNWRITABLE.
 */
export async function backup(sql: Sql, given: Backing): Promise<Backup> {
  return await sql.begin(async (holder) => {
    // Taken before the snapshot: tables a migration rewrites in between would look empty in it.
    await holder`select pg_advisory_xact_lock_shared(${migrationLock}), set_config('idle_in_transaction_session_timeout', '0', true)`;
    return await sql.begin('isolation level repeatable read read only', async (tx) => {
      await tx`
        select set_config(name, value, true) from (values ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
          ('extra_float_digits', '1'), ('bytea_output', 'hex'), ('intervalstyle', 'postgres'), ('search_path', 'pg_catalog')) as s (name, value)`;
      const head = await headOf(tx, given);
      const { tail, bytes } = await writeFile(given, frames(tx, head, given.onProgress));
      const rows = tail.tables.reduce((sum, table) => sum + table.rows, 0);
      return { takenAt: head.takenAt, tables: tail.tables, rows, bytes, migrations: head.migrations.map(({ tag }) => tag) };
    });
  });
}

async function headOf(tx: Tx, { program, keys }: Backing): Promise<Head> {
  const [row] = await tx<{ takenAt: string; postgres: string }[]>`
    select date_trunc('milliseconds', now()) as "takenAt", current_setting('server_version') as postgres`;
  const settings = await tx<{ name: string; value: unknown }[]>`select name, value from assay.setting order by name`;
  return {
    format,
    program,
    postgres: row?.postgres ?? '',
    takenAt: row?.takenAt ?? '',
    migrations: await applied(tx),
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    keys,
  };
}

async function* frames(tx: Tx, head: Head, onProgress: Backing['onProgress']): AsyncGenerator<Exclude<Frame, { kind: 'tail' }>> {
  yield { kind: 'head', head };
  const believed = await rowsBelieved(tx);
  let rows = 0;
  for (const { name, columns } of await shapes(tx)) {
    yield { kind: 'table', name, columns };
    for await (const piece of copyOut(tx, `assay.${name}`, columns)) {
      rows += newlines(piece);
      onProgress?.(rows, believed);
      yield { kind: 'rows', rows: piece };
    }
  }
}

/** Level 3 packs facts ten times smaller at several hundred MB a second; the checksum tells what a disk did to them. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };

async function writeFile({ file, passphrase }: Backing, content: ReturnType<typeof frames>): Promise<{ tail: Tail; bytes: number }> {
  if (await there(file)) throw problem('DB_ARCHIVE_EXISTS', { file });
  const lock = await newLock(passphrase);
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
  const unwritable = (cause: unknown): Error => problem('DB_ARCHIVE_UNWRITABLE', { file, reason: (cause as Error).message }, { cause: cause as Error });
  const handle = await open(draft, 'wx', 0o600).catch((cause: unknown) => {
    throw unwritable(cause);
  });
  try {
    let tail: Tail | undefined;
    const told = (whole: Tail): void => {
      tail = whole;
    };
    const put = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
      for await (const piece of pieces) await handle.writeFile(piece);
    };
    await pipeline(written(content, told), createZstdCompress(packing), (packed: AsyncIterable<Buffer>) => put(locked(lock, packed)));
    await handle.sync();
    const { size } = await handle.stat();
    await link(draft, file);
    return { tail: tail as unknown as Tail, bytes: size };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') throw problem('DB_ARCHIVE_EXISTS', { file });
    throw /^E[A-Z]+$/.test(code) && 'syscall' in (error as object) && code !== 'ECONNRESET' ? unwritable(error) : error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
}

const there = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
