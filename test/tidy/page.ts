import { basename, dirname } from 'node:path';
import { parse } from 'yaml';
import { code, type Fault, type Files, functionsOf, importsOf, linesOf } from './source.ts';

const bannedNames = /^(utils?|helpers?|services|common|misc)$/;
// Written apart so that this file does not break its own rule.
const bannedWords = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['XX', 'X'],
  ['/wo', 'rk/'],
  ['/tmp/', 'plan'],
  ['design', '.md'],
  ['domain', '.md'],
  ['stack', '.md'],
  ['PLAN', '.md'],
  ['DEVELO', 'PERS'],
  ['issue', ' 2'],
  ['issue', ' #'],
];

/** Rule 6 and the naming rules, of one file each. */
export function fileFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    const faults: string[] = [];
    const word = basename(file).replace(/(\.db)?(\.test)?\.(tsx?|js)$/, '');
    if (linesOf(text) > 300) faults.push(`${linesOf(text)} lines, at most 300`);
    for (const { line, length } of functionsOf(text)) if (length > 70) faults.push(`line ${line}: a function of ${length} lines, at most 70`);
    if (!/^[a-z]+$/.test(word) && !file.endsWith('.config.ts')) faults.push('a file name is one lower-case word');
    for (const part of [...dirname(file).split('/'), word]) if (bannedNames.test(part)) faults.push(`no ${part}`);
    if (/^src\/\w+\/\w+\/\w+\//.test(file)) faults.push('sub-rooms are one level deep');
    if (isBarrel(text)) faults.push('no barrels: it only re-exports');
    for (const word of bannedWords.map((parts) => parts.join(''))) if (text.includes(word)) faults.push(`no "${word}"`);
    return faults.map((rule) => ({ file, rule }));
  });
}

const isBarrel = (text: string): boolean => {
  const left = code(text).replace(/export (type )?(\*( as \w+)?|\{[^}]*\}) from\s*;?/g, '');
  return left !== code(text) && left.trim() === '';
};

/** One clock, one reader of the environment. */
export function readerFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => [
    ...(/\bnew Date\(\)|\bDate\.now\b/.test(code(text)) && file !== 'src/server/clock.ts' ? [{ file, rule: 'only server/clock.ts reads the clock' }] : []),
    ...(/\bprocess\.env\b|\benv\b[^;]*from\s*$/m.test(code(text)) && file !== 'src/server/config.ts'
      ? [{ file, rule: 'only server/config.ts reads the environment' }]
      : []),
  ]);
}

/** Files that nothing reaches from the entries; tables are entries of drizzle-kit. */
export function deadFaults(files: Files, entries: string[]): Fault[] {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file) || !files.has(file)) return;
    reached.add(file);
    for (const next of importsOf(file, files.get(file) ?? '')) visit(next);
  };
  for (const file of [...entries, ...[...files.keys()].filter((path) => path.endsWith('/tables.ts'))]) visit(file);
  return [...files.keys()].filter((file) => !reached.has(file)).map((file) => ({ file, rule: 'dead: nothing reaches it' }));
}

const paramsOf = (entry: unknown): string => [...new Set([...JSON.stringify(entry).matchAll(/\{(\w+)\}/g)].map((found) => found[1]))].sort().join();

/** Every code of a room's errors.ts has message and hint in both languages with the same parameters, and no text is without a code. */
export function textFaults(files: Files): Fault[] {
  const rooms = new Set([...files.keys()].filter((file) => /\/(errors\.ts|texts\.\w+\.yaml)$/.test(file)).map((file) => dirname(file)));
  return [...rooms].flatMap((room) => {
    const codes = [...(files.get(`${room}/errors.ts`) ?? '').matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map((found) => found[1] ?? '');
    const [en, zh] = ['en', 'zh'].map(
      (language) => (parse(files.get(`${room}/texts.${language}.yaml`) ?? '') ?? {}) as Record<string, { message?: string; hint?: string }>,
    );
    const names = [...new Set([...codes, ...Object.keys(en ?? {}), ...Object.keys(zh ?? {})])];
    return names.flatMap((name) => {
      const file = `${room}/errors.ts`;
      if (!codes.includes(name)) return [{ file, rule: `${name} has a text and no code` }];
      const lacking = [en, zh].some((texts) => !texts?.[name]?.message || !texts[name].hint);
      if (lacking) return [{ file, rule: `${name} lacks a message or hint in English or Chinese` }];
      return paramsOf(en?.[name]) === paramsOf(zh?.[name]) ? [] : [{ file, rule: `${name} has other parameters in Chinese than in English` }];
    });
  });
}
