import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import { isDay } from '../base/time.ts';
import { calibrate } from '../portfolio/calibrate.ts';
import { problem as portfolioProblem } from '../portfolio/errors.ts';
import type { Calibration } from '../rating/calibration/calibration.ts';
import { write } from '../rating/calibration/write.ts';
import { problem } from '../rating/errors.ts';
import { table } from '../rating/listing.ts';
import { read } from '../rating/version/read.ts';
import { today } from '../server/clock.ts';
import { lines, readSource, refused, tellable } from './document.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  asOf: string;
  outcome: string;
  horizon: string;
  write?: boolean;
  json?: boolean;
}

export function register(ruleset: Command): void {
  ruleset
    .command('calibrate <file>')
    .description('find what the grades of a ruleset file mean: everybody graded by it as of a day, held against what became of them')
    .requiredOption('--as-of <day>', 'the day that customers are graded as of, YYYY-MM-DD')
    .requiredOption('--horizon <months>', 'how long after that day the outcome counts: 3m, 12m')
    .option('--outcome <kind>', 'what counts as bad: default, churn, write_off or fraud', 'default')
    .option('--write', 'write the probabilities into the file, so that they are part of the version')
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options) => withAssay((assay) => calibrateFile(assay, file, options))));
}

async function calibrateFile({ sql, timeZone }: Assay, file: string, { asOf, outcome, horizon, write: isWritten = false, json }: Options): Promise<void> {
  if (!isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const [, months] = /^([1-9]\d{0,2})m$/.exec(horizon) ?? [];
  const most = limits.windowMonthsMax;
  if (months === undefined || Number(months) > most) throw portfolioProblem('PORTFOLIO_HORIZON_MONTHS', { given: horizon, most }, { path: '--horizon' });
  const source = await readSource(file);
  const text = read(source);
  const found = await calibrate(sql, text.document, { asOf, outcome, horizonMonths: Number(months), today: today(timeZone) });
  if (found.state === 'refused') {
    for (const fault of found.faults) process.stderr.write(`${lines(file, tellable(fault, text)).join('\n')}\n`);
    throw refused(found.faults);
  }
  const { calibration, indeterminate, ungraded } = found;
  const written = write(source, text.document as object, calibration);
  if (isWritten) await writeFile(file, written);
  const shown = read(written);
  const told = found.faults.map((fault) => tellable(fault, shown));
  for (const fault of told) process.stderr.write(`${lines(file, fault).join('\n')}\n`);
  const of = digest(shown.document);
  answer(json, { digest: of, written: isWritten, calibration, indeterminate, ungraded, faults: told }, [
    ...report(calibration),
    `${indeterminate} graded customers of whom nothing can be said, ${ungraded} without a grade`,
    '',
    isWritten ? `written to ${file} (${of})` : `${file} stays as it is: --write writes the probabilities into it`,
  ]);
}

const percent = (share: number): string => `${(share * 100).toFixed(4)} %`;

const report = ({ outcome, asOf, horizonMonths, customers, grades }: Calibration): string[] => [
  `${outcome} within ${horizonMonths} months of ${asOf}, ${customers} customers`,
  '',
  ...table(
    [
      ['grade', 'customers', 'bad', 'probability', '95 % from', 'to'],
      ...Object.entries(grades).map(([grade, each]) => [grade, String(each.customers), String(each.bad), ...[each.pd, each.low, each.high].map(percent)]),
    ],
    [1, 2, 3, 4, 5],
  ),
  '',
];
