import { type Command, Option } from 'commander';
import { instantOf, isDay } from '../base/time.ts';
import { draw } from '../portfolio/draw.ts';
import { problem } from '../rating/errors.ts';
import { rate } from '../rating/rate.ts';
import { type Subject, subjects } from '../rating/subject.ts';
import { find } from '../rating/version/find.ts';
import { clock, today } from '../server/clock.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run } from './out.ts';

interface Options {
  asOf?: string;
  knownAt?: string;
  dimension: string;
  subject: Subject;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('rate')
    .description('rate every customer (account, group) with the active ruleset; a run that was killed goes on where it stopped')
    .option('--as-of <day>', 'what is rated is as of this day, YYYY-MM-DD (default: today)')
    .option('--known-at <instant>', 'use what was known at this instant, such as 2026-11-22T10:00:00Z (default: now)')
    .option('--dimension <name>', 'what is rated', 'credit')
    .addOption(new Option('--subject <what>', 'whom the ruleset rates').choices(subjects).default('customer'))
    .option('--json', 'print one line of JSON')
    .action(run((options: Options) => withAssay((assay) => rateEverybody(assay, options))));
}

async function rateEverybody({ sql, timeZone }: Assay, options: Options): Promise<void> {
  const day = today(timeZone);
  const asOf = options.asOf ?? day;
  if (!isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const knownAt = options.knownAt === undefined ? undefined : instantOf(options.knownAt);
  if (options.knownAt !== undefined && knownAt === undefined) throw problem('RATING_INSTANT', { given: options.knownAt }, { path: '--known-at' });
  const { dimension, subject } = options;
  const version = await find(sql, { dimension, subject, today: day });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject });
  // What was known earlier is looked at beside the portfolio, whose line stays that of what is known now.
  const moving = progress('rate');
  const started = performance.now();
  const made = await rate(sql, {
    version,
    asOf,
    knownAt,
    today: day,
    now: clock,
    ...(knownAt === undefined ? { onSlice: draw } : {}),
    onProgress: (done, total) => moving.step(`slice ${done} of ${total}`),
  }).catch((error: unknown) => {
    moving.done('rate: stopped');
    throw error;
  });
  const seconds = Math.round(performance.now() - started) / 1000;
  const { rated, invalid, outside, unchanged, knownAt: known } = made;
  moving.done(`rate: ${seconds} s`);
  if (rated > outside && invalid === rated - outside)
    process.stderr.write(`warning: nobody has a score as of ${asOf}: is there data in the months before it?\n`);
  const { name } = version.ruleset;
  answer(
    options.json,
    { ruleset: name, digest: version.digest, subject, asOf, knownAt: known, rated, invalid, outside, unchanged, seconds },
    `${rated} ${subject}s rated by ${name} as of ${asOf}, known at ${known}: ${outside > 0 ? `${outside} outside its scope, ` : ''}${invalid} without a score, ${unchanged} as they were`,
  );
}
