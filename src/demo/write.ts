import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { customerOf } from './customer.ts';
import { rows } from './rows.ts';
import { line, type Sheet, sheetNames, sheets, sources } from './sheet.ts';

const chunkCharacters = 256 * 1024;

/** Where each file of the world stands; a small world has no rows for some. */
export type Files = Partial<Record<Sheet, string>>;

/**
 * Writes the world of a seed as CSV files into a folder, customer by customer, and returns their paths. Memory does not
 * grow with the number of customers, and a larger world begins with the smaller one.
 */
export async function write(folder: string, options: { customers: number; seed: number }, progress?: (done: number) => void): Promise<Files> {
  const files = Object.fromEntries(sheetNames.map((sheet) => [sheet, join(folder, `${sheet}.csv`)])) as Record<Sheet, string>;
  const filled = new Set<Sheet>();
  for (const source of sources) await mkdir(join(folder, source), { recursive: true });
  const handles = new Map<Sheet, FileHandle>();
  const held = new Map<Sheet, string>(sheetNames.map((sheet) => [sheet, line(sheets[sheet])]));
  const flush = async (sheet: Sheet, least: number) => {
    const text = held.get(sheet) ?? '';
    if (text.length < least) return;
    await handles.get(sheet)?.write(text);
    held.set(sheet, '');
  };
  try {
    for (const sheet of sheetNames) handles.set(sheet, await open(files[sheet], 'w'));
    for (let index = 0; index < options.customers; index++) {
      const table = rows(options.seed, customerOf(options.seed, index));
      for (const sheet of sheetNames) {
        if (table[sheet].length === 0) continue;
        filled.add(sheet);
        held.set(sheet, held.get(sheet) + table[sheet].map(line).join(''));
      }
      for (const sheet of sheetNames) await flush(sheet, chunkCharacters);
      if ((index + 1) % 100 === 0 || index + 1 === options.customers) progress?.(index + 1);
    }
    for (const sheet of sheetNames) await flush(sheet, 1);
  } finally {
    for (const handle of handles.values()) await handle.close();
  }
  for (const sheet of sheetNames) if (!filled.has(sheet)) await rm(files[sheet]);
  return Object.fromEntries([...filled].map((sheet) => [sheet, files[sheet]]));
}
