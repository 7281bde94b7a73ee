import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Files by path from the top of the project: the real ones, or a case's. */
export type Files = Map<string, string>;

/** What a rule finds: which file, and which rule it breaks how. */
export interface Fault {
  file: string;
  rule: string;
}

export function filesUnder(folder: string, ending: RegExp): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  // The bench installs its peers in a folder of its own.
  const paths = entries.filter((entry) => entry.isFile() && ending.test(entry.name) && !entry.parentPath.includes('node_modules'));
  return new Map(paths.map((entry) => join(entry.parentPath, entry.name)).map((path) => [path, readFileSync(path, 'utf8')]));
}

/** A regular expression stands where a value may begin; elsewhere a slash divides. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:[!&|?{};\n+]\s*|\breturn\s+|=>\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** The code alone: comments, texts and regular expressions are blank, lines stay where they are. Template texts stay. */
export const code = (text: string): string => text.replace(token, (found) => found.replace(/[^\n]/g, ' '));

const from = /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** What a file imports, also types and `import()`: paths of ours from the top, packages by their name. */
export const importsOf = (path: string, text: string): string[] =>
  [...text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '').matchAll(from)]
    .map((found) => found[1] ?? found[2] ?? found[3] ?? '')
    .map((target) => (target.startsWith('.') ? normalize(join(dirname(path), target)) : target));

/** Names of the functions a file exports. */
export const exportedFunctions = (text: string): string[] =>
  [...code(text).matchAll(/^export (?:async )?function\*? (\w+)|^export const (\w+)(?:: [^=]+)? =\s*(?:async )?(?:<[^=]*?>\s*)?\([^)]*\)[^=;]*=>/gm)].map(
    (found) => found[1] ?? found[2] ?? '',
  );

export const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;

const heads =
  /=>\s*\{$|\bfunction\b.*\{$|^\s*\).*\{$|^\s+(?!if\b|for\b|while\b|switch\b|catch\b|return\b)[\w\s#*.]*[\w\]]\(.*\)[^=]*\{$|^\s+constructor\(.*\{$/;

/** First line (from 1) and length of every function with a body; the code is formatted, so a function ends at its own indent. */
export function functionsOf(text: string): { line: number; length: number; head: string }[] {
  const lines = code(text).split('\n');
  const indent = (line: string): number => line.length - line.trimStart().length;
  return lines.flatMap((head, at) => {
    if (!heads.test(head.trimEnd()) || /^\s*(describe|\} (else|catch))/.test(head)) return [];
    const end = lines.findIndex((line, later) => later > at && indent(line) === indent(head) && /^\s*[})]/.test(line));
    return end < 0 ? [] : [{ line: at + 1, length: end - at + 1, head }];
  });
}
