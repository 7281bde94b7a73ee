import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import { sealer } from '../customer/sealer.ts';
import { problem } from '../intake/errors.ts';
import { explain } from '../intake/explain.ts';
import { load, type Progress, type Report } from '../intake/load.ts';
import type { Mapping } from '../intake/mapping.ts';
import { readMapping } from '../intake/read.ts';
import { firstRejects, type Reject } from '../intake/reject.ts';
import { language } from '../server/config.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run, tell } from './out.ts';

interface Options {
  json?: boolean;
  dryRun?: boolean;
  again?: boolean;
  maxRejects?: string;
  rejects?: string;
}

export function register(program: Command): void {
  program
    .command('import <mapping> <files...>')
    .description('load files of a source by a mapping: each FILE (or NAME=FILE) whole or not at all')
    .option('--json', 'print one line of JSON per file')
    .option('--dry-run', 'do everything, report, and undo it')
    .option('--again', 'compare a file that was already imported row by row')
    .option('--max-rejects <share>', 'share of rejected rows above which nothing is kept, such as 0.001 or 0.1%')
    .option('--rejects <file>', 'where rejected rows are written (default: FILE.rejects.csv)')
    .action(run((mapping: string, files: string[], options: Options) => importFiles(mapping, files, options)));
}

async function importFiles(path: string, files: string[], options: Options): Promise<void> {
  const maxRejects = shareOf(options.maxRejects);
  const mapping = await readMapping(path).catch((error: unknown) => {
    if (!(error instanceof AggregateError)) throw error;
    const faults = error.errors as Problem[];
    for (const fault of faults.slice(0, -1)) tell(fault);
    throw faults.at(-1);
  });
  await withAssay(async (assay) => {
    for (const file of files) await importOne(assay, mapping, fileOf(file, mapping), { ...options, maxRejects });
  });
}

async function importOne(
  assay: Assay,
  mapping: Mapping,
  file: { name?: string; path: string },
  options: Omit<Options, 'maxRejects'> & { maxRejects: number },
): Promise<void> {
  const { json, dryRun = false, again = false, maxRejects, rejects } = options;
  const moving = progress(`import ${file.path}`);
  const deps = { sql: assay.sql, sealer: sealer(assay.keys.seal), currency: assay.currency, timeZone: assay.timeZone };
  const chosen = { dryRun, again, maxRejects, ...(rejects === undefined ? {} : { rejects }) };
  const report = await load(deps, mapping, file, chosen, (at) => moving.step(standing(at))).catch((error: unknown) => {
    moving.done(`import ${file.path}: nothing imported`);
    for (const reject of rejectsOf(error)) process.stderr.write(`  ${told(reject, language())}\n`);
    throw error;
  });
  moving.done(`import ${file.path}: ${report.lines} lines, ${report.seconds} s`);
  answer(json, shown(report), lines(report, language()));
}

/** The first rejects of an import that was rolled back because of them. */
const rejectsOf = (error: unknown): Reject[] => firstRejects(((error as Error).cause as { rejects?: Reject[] } | undefined)?.rejects ?? []);

/** `NAME=FILE` where NAME is one of the mapping's files; anything else is a path. */
function fileOf(text: string, mapping: Mapping): { name?: string; path: string } {
  const cut = text.indexOf('=');
  const name = text.slice(0, Math.max(cut, 0));
  return mapping.files[name] || (cut > 0 && /^\w+$/.test(name)) ? { name, path: text.slice(cut + 1) } : { path: text };
}

function shareOf(given: string | undefined): number {
  if (given === undefined) return limits.rejectShare;
  const share = given.endsWith('%') ? Number(given.slice(0, -1)) / 100 : Number(given);
  if (given.trim() === '' || !(share >= 0 && share <= 1)) throw problem('INTAKE_SHARE_WRONG', { given });
  return share;
}

const standing = ({ phase, lines: read, bytes, totalBytes }: Progress): string =>
  phase === 'reading' ? `${read} lines, ${Math.floor((bytes / Math.max(totalBytes, 1)) * 100)} %` : `${read} lines read, writing`;

/** Rejects in JSON are named by code; their texts stand in the rejects file. */
const shown = (report: Report): object => ({
  ...report,
  firstRejects: report.firstRejects.map(({ line, column, cell, code }) => ({ line, column, cell, code })),
});

const kinds = (report: Report): string => {
  const end = Object.keys(report).indexOf('rejected');
  return Object.entries(report)
    .slice(0, end)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
};

function lines(report: Report, spoken: Language): string[] {
  const { inserted, changed, unchanged, rejected, rejectsFile, alreadyImported, dryRun, identifiersIgnored } = report;
  const head = alreadyImported ? 'already imported; --again compares it row by row' : dryRun ? 'dry run: nothing was kept' : 'imported';
  const out = [`${head}: ${kinds(report)}`];
  if (!alreadyImported) out.push(`${inserted} new, ${changed} changed, ${unchanged} unchanged, ${rejected} rejected`);
  if (identifiersIgnored > 0) out.push(`${identifiersIgnored} identifiers left out: placeholders or wrong forms`);
  for (const reject of report.firstRejects) out.push(`  ${told(reject, spoken)}`);
  if (rejectsFile !== null) out.push(`rejects: ${rejectsFile}`);
  return out;
}

const told = (reject: Reject, spoken: Language): string => `${reject.code} ${explain(reject, spoken)}`;
