import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deadFaults, fileFaults, readerFaults, textFaults } from './tidy/page.ts';
import { arrowFaults, cycleFaults, depthFaults, graphFaults, kindFaults, logFaults, sqlFaults, tablesFaults } from './tidy/room.ts';
import { type Fault, type Files, filesUnder, functionsOf } from './tidy/source.ts';

const source = filesUnder('src', /\.tsx?$/);
const handwritten: Files = new Map([...source, ...filesUnder('test', /\.tsx?$/), ...filesUnder('.ci', /./)]);
const withTexts: Files = new Map([...source, ...filesUnder('src', /texts\.\w+\.yaml$/)]);
/** The command line, and the plain definitions that properties hold the fast paths to. */
const entries = ['src/cli/assay.ts', 'src/payment/allocation.ts', 'src/rating/measure/measure.ts'];
const told = (faults: Fault[]): string[] => faults.map(({ file, rule }) => `${file}: ${rule}`);

const rules: [string, (files: Files) => Fault[], Files][] = [
  ['rooms are entered along the arrows only', arrowFaults, source],
  ['no file imports itself by any way round, types included', cycleFaults, source],
  ['tables.ts imports drizzle, tables and types', tablesFaults, source],
  ['a file is pure, or graph, store, tables, or a verb', kindFaults, source],
  ['inside a room nothing reaches back', depthFaults, source],
  ['SQL stands in the stores, over their own tables', sqlFaults, source],
  ['nothing changes the log', logFaults, source],
  ['graph.ts holds classes and shapes', graphFaults, source],
  ['files are short, well named, and leave nothing for later', fileFaults, handwritten],
  ['one clock, one reader of the environment', readerFaults, source],
  ['no dead file', (files) => deadFaults(files, entries), source],
  ['every code has its texts', textFaults, withTexts],
];

describe('the house', () => {
  test.each(rules)('%s', (_, rule, files) => {
    expect(told(rule(files))).toEqual([]);
  });

  test('production dependencies carry licences that allow what ours does', () => {
    // lru-cache (of @apollo/server) is BlueOak-1.0.0, postgres is Unlicense: both give more freedom than MIT.
    const allowed = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'PostgreSQL', '0BSD', 'CC0-1.0', 'Unlicense', 'BlueOak-1.0.0'];
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };
    const production = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && existsSync(`${path}/package.json`),
    );
    const licences = production.map(
      ([path]) => [path, (JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as { license?: string }).license ?? 'none'] as const,
    );
    const fits = (licence: string): boolean =>
      licence
        .replace(/[()]/g, '')
        .split(' OR ')
        .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each)));
    expect(licences.filter(([, licence]) => !fits(licence))).toEqual([]);
    expect(licences.length).toBeGreaterThan(20);
  });
});

