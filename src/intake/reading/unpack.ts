import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import type { FileShape } from '../mapping.ts';

/** A file's bytes in pieces, unpacked. */
export interface Unpacked {
  chunks(): AsyncGenerator<Buffer>;
  /** Bytes read of the file as it lies there. */
  bytes(): number;
  close(): Promise<void>;
}

/** First bytes of what people send in place of a text file. */
const marks: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['ZIP or Excel', Buffer.from([0x50, 0x4b, 0x03, 0x04])],
  ['old Excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0])],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['Parquet', Buffer.from('PAR1')],
  ['PDF', Buffer.from('%PDF')],
];
const markOf = (start: Buffer): string | undefined => marks.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes))?.[0];

/** Opens a file, packed with gzip (several members too) or not. INTAKE_FILE_FORMAT when its first bytes say that it is something else. */
export async function unpack(path: string, { compression, format }: Pick<FileShape, 'compression' | 'format'>): Promise<Unpacked> {
  const handle = await open(path).catch((cause) => {
    throw problem('INTAKE_FILE_MISSING', { file: path }, { cause });
  });
  try {
    const start = Buffer.alloc(8);
    const { bytesRead } = await handle.read(start, 0, start.length, 0);
    const found = markOf(start.subarray(0, bytesRead));
    const other = found === 'gzip' ? undefined : (found ?? (compression && bytesRead > 0 ? 'text' : undefined));
    if (other) throw problem('INTAKE_FILE_FORMAT', { file: path, found: other, expected: compression ?? format });
    return found === 'gzip' ? packed(handle, path, format) : plain(handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const sourceOf = (handle: FileHandle) => handle.createReadStream({ highWaterMark: limits.readBytes, autoClose: false, start: 0 });

function plain(handle: FileHandle): Unpacked {
  const source = sourceOf(handle);
  return {
    chunks: async function* () {
      yield* source as AsyncIterable<Buffer>;
    },
    bytes: () => source.bytesRead,
    close: () => handle.close(),
  };
}

function packed(handle: FileHandle, file: string, format: string): Unpacked {
  const source = sourceOf(handle);
  const gunzip = createGunzip({ chunkSize: limits.readBytes });
  // An error reaches the reader through the unpacking stream, which the pipeline ends with it.
  pipeline(source, gunzip, () => undefined);
  return {
    chunks: () => unpacking(gunzip, () => source.bytesRead, file, format),
    bytes: () => source.bytesRead,
    close: async () => {
      gunzip.destroy();
      await handle.close();
    },
  };
}

async function* unpacking(gunzip: Gunzip, bytes: () => number, file: string, format: string): AsyncGenerator<Buffer> {
  let first = true;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      const found = first ? markOf(chunk) : undefined;
      if (found) throw problem('INTAKE_FILE_FORMAT', { file, found: `gzip / ${found}`, expected: `gzip / ${format}` });
      first = false;
      yield chunk;
    }
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message: string };
    if (code === 'Z_BUF_ERROR') throw problem('INTAKE_FILE_GZIP_CUT', { file }, { cause });
    if (String(code).startsWith('Z_')) throw problem('INTAKE_FILE_GZIP_BROKEN', { file, position: gunzip.bytesWritten, reason: message }, { cause });
    throw cause;
  }
  // What follows the end and is no further member is left alone by the unpacker: part of the rows might be missing.
  if (gunzip.bytesWritten < bytes()) throw problem('INTAKE_FILE_GZIP_BROKEN', { file, position: gunzip.bytesWritten, reason: 'trailing bytes' });
}
