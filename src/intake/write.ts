import { writeFile } from 'node:fs/promises';
import { languages } from '../base/text.ts';
import { problem } from './errors.ts';
import { explain } from './explain.ts';
import { byLine, type Told } from './reject.ts';

/** Writes the rejects as CSV, readable by their owner only: the cells may be personal data. */
export async function writeRejects(path: string, rejects: readonly Told[]): Promise<void> {
  const lines = [...rejects].sort(byLine).map(row);
  const text = `line,column,cell,code,${languages.map((language) => `reason_${language}`).join(',')}\n${lines.map((line) => `${line}\n`).join('')}`;
  await writeFile(path, text, { mode: 0o600 }).catch((cause) => {
    throw problem('INTAKE_REJECTS_UNWRITABLE', { file: path, reason: String(cause?.code ?? cause) });
  });
}

const row = (each: Told): string =>
  [each.line, each.column, each.cell, each.code, ...languages.map((language) => explain(each, language))].map(quoted).join(',');
const quoted = (value: string | number): string => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
