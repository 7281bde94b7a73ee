import { createHash, type Hash } from 'node:crypto';
import { problem } from './errors.ts';

/** What an archive says of itself before its rows. */
export interface Head {
  /** 1: this layout. A program reads the formats it knows. */
  readonly format: number;
  /** Version of the program that wrote it. */
  readonly program: string;
  readonly postgres: string;
  readonly takenAt: string;
  /** The migrations of the rows, in order. */
  readonly migrations: readonly { readonly tag: string; readonly digest: string }[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Secrets of the home by file name: without them sealed identifiers stay closed. */
  readonly keys: Readonly<Record<string, string>>;
}

/** What an archive says of itself behind its rows. */
export interface Tail {
  readonly tables: readonly Kept[];
  /** SHA-256 over every frame before this one. */
  readonly digest: string;
}

export interface Kept {
  readonly name: string;
  readonly rows: number;
  readonly sha256: string;
}

export const format = 1;

/**
 * An archive is frames: length of the payload (4 bytes, big end first), kind (1), payload. One head; per table its name
 * and columns, then its rows as COPY text in pieces; one tail.
 */
const kinds = { head: 1, table: 2, rows: 3, tail: 4 } as const;
const frameBytes = 1024 * 1024;
const headBytes = 5;

export type Frame =
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: Buffer }
  | { readonly kind: 'tail'; readonly tail: Tail };

/** Counts and digests of what goes through, on the way out as on the way in. */
class Ledger {
  readonly tables: Kept[] = [];
  private readonly all = createHash('sha256');
  private current: { name: string; rows: number; hash: Hash } | undefined;

  note(frame: Frame, bytes: readonly Buffer[]): void {
    for (const part of bytes) this.all.update(part);
    if (frame.kind === 'table') {
      this.close();
      this.current = { name: frame.name, rows: 0, hash: createHash('sha256') };
    } else if (frame.kind === 'rows' && this.current) {
      this.current.rows += newlines(frame.rows);
      this.current.hash.update(frame.rows);
    }
  }

  tail(): Tail {
    this.close();
    return { tables: this.tables, digest: this.all.copy().digest('hex') };
  }

  private close(): void {
    if (this.current) this.tables.push({ name: this.current.name, rows: this.current.rows, sha256: this.current.hash.digest('hex') });
    this.current = undefined;
  }
}

/** A newline ends a row and stands nowhere else: COPY text writes one inside a cell as `\n`. */
export function newlines(piece: Buffer): number {
  let count = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) count++;
  return count;
}

/** Turns head, tables and rows into the bytes of an archive and adds the tail, which `ended` is told. */
export async function* written(frames: AsyncIterable<Exclude<Frame, { kind: 'tail' }>>, ended: (tail: Tail) => void): AsyncGenerator<Buffer> {
  const ledger = new Ledger();
  for await (const frame of frames) {
    for (const part of frame.kind === 'rows' ? cut(frame.rows) : [frame]) {
      const bytes = encode(part);
      ledger.note(part, bytes);
      yield* bytes;
    }
  }
  const tail = ledger.tail();
  yield* encode({ kind: 'tail', tail });
  ended(tail);
}

function* cut(rows: Buffer): Generator<Frame> {
  for (let at = 0; at < rows.length; at += frameBytes) yield { kind: 'rows', rows: rows.subarray(at, at + frameBytes) };
}

function encode(frame: Frame): [Buffer, Buffer] {
  const payload = frame.kind === 'rows' ? frame.rows : Buffer.from(JSON.stringify(contentOf(frame)));
  const front = Buffer.alloc(headBytes);
  front.writeUInt32BE(payload.length, 0);
  front.writeUInt8(kinds[frame.kind], 4);
  return [front, payload];
}

const contentOf = (frame: Exclude<Frame, { kind: 'rows' }>): unknown =>
  frame.kind === 'head' ? frame.head : frame.kind === 'tail' ? frame.tail : { name: frame.name, columns: frame.columns };

/**
 * The frames of an archive, in order; DB_ARCHIVE_ALTERED when one is not as it was written, when counts or digests differ
 * or something stands behind the tail; DB_ARCHIVE_SHORT without one. The first frame is the head.
 */
export async function* read(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const ledger = new Ledger();
  let held: Buffer = Buffer.alloc(0);
  let last: Frame | undefined;
  for await (const piece of bytes) {
    held = held.length === 0 ? piece : Buffer.concat([held, piece]);
    while (held.length >= headBytes) {
      const size = held.readUInt32BE(0);
      if (size > frameBytes) throw altered('frame');
      if (held.length < headBytes + size) break;
      if (last?.kind === 'tail') throw altered('end');
      const whole = held.subarray(0, headBytes + size);
      last = decode(whole, last === undefined);
      if (last.kind === 'tail') compare(last.tail, ledger.tail());
      else ledger.note(last, [whole]);
      held = held.subarray(headBytes + size);
      yield last;
    }
  }
  if (held.length > 0 || last?.kind !== 'tail') throw short();
}

function decode(frame: Buffer, first: boolean): Frame {
  const kind = frame.readUInt8(4);
  const payload = frame.subarray(headBytes);
  if (first !== (kind === kinds.head)) throw altered('frame');
  if (kind === kinds.rows) return { kind: 'rows', rows: payload };
  const content = parsed(payload);
  if (kind === kinds.head) return { kind: 'head', head: known(content as Head) };
  if (kind === kinds.table) return { kind: 'table', ...(content as { name: string; columns: string[] }) };
  if (kind === kinds.tail) return { kind: 'tail', tail: content as Tail };
  throw altered('frame');
}

function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    throw altered('frame');
  }
}

function known(head: Head): Head {
  if (head.format !== format) throw problem('DB_ARCHIVE_FORMAT', { found: head.format, known: format });
  return head;
}

function compare(said: Tail, found: Tail): void {
  const other = found.tables.find((table, at) => JSON.stringify(table) !== JSON.stringify(said.tables[at]));
  if (other) throw altered(other.name);
  if (said.digest !== found.digest || said.tables.length !== found.tables.length) throw altered('digest');
}

/** It is not as it was written, and where that was noticed. */
export const altered = (part: string, cause?: unknown): Error => problem('DB_ARCHIVE_ALTERED', { part }, { cause });
export const short = (): Error => problem('DB_ARCHIVE_SHORT');
