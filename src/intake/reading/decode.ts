import { isAscii, isUtf8 } from 'node:buffer';
import { limits } from '../../base/limits.ts';
import { problem } from '../errors.ts';
import type { FileShape } from '../mapping.ts';

type Encoding = FileShape['encoding'];

const newline = 10;
const named: Record<Encoding, string> = { 'utf-8': 'UTF-8', gb18030: 'GB18030' };
const gb = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });
const utf8Mark = Buffer.from('\ufeff');

/** The text of a file in pieces of whole lines, each ended by a line break; the last line gets one if it has none. A wrong byte is a Problem, never replaced. */
export async function* decode(chunks: AsyncIterable<Buffer>, encoding: Encoding, file: string): AsyncGenerator<string> {
  const read = encoding === 'utf-8' ? utf8 : gb18030;
  let held: Buffer[] = [];
  let waiting = 0;
  let position = 0;
  let line = 1;
  for await (const chunk of chunks) {
    const cut = chunk.lastIndexOf(newline) + 1;
    held.push(cut === 0 ? chunk : chunk.subarray(0, cut));
    waiting += cut === 0 ? chunk.length : cut;
    if (waiting > limits.recordBytes) throw problem('INTAKE_FILE_RECORD_LONG', { file, line, most: limits.recordBytes });
    if (cut === 0) continue;
    const block = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
    yield read(block, { file, position, line });
    position += block.length;
    line += breaks(block);
    held = cut === chunk.length ? [] : [chunk.subarray(cut)];
    waiting = chunk.length - cut;
  }
  if (waiting > 0) yield `${read(Buffer.concat(held), { file, position, line })}\n`;
}

/** Where a block starts in its file. */
interface Place {
  readonly file: string;
  readonly position: number;
  readonly line: number;
}

function utf8(block: Buffer, place: Place): string {
  if (!isUtf8(block)) throw wrong(block, wrongUtf8(block), 'utf-8', place);
  const marked = place.position === 0 && block.subarray(0, utf8Mark.length).equals(utf8Mark);
  return block.toString('utf8', marked ? utf8Mark.length : 0);
}

function gb18030(block: Buffer, place: Place): string {
  if (isAscii(block)) return block.toString('latin1');
  if (place.position === 0 && block.subarray(0, utf8Mark.length).equals(utf8Mark)) throw mixed(0, 'gb18030', 'UTF-8', block, place);
  for (let at = 0; at < block.length; ) {
    const end = block.indexOf(newline, at) + 1 || block.length;
    if (readsAsUtf8(block.subarray(at, end))) throw mixed(at, 'gb18030', 'UTF-8', block, place);
    at = end;
  }
  try {
    const text = gb.decode(block);
    return place.position === 0 && text.startsWith('\ufeff') ? text.slice(1) : text;
  } catch {
    throw wrong(block, wrongGb18030(block), 'gb18030', place);
  }
}

function breaks(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(newline); at >= 0; at = block.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/**
 * Most Chinese text in UTF-8 is also GB18030 without an error, of other characters; the reverse hardly ever is. A line is
 * taken for UTF-8 when it is whole as such, holds nothing but characters of three and four bytes, and either many of them
 * or some that would be characters of GB18030 which are outside everyday use (GB 2312).
 */
function readsAsUtf8(line: Buffer): boolean {
  if (isAscii(line) || !isUtf8(line)) return false;
  let characters = 0;
  for (let at = 0; at < line.length; ) {
    const size = utf8Size(line[at] as number);
    if (size === 2) return false;
    if (size > 2) characters += 1;
    at += size;
  }
  return characters >= 4 || everyday(line) === undefined;
}

/** How many characters of GB 2312 stand in a line (both bytes from A1); nothing when others beyond ASCII do. */
function everyday(line: Buffer): number | undefined {
  let characters = 0;
  for (let at = 0; at < line.length; at += 1) {
    if ((line[at] as number) < 0x80) continue;
    if ((line[at] as number) < 0xa1 || (line[at] as number) > 0xf7 || (line[at + 1] ?? 0) < 0xa1) return undefined;
    characters += 1;
    at += 1;
  }
  return characters;
}

const utf8Size = (lead: number): number => (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

function wrongUtf8(block: Buffer): number {
  let at = 0;
  while (at < block.length) {
    const size = utf8Size(block[at] as number);
    if (!isUtf8(block.subarray(at, at + size))) break;
    at += size;
  }
  return at;
}

function wrongGb18030(block: Buffer): number {
  let at = 0;
  while (at < block.length) {
    const size = (block[at] as number) < 0x80 ? 1 : (block[at + 1] ?? 0) >= 0x30 && (block[at + 1] ?? 0) <= 0x39 ? 4 : 2;
    try {
      gb.decode(block.subarray(at, at + size));
    } catch {
      break;
    }
    at += size;
  }
  return at;
}

/** Names the first wrong byte by its place in the file and its line; and the other encoding, where the line is written in it. */
function wrong(block: Buffer, at: number, encoding: Encoding, place: Place): Error {
  const start = at === 0 ? 0 : block.lastIndexOf(newline, at - 1) + 1;
  const line = block.subarray(start, block.indexOf(newline, at) + 1 || block.length);
  // One alone may as well be two letters of a western encoding.
  if (encoding === 'utf-8' && (everyday(line) ?? 0) > 1) return mixed(at, encoding, 'GB18030', block, place);
  const byte = (block[at] ?? 0).toString(16).padStart(2, '0').toUpperCase();
  return problem('INTAKE_FILE_ENCODING', { ...placed(block, at, place), encoding: named[encoding], byte });
}

const mixed = (at: number, encoding: Encoding, other: string, block: Buffer, place: Place): Error =>
  problem('INTAKE_FILE_ENCODING_MIXED', { ...placed(block, at, place), encoding: named[encoding], other });

const placed = (block: Buffer, at: number, { file, position, line }: Place) => ({
  file,
  position: position + at,
  line: line + breaks(block.subarray(0, at)),
});
