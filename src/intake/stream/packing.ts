import { limits } from '../../base/limits.ts';
import { blank, type Piece } from './chunk.ts';

/** Lines become bytes soon: long strings of small parts cost the collector more than the rows themselves. */
const textCharacters = 16_384;

/** Gathers the lines of one group until they are worth a COPY. */
export interface Packing {
  add(line: string): void;
  bytes(): number;
  take(): Piece | undefined;
}

/** Lines as they stand in the staging table. */
export function staging(group: number, kind: Piece['kind']): Packing {
  const text = packed();
  return { add: text.add, bytes: text.bytes, take: () => pieceOf(group, kind, text.take(), [], []) };
}

/**
 * Lines for the fact's own table: the number of the row in front goes, a place for the customer comes, and behind stand
 * the columns that all rows share.
 */
export function loading(group: number, shared: string): Packing {
  const text = packed();
  let owners: string[] = [];
  let counts: number[] = [];
  let last = '';
  return {
    add: (line) => {
      const cut = line.indexOf('\t');
      const owner = line.slice(cut + 1, cut + 37);
      if (owner === last) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
      else {
        last = owner;
        owners.push(owner);
        counts.push(1);
      }
      text.add(`${blank}${line.slice(cut, -1)}${shared}`);
    },
    bytes: text.bytes,
    take: () => {
      const piece = pieceOf(group, 'rows', text.take(), owners, counts);
      [owners, counts, last] = [[], [], ''];
      return piece;
    },
  };
}

const pieceOf = (group: number, kind: Piece['kind'], bytes: Uint8Array, owners: readonly string[], counts: readonly number[]): Piece | undefined =>
  bytes.length === 0 ? undefined : { group, kind, bytes, owners, counts };

function packed(): { add(text: string): void; bytes(): number; take(): Uint8Array } {
  let [text, size, room] = ['', 0, Buffer.alloc(0)];
  const encode = (): void => {
    const most = size + text.length * 3;
    if (most > room.length) {
      // Not of the shared pool: it is handed to another thread.
      const wider = Buffer.allocUnsafeSlow(Math.max(most, limits.stageBytes + 4 * textCharacters));
      room.copy(wider, 0, 0, size);
      room = wider;
    }
    size += room.write(text, size);
    text = '';
  };
  return {
    add: (more) => {
      text += more;
      if (text.length > textCharacters) encode();
    },
    bytes: () => size + text.length,
    take: () => {
      encode();
      const taken = room.subarray(0, size);
      [size, room] = [0, Buffer.alloc(0)];
      return taken;
    },
  };
}
