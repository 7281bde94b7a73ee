import type { Command } from 'commander';
import { isDay } from '../base/time.ts';
import { type ExternalAgreement, externalAgreement } from '../portfolio/agreement/externalagreement.ts';
import { problem } from '../rating/errors.ts';
import { table } from '../rating/listing.ts';
import { find } from '../rating/version/find.ts';
import { today } from '../server/clock.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  asOf: string;
  agency: string;
  scale?: string;
  dimension: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('external-agreement')
    .description("hold the active ruleset's ratings against those of a bureau or agency")
    .requiredOption('--as-of <day>', 'the day the ratings are as of, YYYY-MM-DD')
    .requiredOption('--agency <name>', 'who else rated the customers')
    .option('--scale <name>', 'on which of its scales, where the ruleset reads several')
    .option('--dimension <name>', 'what was rated', 'credit')
    .option('--json', 'print one line of JSON')
    .action(run((options: Options) => withAssay((assay) => agree(assay, options))));
}

async function agree({ sql, timeZone }: Assay, { asOf, agency, scale, dimension, json }: Options): Promise<void> {
  if (!isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const version = await find(sql, { dimension, today: today(timeZone) });
  if (!version) throw problem('RATING_NO_RULESET', { dimension, subject: 'customer' });
  const found = await externalAgreement(sql, { version, asOf, agency, scale });
  answer(json, found, report(found));
}

const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(4));
const percent = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(2)} %`);

const report = ({ ruleset, asOf, agency, scale, customers, unrated, unread, rho, tau, exactShare, nearShare, grades, words }: ExternalAgreement): string[] => [
  `${ruleset} as of ${asOf} against ${agency}, ${scale}`,
  `${customers} customers with both; ${unrated} that it has not rated, ${unread} with a word that the ruleset does not read`,
  `Spearman's rho ${figure(rho)}   Kendall's tau-b ${figure(tau)}   the same grade ${percent(exactShare)}   within one ${percent(nearShare)}`,
  '',
  ...table(
    [['word', 'stands for', ...grades], ...words.map(({ word, grade, counts }) => [word, grade, ...counts.map(String)])],
    grades.map((_, at) => at + 2),
  ),
];
