import type { Shape } from '../columns.ts';
import { csvParser } from './csv.ts';
import { decode } from './decode.ts';
import { ndjsonParser } from './ndjson.ts';
import { numberedParser } from './numbered.ts';
import { pivotParser } from './pivot.ts';
import type { FileReader, Lines, Parser } from './reader.ts';
import { unpack } from './unpack.ts';

/**
 * Opens a file of any format, packed or not, and reads on until its columns are known. INTAKE_FILE_* when it is not what
 * its shape says, here or at the batch that finds it. The caller closes it.
 */
export async function openFile(path: string, shape: Shape): Promise<FileReader> {
  const unpacked = await unpack(path, shape);
  const parser = parserOf(shape, path);
  const texts = decode(unpacked.chunks(), shape.encoding, path);
  try {
    const first = await begin(texts, parser);
    if (parser.header() === undefined) parser.end();
    return {
      header: parser.header() ?? [],
      columns: parser.columns,
      close: unpacked.close,
      batches: async function* () {
        const bytes = unpacked.bytes;
        yield { ...first, bytes: bytes() };
        for await (const text of texts) yield { ...parser.take(text), bytes: bytes() };
        yield { ...parser.end(), bytes: bytes() };
      },
    };
  } catch (error) {
    await unpacked.close();
    throw error;
  }
}

/** The rows of the text up to where the columns are known. */
async function begin(texts: AsyncGenerator<string>, parser: Parser): Promise<Lines> {
  for (;;) {
    const next = await texts.next();
    const lines = next.done ? undefined : parser.take(next.value);
    if (lines === undefined) return { rows: [], lines: [], rejects: [] };
    if (parser.header() !== undefined) return lines;
  }
}

function parserOf(shape: Shape, file: string): Parser {
  const { pivot, columns } = shape;
  const read = pivot ? [...pivot.by, pivot.name, pivot.value] : columns;
  const parser = shape.format === 'ndjson' ? ndjsonParser([...new Set(read)], file) : csvParser(shape, file);
  const rows = pivot ? pivotParser(parser, pivot, columns, file) : parser;
  return shape.lines === undefined ? rows : numberedParser(rows, shape.lines);
}
