import fc from 'fast-check';
import type { Shape } from '../../src/intake/columns.ts';
import { openFile } from '../../src/intake/reading/open.ts';
import { file } from './sample.ts';

const shape: Shape = { format: 'csv', encoding: 'utf-8', delimiter: ',', null: [''], ignore: [], extract: 'delta', absent: 'report', columns: [] };

/** A file of this content, read whole. */
export async function all(content: string | Buffer, changed: Partial<Shape> = {}) {
  const reader = await openFile(file(content), { ...shape, ...changed });
  const [rows, lines, rejects]: [string[][], number[], [number, string, string][]] = [[], [], []];
  try {
    for await (const batch of reader.batches()) {
      rows.push(...batch.rows);
      lines.push(...batch.lines);
      rejects.push(...batch.rejects.map(({ line, column, code }): [number, string, string] => [line, column, code]));
    }
    return { header: [...reader.header], rows, lines, rejects, columns: [...reader.columns()] };
  } finally {
    await reader.close();
  }
}

export const ndjson = (columns: string[], changed: Partial<Shape> = {}): Partial<Shape> => ({ format: 'ndjson', columns, ...changed });

/** Bytes of a text in GB18030, which the runtime only reads: every character there is, once, by asking. */
export const gbBytes = (() => {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const known = new Map<string, Buffer>();
  for (let lead = 0xb0; lead < 0xd8; lead += 1) {
    for (let trail = 0xa1; trail < 0xff; trail += 1) {
      const bytes = Buffer.from([lead, trail]);
      known.set(decoder.decode(bytes), bytes);
    }
  }
  return (text: string): Buffer => Buffer.concat([...text].map((character) => known.get(character) ?? Buffer.from(character)));
})();
export const hanzi = fc.constantFrom(...'中国客户电力公司北京上海王李张刘陈杨黄赵吴周账单付款按期逾期一二三四五六七八九十');
