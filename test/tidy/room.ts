import { basename } from 'node:path';
import { code, exportedFunctions, type Fault, type Files, functionsOf, importsOf } from './source.ts';

const kit = ['base', 'db', 'access', 'graphql', 'approval', 'audit', 'outbox'];
const facts = [...kit, 'customer'];
const rating = [...facts, 'consumption', 'payment', 'service'];
const portfolio = [...rating, 'rating'];
const server = [...portfolio, 'portfolio', 'sharing', 'intake'];
/** Which rooms a room may use, itself aside. */
const arrows: Record<string, string[]> = {
  base: [],
  db: ['base'],
  access: ['base'],
  graphql: ['base', 'db', 'access'],
  audit: ['base', 'db', 'access', 'graphql'],
  outbox: ['base', 'db', 'access', 'graphql'],
  approval: ['base', 'db', 'access', 'graphql', 'audit'],
  customer: kit,
  consumption: facts,
  payment: facts,
  service: facts,
  rating,
  portfolio,
  sharing: [...portfolio, 'portfolio'],
  intake: portfolio,
  demo: ['base', 'intake'],
  server,
  cli: [...server, 'server', 'demo'],
};
/** Rooms whose files are of the fixed kinds: graph, verb, store, tables, handlers (what a room's approved requests do), and pure nouns. */
const kinded = ['base', 'approval', 'audit', 'outbox', 'customer', 'consumption', 'payment', 'service', 'rating', 'portfolio', 'sharing', 'intake', 'demo'];
const sqlPlaces = /\/store\.ts$|^src\/db\/|^src\/rating\/facts\.ts$|^src\/graphql\/compile\.ts$|^src\/customer\/move\.ts$/;
const purePackages = /^(zod|decimal\.js|ml-matrix|canonicalize|@noble\/hashes.*)$/;
const impurity =
  /\basync\b|\bawait\b|\bMath\.random\b|\bprocess\.|\bperformance\.|\bfetch\(|\brandom(Bytes|UUID|Int)\b|\bconsole\.|\bset(Timeout|Interval|Immediate)\(/;
const sql =
  /\b(?:sql|tx|db)(?:<[^`]*>)?`|\.unsafe[(<]|`\s*(?:select\b|insert into\b|update \S+ set\b|delete from\b|with \w+ as\b|create (?:temp|table|schema|index)\b|copy \S+ (?:from|\()|drop \w+\b)/;

const roomOf = (path: string): string => /^src\/(\w+)\//.exec(path)?.[1] ?? '';
const wordOf = (path: string): string => basename(path, '.ts');

export function arrowFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    const own = roomOf(file);
    const rooms = [...new Set(importsOf(file, text).map(roomOf))].filter((room) => room !== '' && room !== own);
    const wrong = rooms.filter((room) => !arrows[own]?.includes(room));
    return [
      ...wrong.map((room) => ({ file, rule: `no arrow from ${own} to ${room}` })),
      ...(arrows[own] ? [] : [{ file, rule: `the house has no room ${own}` }]),
    ];
  });
}

/** A file that reaches itself, types included; each cycle once, named in its order. */
export function cycleFaults(files: Files): Fault[] {
  const found = new Map<string, Fault>();
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      const cycle = trail.slice(start);
      const key = [...cycle].sort().join();
      if (!found.has(key)) found.set(key, { file, rule: `imports itself through ${cycle.slice(1).join(', ') || 'itself'}` });
      return;
    }
    if (done.has(file)) return;
    for (const next of importsOf(file, files.get(file) ?? '')) if (files.has(next)) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of files.keys()) visit(file, []);
  return [...found.values()];
}

/** Rule 2: drizzle-kit breaks when it reaches a decorated class. */
export function tablesFaults(files: Files): Fault[] {
  return [...files]
    .filter(([file]) => wordOf(file) === 'tables')
    .flatMap(([file, text]) => {
      const values = importsOf(file, text.replace(/^import type [^;]*;/gm, ''));
      return values
        .filter((target) => !/^drizzle-orm|\/tables\.ts$/.test(target))
        .map((target) => ({ file, rule: `tables.ts imports drizzle, other tables.ts and types, not ${target}` }));
    });
}

/** Why a file is not pure, or nothing. */
function impure(file: string, text: string, files: Files): string | undefined {
  const found = impurity.exec(code(text))?.[0];
  if (found) return `it has ${found}`;
  const foreign = importsOf(file, text.replace(/^import type [^;]*;/gm, '')).find((target) => {
    if (target === 'node:crypto' && roomOf(file) === 'base') return false;
    return files.has(target)
      ? /^(graph|handlers|store|tables)$/.test(wordOf(target)) || (roomOf(target) !== 'base' && kindOf(target, files) !== 'pure')
      : !purePackages.test(target);
  });
  return foreign && `it imports ${foreign}`;
}

const kinds = new WeakMap<Files, Map<string, string>>();
function kindOf(file: string, files: Files): string {
  const known = kinds.get(files) ?? new Map<string, string>();
  kinds.set(files, known);
  const fixed = /^(graph|handlers|store|tables)$/.exec(wordOf(file))?.[0];
  if (fixed || sqlPlaces.test(file)) return fixed ?? 'store';
  if (!known.has(file)) {
    known.set(file, 'pure');
    known.set(file, impure(file, files.get(file) ?? '', files) ? 'verb' : 'pure');
  }
  return known.get(file) ?? 'pure';
}

/** Rule 3: what is not graph, handlers, store or tables is pure, or a verb file that exports one function of its name. */
export function kindFaults(files: Files): Fault[] {
  return [...files]
    .filter(([file]) => kinded.includes(roomOf(file)) && kindOf(file, files) === 'verb' && !sqlPlaces.test(file))
    .flatMap(([file, text]) => {
      const word = wordOf(file);
      const verbs = exportedFunctions(text);
      if (roomOf(file) !== 'base' && verbs.length === 1 && isNamed(verbs[0] ?? '', word)) return [];
      return [{ file, rule: `neither pure (${impure(file, text, files)}) nor a verb file with one function ${word}, exports ${verbs.join(', ') || 'none'}` }];
    });
}

/** `rate` in rate.ts, `rateCustomer` in rate.ts or ratecustomer.ts. */
const isNamed = (name: string, word: string): boolean => name.toLowerCase() === word || (name.startsWith(word) && /^[A-Z]/.test(name.slice(word.length)));

/** Inside a room: graph, handlers -> verb -> store -> tables, never back. */
export function depthFaults(files: Files): Fault[] {
  const ranks: Record<string, number> = { graph: 4, handlers: 4, verb: 3, store: 2, tables: 1, pure: 0 };
  const rank = (file: string): number => ranks[kindOf(file, files)] ?? 0;
  const pairs = [...files].flatMap(([file, text]) =>
    importsOf(file, text)
      .filter((target) => files.has(target))
      .map((target) => [file, target] as const),
  );
  const back = pairs.filter(
    ([file, target]) => kinded.includes(roomOf(file)) && roomOf(file) === roomOf(target) && rank(target) > rank(file) && rank(file) > 0,
  );
  return back.map(([file, target]) => ({ file, rule: `${wordOf(file)}.ts does not reach back to ${target}` }));
}

/** Rule 4: SQL stands in a room's store, over its own tables. */
export function sqlFaults(files: Files): Fault[] {
  const tables = new Map(
    [...files]
      .filter(([file]) => wordOf(file) === 'tables')
      .flatMap(([file, text]) =>
        [...text.matchAll(/\.table\(\s*'(\w+)'|factTables\('(\w+)'/g)].map((found) => [found[1] ?? found[2] ?? '', roomOf(file)] as const),
      ),
  );
  const ownerOf = (table: string): string | undefined => tables.get(table) ?? tables.get(table.replace(/_history$/, ''));
  return [...files].flatMap(([file, text]) => {
    if (!sqlPlaces.test(file)) return sql.test(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')) ? [{ file, rule: 'SQL stands in store.ts' }] : [];
    if (wordOf(file) !== 'store') return [];
    const foreign = [...new Set([...text.matchAll(/\bassay\.(\w+)/g)].map((found) => found[1] ?? ''))].filter(
      (table) => ![undefined, roomOf(file), 'db'].includes(ownerOf(table)),
    );
    return foreign.map((table) => ({ file, rule: `${table} is a table of ${ownerOf(table)}: ask its store` }));
  });
}

const changesLog =
  /\b(?:update|delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?(?:assay\.)?(?:log_entry|audit_entry|audit_checkpoint|audit_fields)\b|\binto\s+(?:assay\.)?(?:log_entry|audit_entry)\b[^;`]*\bon\s+conflict\b/i;

/** What was done stays on record: nothing changes a row of the log or takes it away. */
export function logFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    const found = changesLog.exec(text)?.[0];
    return found === undefined ? [] : [{ file, rule: `the log is added to and never changed: ${found.replace(/\s+/g, ' ')}` }];
  });
}

/** Rule 5: graph.ts holds classes and shapes. */
export function graphFaults(files: Files): Fault[] {
  return [...files]
    .filter(([file]) => wordOf(file) === 'graph')
    .flatMap(([file, text]) => {
      const long = functionsOf(text).filter(({ length }) => length > 5);
      const arithmetic = /[\w)\]] (?:[*/%-]|\+) [\w(]|\+\+|[+*/-]=/.exec(code(text));
      return [
        ...long.map(({ line }) => ({ file, rule: `line ${line}: a method of graph.ts has at most three lines` })),
        ...(arithmetic ? [{ file, rule: `no arithmetic in graph.ts: ${arithmetic[0]}` }] : []),
      ];
    });
}
