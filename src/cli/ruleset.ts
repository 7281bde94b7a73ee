import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Sql } from '../db/client.ts';
import { textOf } from '../graphql/texts.ts';
import { check } from '../rating/check/check.ts';
import type { Fault } from '../rating/check/fault.ts';
import { difference } from '../rating/diff/difference.ts';
import { worded } from '../rating/diff/wording.ts';
import { problem } from '../rating/errors.ts';
import { listing } from '../rating/listing.ts';
import { parse, type Ruleset } from '../rating/ruleset.ts';
import { attributesOf } from '../rating/store.ts';
import { activate } from '../rating/version/activate.ts';
import { lookup } from '../rating/version/lookup.ts';
import { read, type Text } from '../rating/version/read.ts';
import { clock } from '../server/clock.ts';
import { language } from '../server/config.ts';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  json?: boolean;
}

export function register(program: Command): void {
  const ruleset = program.command('ruleset').description('check, show, compare and activate rulesets');
  ruleset
    .command('check <file>')
    .description('name everything that is wrong with a ruleset file')
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options) => withAssay(({ sql }) => checkFile(sql, file, options))));
  ruleset
    .command('show <file-or-name>')
    .description('print a ruleset file, or a stored version by name or digest, as tables')
    .option('--json', 'print one line of JSON')
    .action(run(show));
  ruleset
    .command('diff <from> <to>')
    .description('what changed between two rulesets, one sentence each; both a file, or a stored version by name, digest or name@digest')
    .option('--json', 'print one line of JSON')
    .action(run(diff));
  ruleset
    .command('activate <file>')
    .description('check a ruleset file, keep it as an immutable version and rate its dimension by it from now on')
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options) => withAssay(({ sql }) => activateFile(sql, file, options))));
}

async function checkFile(sql: Sql, file: string, { json }: Options): Promise<void> {
  const text = await readText(file);
  const { ruleset, faults } = check(text.document, await attributesOf(sql));
  const told = faults.map((fault) => tellable(fault, text));
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const counted = { ok: ruleset !== undefined, errors, warnings: faults.length - errors };
  if (ruleset === undefined) process.exitCode = 1;
  answer(json, { ...counted, faults: told }, [...told.flatMap((fault) => lines(file, fault)), `${file}: ${errors} errors, ${counted.warnings} warnings`]);
}

async function show(name: string, { json }: Options): Promise<void> {
  if (await isFile(name)) {
    const text = await readText(name);
    const { ruleset, faults } = parse(text.document);
    if (ruleset === undefined) throw refused(faults);
    answer(json, { digest: digest(text.document), document: text.document }, listing(ruleset, digest(text.document)));
    return;
  }
  await withAssay(async ({ sql }) => {
    const version = await lookup(sql, name);
    const { ruleset, activatedAt, addedAt, document } = version;
    const state = `added ${addedAt}, ${activatedAt === null ? 'never activated' : `last activated ${activatedAt}`}`;
    answer(json, { digest: version.digest, addedAt, activatedAt, document }, [...listing(ruleset, version.digest), '', state]);
  });
}

async function diff(from: string, to: string, { json }: Options): Promise<void> {
  const sides = await Promise.all([from, to].map(fromFile));
  const [old, now] = (sides.every((side) => side !== undefined) ? sides : await withAssay(({ sql }) => stored(sql, [from, to], sides))) as [Side, Side];
  const changes = difference(old.ruleset, now.ruleset, language());
  const told = changes.length > 0 ? changes.map(({ sentence }) => sentence) : [worded(language(), 'nothing changed')];
  answer(json, { from: old.digest, to: now.digest, changes: changes.map(({ sentence, ...change }) => change) }, told);
}

/** One side of a difference. */
interface Side {
  readonly ruleset: Ruleset;
  readonly digest: string;
}

const stored = async (sql: Sql, names: readonly string[], sides: readonly (Side | undefined)[]): Promise<Side[]> =>
  Promise.all(names.map(async (name, at) => sides[at] ?? (await lookup(sql, name))));

/** A ruleset file; nothing when there is no file of that name. */
async function fromFile(name: string): Promise<Side | undefined> {
  if (!(await isFile(name))) return undefined;
  const { document } = await readText(name);
  const { ruleset, faults } = parse(document);
  if (ruleset === undefined) throw refused(faults);
  return { ruleset, digest: digest(document) };
}

async function activateFile(sql: Sql, file: string, { json }: Options): Promise<void> {
  const text = await readText(file);
  const activation = await activate(sql, text.document, clock());
  const told = activation.faults.map((fault) => tellable(fault, text));
  process.stderr.write(
    told
      .flatMap((fault) => lines(file, fault))
      .map((line) => `${line}\n`)
      .join(''),
  );
  if (activation.state === 'refused') throw refused(activation.faults);
  const { state, name, dimension, subject } = activation;
  const sentence = `${name} ${state === 'active' ? 'was already' : 'is now'} the active ruleset of dimension ${dimension} for ${subject}s`;
  answer(json, { state, digest: activation.digest, name, dimension, subject, warnings: told }, `${sentence} (${activation.digest})`);
}

const refused = (faults: readonly Fault[]): Error =>
  problem('RATING_RULESET_REFUSED', { errors: faults.filter(({ severity }) => severity === 'error').length });

interface Told {
  readonly severity: Fault['severity'];
  readonly code: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

const tellable = ({ severity, code, path, params }: Fault, text: Text): Told => ({
  severity,
  code,
  path,
  line: text.lineOf(path),
  ...textOf(code, language(), params),
});

const lines = (file: string, { severity, path, line, message, hint }: Told): string[] => [
  `${severity}: ${file}:${line}${path && ` ${path}`}: ${message}`,
  `       ${hint}`,
];

const isFile = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function readText(file: string): Promise<Text> {
  const unreadable = (cause: unknown): Error =>
    problem('RATING_FILE_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  const { size } = await stat(file).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (size > limits.ruleBytes) throw problem('RATING_DOCUMENT_SIZE', { bytes: size, most: limits.ruleBytes });
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    return read(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw cause instanceof TypeError ? unreadable(cause) : cause;
  }
}
