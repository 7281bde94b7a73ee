import { isMap, isScalar, type Node, parseDocument, stringify } from 'yaml';
import { digest } from '../../base/digest.ts';
import { read } from '../version/read.ts';
import type { Calibration } from './calibration.ts';

/** The text of a YAML (or JSON) ruleset with this calibration, all else and its comments as its author wrote them. */
export function write(text: string, document: object, calibration: Calibration): string {
  const full = { ...document, calibration };
  const written = text.trimStart().startsWith('{') ? `${JSON.stringify(full, null, 2)}\n` : spliced(text.endsWith('\n') ? text : `${text}\n`, calibration);
  if (digest(read(written).document) !== digest(full)) throw new RangeError('the calibration could not be written into the text');
  return written;
}

/** In place of the one there was, else behind the grades. */
function spliced(text: string, calibration: Calibration): string {
  const root = parseDocument(text, { schema: 'core' }).contents;
  const pairs = isMap(root) ? root.items : [];
  const named = (name: string) => pairs.find(({ key }) => isScalar(key) && key.value === name);
  const old = named('calibration');
  const end = lineAfter(text, ((old ?? named('grades'))?.value as Node | undefined)?.range?.[1] ?? text.length);
  const begin = old ? ((old.key as Node).range?.[0] ?? end) : end;
  return text.slice(0, begin) + laid(calibration) + text.slice(end);
}

/** A grade on a line. */
function laid({ grades, ...rest }: Calibration): string {
  const head = stringify({ calibration: { ...rest, grades: {} } }, { lineWidth: 0 }).replace(/ \{\}\n$/, '\n');
  const lines = Object.entries(grades).map(([name, grade]) => {
    const row = parseDocument(stringify({ [name]: grade }), { schema: 'core' });
    const value = row.get(name, true);
    if (isMap(value)) value.flow = true;
    return `    ${row.toString({ lineWidth: 0 })}`;
  });
  return head + lines.join('');
}

/** Where the line after this place begins; a place at the beginning of a line is that already. */
function lineAfter(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
