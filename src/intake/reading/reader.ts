import type { Reject } from '../reject.ts';

/** Some rows of a file: their cells in the order of the header, the numbers of the lines they start on, and what is no row at all. */
export interface Lines {
  readonly rows: string[][];
  readonly lines: number[];
  readonly rejects: Reject[];
}

export interface Batch extends Lines {
  /** Bytes of the file read so far, as it lies there: packed ones if it is packed. */
  readonly bytes: number;
}

/** A file of any format, opened: its columns are known, its rows are still to come. The caller closes it. */
export interface FileReader {
  /** The columns a row's cells stand for: those of a csv file, those the mapping reads of a ndjson file. */
  readonly header: readonly string[];
  batches(): AsyncGenerator<Batch>;
  /** Every column met so far, read by the mapping or not; complete after the last batch. */
  columns(): readonly string[];
  close(): Promise<void>;
}

/** Takes the text of a format apart; text comes in pieces of whole lines. */
export interface Parser {
  /** Nothing until a first row has told it. */
  header(): readonly string[] | undefined;
  /** Rows that are complete by now. Throws a Problem of the whole file. */
  take(text: string): Lines;
  /** The rows still held back at the end of the file. */
  end(): Lines;
  columns(): readonly string[];
}

export const noLines = (): Lines => ({ rows: [], lines: [], rejects: [] });