describe('the checker', () => {
  const cases: [string, (files: Files) => Fault[], Record<string, string>, string[]][] = [
    [
      'an arrow back',
      arrowFaults,
      { 'src/customer/a.ts': `import type { B } from '../rating/b.ts';` },
      ['src/customer/a.ts: no arrow from customer to rating'],
    ],
    [
      'fact rooms that see each other',
      arrowFaults,
      { 'src/payment/a.ts': `import {\n  b,\n} from '../consumption/b.ts';` },
      ['src/payment/a.ts: no arrow from payment to consumption'],
    ],
    ['a room nobody drew', arrowFaults, { 'src/cellar/a.ts': '' }, ['src/cellar/a.ts: the house has no room cellar']],
    ['an arrow as drawn', arrowFaults, { 'src/rating/a.ts': `import { b } from '../payment/b.ts';\nimport { c } from '../base/c.ts';` }, []],
    [
      'a cycle of types',
      cycleFaults,
      { 'src/base/a.ts': `import type { B } from './b.ts';`, 'src/base/b.ts': `import { a } from './a.ts';` },
      ['src/base/a.ts: imports itself through src/base/b.ts'],
    ],
    [
      'tables that reach a class',
      tablesFaults,
      { 'src/rating/tables.ts': `import { x } from './graph.ts';\nimport type { T } from './type.ts';` },
      ['src/rating/tables.ts: tables.ts imports drizzle, other tables.ts and types, not src/rating/graph.ts'],
    ],
    [
      'a noun that is not pure',
      kindFaults,
      { 'src/rating/grade.ts': 'export const grade = () => 1;\nexport const roll = () => Math.random();' },
      ['src/rating/grade.ts: neither pure (it has Math.random) nor a verb file with one function grade, exports grade, roll'],
    ],
    [
      'a noun that reads files',
      kindFaults,
      { 'src/rating/grade.ts': `import { readFile } from 'node:fs';\nexport const scale = 1;` },
      ['src/rating/grade.ts: neither pure (it imports node:fs) nor a verb file with one function grade, exports none'],
    ],
    [
      'a verb and a noun',
      kindFaults,
      {
        'src/rating/rate.ts': `import { keep } from './store.ts';\nexport async function rateAll(): Promise<void> {\n}`,
        'src/rating/store.ts': '',
        'src/rating/grade.ts': '// async is a word here\nexport const grade = 1;',
      },
      [],
    ],
    [
      'a store that calls a verb',
      depthFaults,
      { 'src/rating/store.ts': `import { rate } from './rate.ts';`, 'src/rating/rate.ts': 'export async function rate() {\n}' },
      ['src/rating/store.ts: store.ts does not reach back to src/rating/rate.ts'],
    ],
    ['SQL in a verb', sqlFaults, { 'src/rating/rate.ts': 'const rows = tx<Row[]>`select 1`;' }, ['src/rating/rate.ts: SQL stands in store.ts']],
    [
      'the table of another room',
      sqlFaults,
      { 'src/rating/store.ts': 'sql`select from assay.bill_history`', 'src/payment/tables.ts': `factTables('bill', 'account')` },
      ['src/rating/store.ts: bill_history is a table of payment: ask its store'],
    ],
    [
      'a log that is changed',
      logFaults,
      {
        'src/audit/store.ts': 'tx`\n  update assay.log_entry set why = null`',
        'src/rating/store.ts': 'sql`delete from log_entry`',
        'src/demo/store.ts': 'sql`insert into assay.log_entry values (1) on conflict do nothing`',
        'src/db/a.ts': 'sql`insert into assay.log_entry values (1)`; sql`select from assay.log_entry`; sql`update assay.log_entry_count`',
      },
      [
        'src/audit/store.ts: the log is added to and never changed: update assay.log_entry',
        'src/rating/store.ts: the log is added to and never changed: delete from log_entry',
        'src/demo/store.ts: the log is added to and never changed: into assay.log_entry values (1) on conflict',
      ],
    ],
    [
      'handlers are no verbs, and nothing reaches back to them',
      (files) => [...kindFaults(files), ...depthFaults(files)],
      {
        'src/rating/handlers.ts': `import { rate } from './rate.ts';\nexport const handlers = { rating: rate };`,
        'src/rating/rate.ts': `import { handlers } from './handlers.ts';\nexport async function rate(): Promise<void> {\n}`,
      },
      ['src/rating/rate.ts: rate.ts does not reach back to src/rating/handlers.ts'],
    ],
    [
      'arithmetic and a long method in graph.ts',
      graphFaults,
      { 'src/rating/graph.ts': 'class A {\n  b() {\n    1;\n    2;\n    3;\n    return c * 2;\n  }\n}' },
      ['src/rating/graph.ts: line 2: a method of graph.ts has at most three lines', 'src/rating/graph.ts: no arithmetic in graph.ts: c * 2'],
    ],
    [
      'long, badly named, put off',
      fileFaults,
      { 'src/rating/rateUtils.ts': `// ${'TO'}DO\n${'\n'.repeat(300)}`, 'src/utils/a.ts': '' },
      [
        'src/rating/rateUtils.ts: 301 lines, at most 300',
        'src/rating/rateUtils.ts: a file name is one lower-case word',
        `src/rating/rateUtils.ts: no "${'TO'}DO"`,
        'src/utils/a.ts: no utils',
      ],
    ],
    [
      'a barrel',
      fileFaults,
      {
        'src/rating/all.ts': `export * from './a.ts';\nexport { b } from './b.ts';\n`,
        'src/rating/own.ts': `export { b } from './b.ts';\nexport const c = 1;`,
      },
      ['src/rating/all.ts: no barrels: it only re-exports'],
    ],
    [
      'a long function',
      fileFaults,
      { 'src/rating/a.ts': `export function a(): Promise<{ b: 1 }> {\n${'  b();\n'.repeat(70)}}\n` },
      ['src/rating/a.ts: line 1: a function of 72 lines, at most 70'],
    ],
    [
      'another clock, another reader',
      readerFaults,
      { 'src/db/a.ts': 'new Date(); new Date(1);', 'src/db/b.ts': `process.env['A'];`, 'src/db/c.ts': `'Date.now'; // process.env` },
      ['src/db/a.ts: only server/clock.ts reads the clock', 'src/db/b.ts: only server/config.ts reads the environment'],
    ],
    [
      'a dead file',
      (files) => deadFaults(files, ['src/cli/assay.ts']),
      { 'src/cli/assay.ts': `await import('../db/a.ts');`, 'src/db/a.ts': '', 'src/db/b.ts': '', 'src/db/tables.ts': '' },
      ['src/db/b.ts: dead: nothing reaches it'],
    ],
    [
      'texts that do not fit',
      textFaults,
      {
        'src/db/errors.ts': `problems('DB_A', 'DB_B')`,
        'src/db/texts.en.yaml': 'DB_A: { message: "{x}", hint: "h" }\nDB_C: { message: "m", hint: "h" }',
        'src/db/texts.zh.yaml': 'DB_A: { message: "{y}", hint: "h" }',
      },
      [
        'src/db/errors.ts: DB_A has other parameters in Chinese than in English',
        'src/db/errors.ts: DB_B lacks a message or hint in English or Chinese',
        'src/db/errors.ts: DB_C has a text and no code',
      ],
    ],
  ];
  test.each(cases)('finds %s', (_, rule, files, faults) => {
    expect(told(rule(new Map(Object.entries(files))))).toEqual(faults);
  });

  test('measures functions by their own indent', () => {
    const text =
      'export const a = (b: () => void): void => {\n  if (b) {\n    b();\n  }\n};\nclass C {\n  async d(\n    e: string,\n  ): Promise<{ f: 1 }> {\n    return e;\n  }\n}\n';
    expect(functionsOf(text).map(({ line, length }) => [line, length])).toEqual([
      [1, 5],
      [9, 3],
    ]);
  });
});
