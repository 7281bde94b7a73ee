import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Language } from '../base/text.ts';
import { isDay } from '../base/time.ts';
import type { Contradictions } from '../customer/link/match.ts';
import { sealer } from '../customer/sealer.ts';
import { readKnownAt } from '../db/facts.ts';
import { problem } from '../intake/errors.ts';
import { explain } from '../intake/explain.ts';
import { extract } from '../intake/extract.ts';
import type { Mapping } from '../intake/mapping.ts';
import { partsOf } from '../intake/parts.ts';
import { readMapping } from '../intake/read.ts';
import { firstRejects, type Reject } from '../intake/reject.ts';
import type { Absence, Options as Choices, Given, Progress, Report } from '../intake/report.ts';
import { catchUp } from '../payment/catchup.ts';
import { language } from '../server/config.ts';
import { completeSubjects } from '../sharing/consent/complete.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run, tell } from './out.ts';

interface Options {
  json?: boolean;
  dryRun?: boolean;
  again?: boolean;
  maxRejects?: string;
  allowAbsent?: string;
  extractDay?: string;
  streams?: string;
  rejects?: string;
}

export function register(program: Command): void {
  program
    .command('import <mapping> <files...>')
    .description('load files of a source by a mapping: each FILE (or NAME=FILE) whole or not at all; the parts of a full extract as one')
    .option('--json', 'print one line of JSON per file')
    .option('--dry-run', 'do everything, report, and undo it')
    .option('--again', 'compare a file that was already imported row by row')
    .option('--max-rejects <share>', 'share of rejected rows above which nothing is kept, such as 0.001 or 0.1%')
    .option('--allow-absent <share>', 'share of what is current that a full extract may no longer hold, such as 0.5 or 50%')
    .option('--extract-day <day>', 'the day a full extract was made, on which accounts it no longer holds end (default: today)')
    .option('--streams <number>', 'threads that convert a large file while the database takes what is ready (default: 1)')
    .option('--rejects <file>', 'where rejected rows are written (default: FILE.rejects.csv)')
    .action(run((mapping: string, files: string[], options: Options) => importFiles(mapping, files, options)));
}

async function importFiles(path: string, files: string[], options: Options): Promise<void> {
  const choices = choicesOf(options);
  const mapping = await readMapping(path).catch((error: unknown) => {
    if (!(error instanceof AggregateError)) throw error;
    const faults = error.errors as Problem[];
    for (const fault of faults.slice(0, -1)) tell(fault);
    throw faults.at(-1);
  });
  const given = files.map((file) => fileOf(file, mapping));
  if (options.rejects !== undefined && given.length > 1) throw problem('INTAKE_REJECTS_SHARED', { files: given.length });
  await withAssay(async (assay) => {
    const before = await readKnownAt(assay.sql);
    try {
      for (const parts of partsOf(mapping, given)) await importTogether(assay, mapping, parts, choices, options.json);
    } finally {
      // Once for all files: bills alone would be gone through again when their payments come.
      await catchUp(assay.sql);
      await completeSubjects(assay.sql, assay.keys.seal, before);
    }
  });
}

function choicesOf({ dryRun = false, again = false, maxRejects, allowAbsent, extractDay, streams, rejects }: Options): Choices {
  if (extractDay !== undefined && !isDay(extractDay)) throw problem('INTAKE_DAY_WRONG', { given: extractDay });
  return {
    dryRun,
    again,
    maxRejects: shareOf(maxRejects, limits.rejectShare),
    coverLater: true,
    allowAbsent: shareOf(allowAbsent, limits.absentShare),
    ...(extractDay === undefined ? {} : { extractDay }),
    ...(streams === undefined ? {} : { streams: streamsOf(streams) }),
    ...(rejects === undefined ? {} : { rejects }),
  };
}

async function importTogether(assay: Assay, mapping: Mapping, parts: readonly Given[], choices: Choices, json: boolean | undefined): Promise<void> {
  const paths = parts.map(({ path }) => path).join(', ');
  const moving = progress(`import ${paths}`);
  const deps = { sql: assay.sql, sealer: sealer(assay.keys.seal), currency: assay.currency, timeZone: assay.timeZone };
  const reports = await extract(deps, mapping, parts, choices, (at) => moving.step(standing(at))).catch((error: unknown) => {
    moving.done(`import ${paths}: nothing imported`);
    for (const reject of rejectsOf(error)) process.stderr.write(`  ${told(reject, language())}\n`);
    throw error;
  });
  moving.done(`import ${paths}: ${reports.reduce((sum, report) => sum + report.lines, 0)} lines, ${reports.at(-1)?.seconds} s`);
  for (const [at, report] of reports.entries()) answer(json, { mapping: mapping.name, file: parts[at]?.path, ...shown(report) }, lines(report, language()));
}

/** The first rejects of an import that was rolled back because of them. */
const rejectsOf = (error: unknown): Reject[] => firstRejects(((error as Error).cause as { rejects?: Reject[] } | undefined)?.rejects ?? []);

/** `NAME=FILE` where NAME is one of the mapping's files; anything else is a path. */
function fileOf(text: string, mapping: Mapping): Given {
  const cut = text.indexOf('=');
  const name = text.slice(0, Math.max(cut, 0));
  return mapping.files[name] || (cut > 0 && /^\w+$/.test(name)) ? { name, path: text.slice(cut + 1) } : { path: text };
}

function shareOf(given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const share = given.endsWith('%') ? Number(given.slice(0, -1)) / 100 : Number(given);
  if (given.trim() === '' || !(share >= 0 && share <= 1)) throw problem('INTAKE_SHARE_WRONG', { given });
  return share;
}

function streamsOf(given: string): number {
  const streams = Number(given);
  if (!Number.isInteger(streams) || streams < 1 || streams > limits.importStreams) throw problem('INTAKE_STREAMS_WRONG', { given, most: limits.importStreams });
  return streams;
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
  if (report.newColumns.length > 0) out.push(`columns that were not there before, not imported: ${report.newColumns.join(', ')}`);
  for (const absence of report.absent) out.push(...absenceLines(absence));
  out.push(...contradictionLines(report.contradictions));
  for (const reject of report.firstRejects) out.push(`  ${told(reject, spoken)}`);
  if (rejectsFile !== null) out.push(`rejects: ${rejectsFile}`);
  return out;
}

function contradictionLines({ count, first }: Contradictions): string[] {
  if (count === 0) return [];
  const named = first.map(({ customerId, record, other, fields }) => `  ${customerId} (${record}, ${other}: ${fields.join(', ')})`);
  const what = `${count} ${count === 1 ? 'record' : 'records'} joined by a verified number although the birth day or kind disagrees`;
  return [`${what}; where the number is wrong, correct it at its source (--dry-run tells this before anything is joined)`, ...named];
}

function absenceLines({ fact, held, absent, closed, first }: Absence): string[] {
  if (absent === 0) return [];
  const what = closed > 0 ? `${closed} closed` : 'reported only';
  const named = first.map(({ id, key, day }) => `  ${[key, day ?? '', id].filter((word) => word !== '').join(' ')}`);
  return [`${fact}: the full extract no longer holds ${absent} of ${held}, ${what}`, ...named];
}

const told = (reject: Reject, spoken: Language): string => `${reject.code} ${explain(reject, spoken)}`;
