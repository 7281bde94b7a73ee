import type { Day, Instant } from '../../base/time.ts';
import type { Shape } from '../columns.ts';
import type { Mapping } from '../mapping.ts';
import type { Reject } from '../reject.ts';

/** What a file is converted by: plain data, so that a thread of its own can be told. */
export interface Job {
  readonly mapping: Mapping;
  /** Which of the mapping's files it is. */
  readonly name: string;
  readonly path: string;
  readonly shape: Shape;
  readonly currency: string;
  readonly timeZone: string;
  readonly today: Day;
  /** Rows are made for the fact's own table, recorded at this instant; otherwise for its staging table. */
  readonly recordedAt: Instant | null;
  /** Which share of the lines is converted, of how many. */
  readonly share: number;
  readonly shares: number;
}

/** Converted rows of one group as COPY text. */
export interface Piece {
  readonly group: number;
  readonly kind: 'rows' | 'identifiers';
  readonly bytes: Uint8Array;
  /**
   * Rows made for the fact's own table begin with a blank place for the customer; here are the owners it is looked up by,
   * in the order of the rows, and how many rows in a row each has.
   */
  readonly owners: readonly string[];
  readonly counts: readonly number[];
}

/** What some lines of a file gave. */
export interface Chunk {
  readonly lines: number;
  /** Bytes of the file read so far. */
  readonly bytes: number;
  readonly pieces: readonly Piece[];
  /** With the number of the row entry, -1 for a line that is no row at all. */
  readonly rejects: readonly (readonly [entry: number, reject: Reject])[];
  /** Keys of rejected rows, with the number of their group. */
  readonly held: readonly (readonly [group: number, key: string])[];
  /** Identifiers that were none. */
  readonly ignored: number;
  /** Every column met, with the last chunk. */
  readonly columns: readonly string[] | null;
}

/** The place of a customer in a row that is made for the fact's own table. */
export const blank = ' '.repeat(36);

/** The file holds something that only the staging tables tell right: what was loaded directly is undone, and the file staged. */
export class Surprise extends Error {
  override readonly name = 'Surprise';
}
