import { limits } from '../../base/limits.ts';
import { blank, type Piece } from './chunk.ts';

/** Lines become bytes soon: long strings of small parts cost the collector more than the rows themselves. */
const textCharacters = 16_384;

/** Gathers the lines of one group until they are worth a COPY. */
export interface Packing {
  bytes(): number;
  take(): Piece | undefined;
}

interface Rows extends Packing {
  add(row: number, owner: string, others: string): void;
}

interface Lines extends Packing {
  add(line: string): void;
}

export function identifying(group: number): Lines {
  const text = packed();
  return { add: text.add, bytes: text.bytes, take: () => pieceOf(group, 'identifiers', text.take(), [], []) };
}

/** Lines as they stand in the staging table. */
export function staging(group: number): Rows {
  const text = packed();
  return {
    add: (row, owner, others) => text.add(`${row}\t${owner}\t${others}\n`),
    bytes: text.bytes,
    take: () => pieceOf(group, 'rows', text.take(), [], []),
  };
}

/** Lines for the fact's own table: a place for the customer instead of the row's number, and behind stand the columns that all rows share. */
export function loading(group: number, shared: string): Rows {
  const text = packed();
  let owners: string[] = [];
  let counts: number[] = [];
  let last = '';
  return {
    add: (_, owner, others) => {
      if (owner === last) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
      else {
        last = owner;
        owners.push(owner);
        counts.push(1);
      }
      text.add(`${blank}\t${owner}\t${others}${shared}`);
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
      const wider = Buffer.allocUnsafeSlow(Math.max(most, 2 * room.length, 1.5 * limits.stageBytes));
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
