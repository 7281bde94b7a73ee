import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { limits } from '../base/limits.ts';
import { problem } from './errors.ts';
import type { FileShape } from './mapping.ts';
import { type Record, split } from './record.ts';
import { fault, type Reject, reject } from './reject.ts';

/** Some lines of a file: their cells, the numbers of the lines they start on, and what is no row at all. */
export interface Batch {
  readonly rows: string[][];
  readonly lines: number[];
  readonly rejects: Reject[];
  /** Bytes of the file read so far. */
  readonly bytes: number;
}

export interface CsvFile {
  readonly header: readonly string[];
  batches(): AsyncGenerator<Batch>;
  close(): Promise<void>;
}

/** Opens a comma separated file and reads its header. The caller closes it. */
export async function csvFile(path: string, shape: FileShape): Promise<CsvFile> {
  const handle = await open(path).catch((cause) => {
    throw problem('INTAKE_FILE_MISSING', { file: path }, { cause });
  });
  try {
    const blocks = records(handle, shape.delimiter, path);
    let first = await blocks.next();
    while (!first.done && first.value.records.length === 0) first = await blocks.next();
    if (first.done) throw problem('INTAKE_FILE_EMPTY', { file: path });
    const header = headerOf(first.value.records.shift(), path);
    return { header, batches: () => checked(first.value, blocks, header), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function headerOf(record: Record | undefined, file: string): string[] {
  const header = (record?.cells ?? []).map((name) => name.trim());
  if (header.length > limits.columnsPerFile) throw problem('INTAKE_FILE_COLUMNS_MANY', { file, columns: header.length, most: limits.columnsPerFile });
  const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (twice !== undefined) throw problem('INTAKE_FILE_COLUMN_REPEATED', { file, column: twice });
  return header;
}

async function* checked(first: Block, rest: AsyncGenerator<Block>, header: readonly string[]): AsyncGenerator<Batch> {
  yield batch(first, header);
  for await (const block of rest) yield batch(block, header);
}

function batch({ records: found, bytes }: Block, header: readonly string[]): Batch {
  const out: Batch = { rows: [], lines: [], rejects: [], bytes };
  for (const { cells, line, characters, broken } of found) {
    const why = broken
      ? fault('INTAKE_ROW_QUOTES')
      : cells.length !== header.length
        ? fault('INTAKE_ROW_RAGGED', { found: cells.length, expected: header.length })
        : undefined;
    // A cell can only be too long in a line that is.
    const long = why || characters * 3 <= limits.cellBytes ? -1 : cells.findIndex((cell) => Buffer.byteLength(cell) > limits.cellBytes);
    if (why) out.rejects.push(reject(line, '', '', why));
    else if (long >= 0) out.rejects.push(reject(line, header[long] ?? '', cells[long] ?? '', fault('INTAKE_CELL_LONG', { bytes: limits.cellBytes })));
    else {
      out.rows.push(cells);
      out.lines.push(line);
    }
  }
  return out;
}

interface Block {
  readonly records: Record[];
  readonly bytes: number;
}

/** The records of a file, some 64 kB at a time: text is cut at line ends, so no character and no plain record is. */
async function* records(handle: FileHandle, delimiter: string, file: string): AsyncGenerator<Block> {
  let rest = '';
  let line = 1;
  for await (const { text, bytes } of texts(handle, file)) {
    const all = rest === '' ? text : rest + text;
    const found = split(all, line, delimiter);
    rest = all.slice(found.end);
    line = found.line;
    if (rest.length > limits.recordBytes) throw problem('INTAKE_FILE_QUOTE_OPEN', { file, line });
    yield { records: found.records, bytes };
  }
  if (rest !== '') throw problem('INTAKE_FILE_QUOTE_OPEN', { file, line });
}

const newline = 10;
const byteOrderMark = Buffer.from('\ufeff');

/** The text of a file in pieces of whole lines, each ended by a line break; the last line gets one if it has none. */
async function* texts(handle: FileHandle, file: string): AsyncGenerator<{ text: string; bytes: number }> {
  let held: Buffer[] = [];
  let waiting = 0;
  let position = 0;
  let line = 1;
  for await (const chunk of handle.createReadStream({ highWaterMark: limits.readBytes, autoClose: false, start: 0 }) as AsyncIterable<Buffer>) {
    const cut = chunk.lastIndexOf(newline) + 1;
    held.push(cut === 0 ? chunk : chunk.subarray(0, cut));
    waiting += cut === 0 ? chunk.length : cut;
    if (waiting > limits.recordBytes) throw problem('INTAKE_FILE_RECORD_LONG', { file, line, most: limits.recordBytes });
    if (cut === 0) continue;
    const block = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
    yield { text: decode(block, file, position, line), bytes: position + block.length };
    position += block.length;
    line += count(block);
    held = cut === chunk.length ? [] : [chunk.subarray(cut)];
    waiting = chunk.length - cut;
  }
  if (waiting > 0) yield { text: `${decode(Buffer.concat(held), file, position, line)}\n`, bytes: position + waiting };
}

function decode(block: Buffer, file: string, position: number, line: number): string {
  if (!isUtf8(block)) throw wrongEncoding(block, file, position, line);
  const marked = position === 0 && block.subarray(0, 3).equals(byteOrderMark);
  return block.toString('utf8', marked ? 3 : 0);
}

function count(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/** Names the first byte that is no UTF-8, by its place in the file and its line. */
function wrongEncoding(block: Buffer, file: string, position: number, line: number): Error {
  let at = 0;
  while (at < block.length) {
    const lead = block[at] as number;
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (!isUtf8(block.subarray(at, at + size))) break;
    at += size;
  }
  const byte = (block[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  return problem('INTAKE_FILE_ENCODING', { file, position: position + at, line: line + count(block.subarray(0, at)), byte });
}
