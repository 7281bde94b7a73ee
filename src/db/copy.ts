import { pipeline } from 'node:stream/promises';
import type { Tx } from './client.ts';

type Rows = Iterable<string> | AsyncIterable<string>;

/** One round of back pressure per this many characters instead of per row. */
const chunkCharacters = 64 * 1024;

/** Streams finished COPY text lines (cells from `cell`, tab between, newline after) into a table. */
export async function copyInto(tx: Tx, table: string, columns: string[], rows: Rows): Promise<void> {
  await copyBytes(tx, table, columns, chunks(rows));
}

/** The same for lines that are put together in larger pieces already. */
export async function copyBytes(tx: Tx, table: string, columns: string[], pieces: Iterable<Uint8Array> | AsyncIterable<string | Buffer>): Promise<void> {
  const query = tx`copy ${tx(table)} (${tx(columns)}) from stdin`;
  const refused = refusal(query);
  const target = await query.writable();
  // The pieces themselves, not a stream of them: the driver throws on a connection that is gone, and only so it is caught.
  await Promise.race([pipeline(Symbol.iterator in pieces ? slices(pieces) : pieces, target), refused]);
}

/** The driver copies what it is given before it writes: small copies are used again, large ones leave holes in memory. */
function* slices(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const piece of pieces) for (let at = 0; at < piece.length; at += chunkCharacters) yield piece.subarray(at, at + chunkCharacters);
}

/**
 * Rejects when the server refuses the rows. The driver tells that to the stream only while rows are still being
 * written; a refusal of the last ones it gives to the query alone, which has long been resolved to the stream.
 */
function refusal(query: unknown): Promise<never> {
  const hooked = query as { reject: (error: unknown) => void };
  const refused = new Promise<never>((_, reject) => {
    const inner = hooked.reject;
    hooked.reject = (error) => {
      inner(error);
      reject(error);
    };
  });
  refused.catch(() => {});
  return refused;
}

const special = /[\\\t\n\r]/g;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One COPY text cell; null is `\N`. */
export function cell(value: string | number | boolean | null): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return value.replace(special, (found) => escapes[found] ?? found);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return String(value);
}

async function* chunks(rows: Rows): AsyncGenerator<string> {
  let held = '';
  for await (const row of rows) {
    held += row;
    if (held.length < chunkCharacters) continue;
    yield held;
    held = '';
  }
  if (held !== '') yield held;
}
