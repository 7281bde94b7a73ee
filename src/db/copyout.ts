import type { Readable } from 'node:stream';
import type { Tx } from './client.ts';

/** Pieces of about this size are handed on: the driver gives one for every row. */
const pieceBytes = 256 * 1024;

/**
 * The rows of a table as COPY text, in pieces that end where a row ends. Whoever reads slowly slows the server down: what
 * waits in memory is bounded. The reader may stop early; the transaction is lost then.
 */
export async function* copyOut(tx: Tx, table: string, columns: readonly string[]): AsyncGenerator<Buffer> {
  const query = tx`copy ${tx(table)} (${tx([...columns])}) to stdout`;
  const rows = await query.readable();
  let ended = false;
  try {
    let held: Buffer[] = [];
    let bytes = 0;
    for await (const row of rows.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      held.push(row);
      bytes += row.length;
      if (bytes < pieceBytes) continue;
      yield Buffer.concat(held, bytes);
      [held, bytes] = [[], 0];
    }
    ended = true;
    if (bytes > 0) yield Buffer.concat(held, bytes);
  } finally {
    if (!ended) {
      query.cancel();
      await drain(rows);
    }
    // The driver (3.4.9) stops the socket when a row fills the buffer and starts it again only when the next is asked for:
    // after the last nobody asks, and no later statement of the connection would ever be answered.
    rows._read(0);
  }
}

/** Takes what the server had sent before it heard that nobody wants it. */
async function drain(rows: Readable): Promise<void> {
  if (rows.readableEnded || rows.errored) return;
  await new Promise<void>((done) => {
    rows.once('end', done).once('error', () => done());
    rows.resume();
  });
}
