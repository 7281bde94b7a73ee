import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Sql } from '../db/client.ts';
import { textOf } from '../graphql/texts.ts';
import { check } from '../rating/check.ts';
import { problem } from '../rating/errors.ts';
import type { Fault } from '../rating/fault.ts';
import { listing } from '../rating/listing.ts';
import { parse } from '../rating/ruleset.ts';
import { attributesOf } from '../rating/store.ts';
import { activate } from '../rating/version/activate.ts';
import { find } from '../rating/version/find.ts';
import { read, type Text } from '../rating/version/read.ts';
import { clock } from '../server/clock.ts';
import { language } from '../server/config.ts';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  json?: boolean;
}

export function register(program: Command): void {
  const ruleset = program.command('ruleset').description('check, show and activate rulesets');
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
    const version = await find(sql, name.startsWith('sha256:') ? { digest: name } : { name });
    if (version === undefined) throw problem('RATING_RULESET_UNKNOWN', { name });
    const { ruleset, activatedAt, addedAt, document } = version;
    const state = `added ${addedAt}, ${activatedAt === null ? 'never activated' : `last activated ${activatedAt}`}`;
    answer(json, { digest: version.digest, addedAt, activatedAt, document }, [...listing(ruleset, version.digest), '', state]);
  });
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
  const { state, name, dimension } = activation;
  const sentence =
    state === 'active' ? `${name} was already the active ruleset of dimension ${dimension}` : `${name} is now the active ruleset of dimension ${dimension}`;
  answer(json, { state, digest: activation.digest, name, dimension, warnings: told }, `${sentence} (${activation.digest})`);
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

const lines = (file: string, { severity, path, line, message, hint }: Told): string[] => [`${severity}: ${file}:${line} ${path}: ${message}`, `       ${hint}`];

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
