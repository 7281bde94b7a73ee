import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { altered, type Frame, type Head, read, short } from './archive.ts';
import { problem } from './errors.ts';
import { type Cover, lockOf, opened } from './passphrase.ts';

/** An archive that was opened: what it says of itself, and its frames behind that. */
export interface Archive {
  readonly head: Head;
  readonly frames: AsyncGenerator<Frame>;
  close(): Promise<void>;
}

const lineBytes = 1024;
const pieceBytes = 256 * 1024;

/** Opens an archive up to its rows. DB_ARCHIVE_UNREADABLE, DB_ARCHIVE_NONE, DB_ARCHIVE_ALTERED, DB_PASSPHRASE_NEEDED, DB_PASSPHRASE_WRONG. */
export async function openArchive(file: string, passphrase: string | undefined, onBytes: (bytes: number) => void = () => {}): Promise<Archive> {
  const bytes = bytesOf(file, onBytes);
  const { cover, rest } = await coverOf(file, bytes);
  const lock = await lockOf(cover, passphrase).catch(async (error: unknown) => {
    await bytes.return(undefined);
    throw error;
  });
  const frames = read(unpacked(opened(lock, rest)));
  const first = await frames.next();
  if (first.done || first.value.kind !== 'head') throw short();
  return { head: first.value.head, frames, close: async () => void (await frames.return(undefined)) };
}

/** Reads to the end, so that every count and digest is checked. */
export async function readThrough({ frames }: Archive): Promise<{ tables: number; rows: number }> {
  let [tables, rows] = [0, 0];
  for await (const frame of frames)
    if (frame.kind === 'tail') [tables, rows] = [frame.tail.tables.length, frame.tail.tables.reduce((sum, each) => sum + each.rows, 0)];
  return { tables, rows };
}

async function* bytesOf(file: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let done = 0;
  try {
    for await (const piece of createReadStream(file, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
      done += piece.length;
      onBytes(done);
      yield piece;
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw problem('DB_ARCHIVE_UNREADABLE', { file, reason: cause.message }, { cause });
  }
}

/** The first line, and what stands behind it. */
async function coverOf(file: string, bytes: AsyncGenerator<Buffer>): Promise<{ cover: Cover; rest: AsyncGenerator<Buffer> }> {
  const first = (await bytes.next()).value as Buffer | undefined;
  const end = first?.subarray(0, lineBytes).indexOf(10) ?? -1;
  const cover = first && end > 0 ? parsed(first.subarray(0, end).toString('utf8')) : undefined;
  if (!first || cover?.assay !== 'backup') {
    await bytes.return(undefined);
    throw problem('DB_ARCHIVE_NONE', { file });
  }
  return { cover, rest: behind(first.subarray(end + 1), bytes) };
}

async function* behind(first: Buffer, bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* bytes;
}

function parsed(line: string): Cover | undefined {
  try {
    return JSON.parse(line) as Cover;
  } catch {
    return undefined;
  }
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacker = createZstdDecompress({ chunkSize: pieceBytes });
  const fed = pipeline(packed, unpacker);
  fed.catch(() => {});
  try {
    yield* unpacker as AsyncIterable<Buffer>;
    await fed;
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    throw code.startsWith('Z') || code === 'ERR_STREAM_PREMATURE_CLOSE' ? altered('compression') : error;
  }
}
