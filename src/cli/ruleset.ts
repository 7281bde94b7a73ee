import type { Command } from 'commander';
import { digest } from '../base/digest.ts';
import type { Sql } from '../db/client.ts';
import { check } from '../rating/check/check.ts';
import { difference } from '../rating/diff/difference.ts';
import { worded } from '../rating/diff/wording.ts';
import { known } from '../rating/life/known.ts';
import type { Life } from '../rating/life/life.ts';
import { listing } from '../rating/listing.ts';
import { parse, type Ruleset } from '../rating/ruleset.ts';
import { attributesOf, policyRulesOf } from '../rating/store.ts';
import { lookup } from '../rating/version/lookup.ts';
import { clock, today } from '../server/clock.ts';
import { language } from '../server/config.ts';
import { register as registerCalibrate } from './calibrate.ts';
import { isFile, lines, readText, refused, tellable } from './document.ts';
import { withAssay } from './open.ts';
import { answer, run } from './out.ts';
import { register as registerSchedule } from './schedule.ts';
import { register as registerSteps } from './steps.ts';
import { register as registerVersions, stateWords } from './versions.ts';
import { register as registerWeigh } from './weigh.ts';

interface Options {
  json?: boolean;
}

export function register(program: Command): void {
  const ruleset = program.command('ruleset').description('check, weigh, show and compare rulesets; have versions approved, activate and stop them');
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
  registerSteps(ruleset);
  registerSchedule(ruleset);
  registerVersions(ruleset);
  registerWeigh(ruleset);
  registerCalibrate(ruleset);
}

async function checkFile(sql: Sql, file: string, { json }: Options): Promise<void> {
  const text = await readText(file);
  const { ruleset, faults } = check(text.document, await attributesOf(sql), await policyRulesOf(sql));
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
  await withAssay(async ({ sql, timeZone }) => {
    const { digest: of, ruleset, activatedAt, addedAt, author, comment, document } = await lookup(sql, name);
    const kept = { digest: of, addedAt, dimension: ruleset.dimension, subject: ruleset.subject };
    const life = (await known(sql, [kept], { at: clock(), today: today(timeZone) })).get(of)?.life as Life;
    const by = author === null ? [] : [`by ${author}: ${comment}`];
    const state = [`added ${addedAt}, ${stateWords(life)}`, ...by];
    answer(json, { ...kept, state: life.state, since: life.since, activatedAt, author, comment, document }, [...listing(ruleset, of), '', ...state]);
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
