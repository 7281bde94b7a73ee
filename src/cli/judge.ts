import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { isDay } from '../base/time.ts';
import { type Assessment, assess } from '../portfolio/assess.ts';
import { problem } from '../rating/errors.ts';
import { find } from '../rating/version/find.ts';
import { today } from '../server/clock.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  asOf: string;
  outcome: string;
  horizon: string;
  customers?: string;
  dimension: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('judge')
    .description("hold the active ruleset's ratings against what became of the customers")
    .requiredOption('--as-of <day>', 'the day the ratings are as of, YYYY-MM-DD')
    .requiredOption('--outcome <kind>', 'what counts as bad: default, churn, write_off or fraud')
    .requiredOption('--horizon <length>', 'how long after that day it counts: 1m, 12m, 90d')
    .option('--customers <file>', 'only these customers: one source id per line')
    .option('--dimension <name>', 'what was rated', 'credit')
    .option('--json', 'print one line of JSON')
    .action(run((options: Options) => withAssay((assay) => judgeRatings(assay, options))));
}

async function judgeRatings({ sql, timeZone }: Assay, { asOf, outcome, horizon, customers, dimension, json }: Options): Promise<void> {
  if (!isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const version = await find(sql, { dimension, today: today(timeZone) });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject: 'customer' });
  const sample = customers === undefined ? {} : { sample: { file: customers, keys: await keysOf(customers) } };
  const assessment = await assess(sql, { version, asOf, kind: outcome, horizon, ...sample });
  answer(json, assessment, report(assessment));
}

async function keysOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw problem('RATING_FILE_UNREADABLE', { file, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  });
  return [
    ...new Set(
      text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
}

const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
const percent = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(2)} %`);

function report(found: Assessment): string[] {
  const rows = found.grades.map((grade) => [
    grade.grade,
    String(grade.count),
    String(grade.bad),
    percent(grade.badRate),
    `${percent(grade.low)} to ${percent(grade.high)}`,
  ]);
  const table = [['grade', 'customers', 'bad', 'bad rate', '95 % interval'], ...rows];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0))) ?? [];
  return [
    `${found.ruleset} as of ${found.asOf} against ${found.outcome} until ${found.until}`,
    `${found.rated} rated: ${found.good} good, ${found.bad} bad, ${found.indeterminate} indeterminate, ${found.ungraded} without a grade`,
    ...(found.unscored === 0 ? [] : [`${found.unscored} of them graded without a score: they count in their grade, and not in the figures that follow`]),
    `AUC ${figure(found.auc)}   Gini ${figure(found.gini)}   KS ${figure(found.ks)}   divergence ${figure(found.divergence)}`,
    '',
    ...table.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')),
    '',
    found.violations.length === 0
      ? 'The bad rate rises from every grade to the next worse one.'
      : `The bad rate does not rise from ${found.violations.map(({ better, worse }) => `${better} to ${worse}`).join(', ')}.`,
  ];
}
