import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import type { Acting } from '../approval/handler.ts';
import { encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { Language } from '../base/text.ts';
import { problem as intakeProblem } from '../intake/errors.ts';
import { explain } from '../intake/explain.ts';
import { openFile } from '../intake/reading/open.ts';
import { byLine, type Told } from '../intake/reject.ts';
import { writeRejects } from '../intake/write.ts';
import { language } from '../server/config.ts';
import { completeSubjects } from '../sharing/consent/complete.ts';
import { consentPrefix } from '../sharing/consent/consent.ts';
import { withdraw } from '../sharing/consent/withdraw.ts';
import { problem } from '../sharing/errors.ts';
import { type Brought, bring, type Sheet } from '../sharing/filing/bring.ts';
import { type Column, checkHeader, columns, type Line, needed } from '../sharing/filing/sheet.ts';
import { meant } from '../sharing/giving/meant.ts';
import { standingByName } from '../sharing/standing/store.ts';
import { actingOn } from './acting.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run } from './out.ts';

interface Options {
  json?: boolean;
  by?: string;
}

interface Importing extends Options {
  partner: string;
  rejects?: string;
}

interface Withdrawing extends Options {
  partner?: string;
  why?: string;
}

export function register(program: Command): void {
  const consent = program.command('consent').description('what customers allow partners to be told');
  const step = (name: string, description: string): Command => consent.command(name).description(description).option('--json', 'print one line of JSON');
  step('import <file>', `record the consents of a csv file; columns: ${columns.join(', ')}`)
    .addHelpText('after', cells)
    .requiredOption('--partner <name>', 'the partner they are given to')
    .option('--rejects <file>', 'where lines that were left out are written (default: FILE.rejects.csv)')
    .option('--by <name>', 'who records them (default: the user of this machine)')
    .action(run((file: string, options: Importing) => withAssay((assay) => importFile(assay, file, options))));
  step('withdraw <id>', 'withdraw a consent, or, of a customer with --partner, all that it gave to the partner')
    .option('--partner <name>', 'all that the customer gave to this partner')
    .option('--why <text>', 'why, where the customer says so')
    .option('--by <name>', 'who records it (default: the user of this machine)')
    .action(run((id: string, options: Withdrawing) => withAssay((assay) => takeBack(assay, id, options))));
  step('subjects', 'let partners find customers by identifiers that came after the consent, and no more by those that went').action(
    run((options: Options) => withAssay((assay) => complete(assay, options))),
  );
}

const cells = `
${needed.join(', ')} must be filled: a customer by its id (cus_...),
scopes parted by blanks, given_on as a day; valid_from and valid_until are instants with their offset
(empty: at once, and until withdrawn); reference is the partner's own name of the customer.`;

interface Report extends Brought {
  readonly lines: number;
}

async function importFile(assay: Assay, file: string, { partner, rejects, by, json }: Importing): Promise<void> {
  const acting = actingOn(assay, by);
  const standing = await standingByName(assay.sql, partner, acting.today);
  if (!standing) throw problem('SHARING_PARTNER_UNKNOWN', { name: partner }, { path: '--partner' });
  if (!standing.agreement && !standing.next) throw problem('SHARING_AGREEMENT_NONE');
  const moving = progress(`consents of ${file}`);
  const report = await readIn(assay, file, { standing, fileDigest: await digestOf(file) }, acting, moving.step);
  moving.done(`consents of ${file}: ${report.lines} lines`);
  const { lines, recorded, unchanged, refused } = report;
  const rejectsFile = refused.length === 0 ? null : (rejects ?? `${file}.rejects.csv`);
  if (rejectsFile !== null) await writeRejects(rejectsFile, refused);
  answer(json, { file, partner, lines, recorded, unchanged, rejected: refused.length, rejectsFile, firstRejects: refused.slice(0, limits.rejectsShown) }, [
    `${recorded} recorded, ${unchanged} on record already, ${refused.length} left out, of ${lines} lines`,
    ...refused.slice(0, limits.rejectsShown).map((reject) => `  ${told(reject, language())}`),
    ...(rejectsFile === null ? [] : [`rejects: ${rejectsFile}`]),
  ]);
  if (refused.length > 0) process.exitCode = 1;
}

const told = (reject: Told, spoken: Language): string => `line ${reject.line}, ${reject.column || '-'}: ${reject.code} ${explain(reject, spoken)}`;

/** Reads the file in portions that are each recorded whole: one that was cut off goes on with what is not on record yet. */
async function readIn(assay: Assay, path: string, sheet: Sheet, acting: Acting, told: (message: string) => void): Promise<Report> {
  const all = { lines: 0, recorded: 0, unchanged: 0, refused: [] as Told[] };
  const reader = await openFile(path, {
    ...{ format: 'csv', encoding: 'utf-8', delimiter: ',', null: [''], ignore: [], extract: 'delta', absent: 'report' },
    columns,
  });
  try {
    checkHeader(reader.header);
    for await (const { rows, lines, rejects } of reader.batches()) {
      all.refused.push(...rejects);
      for (let at = 0; at < rows.length; at += limits.consentsPerCommit) {
        const portion = rows.slice(at, at + limits.consentsPerCommit).map((cells, place) => lineOf(reader.header, cells, lines[at + place] as number));
        const brought = (await assay.sql.begin((tx) => bring(tx, assay.keys.seal, sheet, portion, acting))) as Brought;
        all.recorded += brought.recorded;
        all.unchanged += brought.unchanged;
        all.refused.push(...brought.refused);
      }
      all.lines += rows.length + rejects.length;
      told(`${all.lines} lines`);
      if (all.refused.length > limits.rejectsKept) throw intakeProblem('INTAKE_REJECTS_LIMIT', { most: limits.rejectsKept });
    }
  } finally {
    await reader.close();
  }
  return { ...all, refused: all.refused.sort(byLine) };
}

function lineOf(header: readonly string[], cells: readonly string[], line: number): Line {
  const known = header.flatMap((name, at): [Column, string][] => ((columns as readonly string[]).includes(name) ? [[name as Column, cells[at] ?? '']] : []));
  return { line, cells: Object.fromEntries(known) };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw intakeProblem('INTAKE_FILE_MISSING', { file: path }, { cause });
  }
  return hash.digest('hex');
}

async function takeBack(assay: Assay, id: string, { partner, why, by, json }: Withdrawing): Promise<void> {
  const called = partner === undefined ? { id } : { customerId: id, partner };
  const ended = (await assay.sql.begin(async (tx) => withdraw(tx, await meant(tx, { ...called, why }), actingOn(assay, by)))) as string[];
  const withdrawn = ended.map((consentId) => encodeId(consentPrefix, consentId));
  answer(json, { withdrawn }, withdrawn.length === 0 ? 'nothing was standing' : withdrawn.map((each) => `${each} is withdrawn`));
}

async function complete({ sql, keys }: Assay, { json }: Options): Promise<void> {
  const found = await completeSubjects(sql, keys.seal);
  answer(json, found, `${found.added} names of customers added, ${found.dropped} taken out`);
}
