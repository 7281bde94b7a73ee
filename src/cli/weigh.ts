import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { digest } from '../base/digest.ts';
import { isDay } from '../base/time.ts';
import { problem } from '../rating/errors.ts';
import { weightLines } from '../rating/listing.ts';
import { read } from '../rating/version/read.ts';
import { weigh } from '../rating/weights/weigh.ts';
import { write } from '../rating/weights/write.ts';
import { today } from '../server/clock.ts';
import { lines, readSource, refused, tellable } from './document.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  asOf?: string;
  write?: boolean;
  json?: boolean;
}

export function register(ruleset: Command): void {
  ruleset
    .command('weigh <file>')
    .description('find the weights of the cards of a ruleset file: from its matrices, and where it asks for entropies from the portfolio')
    .option('--as-of <day>', 'entropies are of this day, YYYY-MM-DD, instead of the one in the file')
    .option('--write', 'write the weights into the file, so that they are part of the version')
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options) => withAssay((assay) => weighFile(assay, file, options))));
}

async function weighFile({ sql, timeZone }: Assay, file: string, { asOf, write: isWritten = false, json }: Options): Promise<void> {
  if (asOf !== undefined && !isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const source = await readSource(file);
  const text = read(source);
  const weighing = await weigh(sql, text.document, { asOf, today: today(timeZone) });
  if (weighing.state === 'refused') {
    for (const fault of weighing.faults) process.stderr.write(`${lines(file, tellable(fault, text)).join('\n')}\n`);
    throw refused(weighing.faults);
  }
  const written = isWritten ? write(source, weighing.document) : source;
  if (isWritten) await writeFile(file, written);
  const told = weighing.faults.map((fault) => tellable(fault, read(written)));
  for (const fault of told) process.stderr.write(`${lines(file, fault).join('\n')}\n`);
  const cards = weighing.cards.map(({ card, weights: { result, found } }) => ({ card, result, found: found ?? null }));
  answer(json, { digest: digest(weighing.document), written: isWritten, cards, faults: told }, [
    ...weighing.cards.flatMap(({ card, weights }) => [`card ${card}`, ...weightLines(weights).map((line) => `  ${line}`.trimEnd()), '']),
    isWritten ? `written to ${file} (${digest(weighing.document)})` : `${file} stays as it is: --write writes the weights into it`,
  ]);
}
