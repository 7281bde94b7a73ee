import type { Command } from 'commander';
import { approvalPrefix } from '../approval/record.ts';
import { encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { instantOf } from '../base/time.ts';
import { textOf } from '../graphql/texts.ts';
import { problem as ratingProblem } from '../rating/errors.ts';
import { table } from '../rating/listing.ts';
import { clock, today } from '../server/clock.ts';
import { language } from '../server/config.ts';
import { checked } from '../sharing/agreement/checked.ts';
import { draft } from '../sharing/agreement/draft.ts';
import { errorsOf, type Fault } from '../sharing/agreement/fault.ts';
import { haltAgreement, type Step, steps } from '../sharing/agreement/halt.ts';
import type { Outcome } from '../sharing/agreement/outcome.ts';
import { shown } from '../sharing/agreement/shown.ts';
import { pageVersions, versionsById } from '../sharing/agreement/store.ts';
import { submitVersion } from '../sharing/agreement/submit.ts';
import type { VersionRow } from '../sharing/agreement/version.ts';
import { idOf } from '../sharing/agreement/version.ts';
import { problem } from '../sharing/errors.ts';
import { partnerByName } from '../sharing/partner/store.ts';
import { actingOn } from './acting.ts';
import { agreed } from './agreed.ts';
import { register as registerChanges } from './agreementchanges.ts';
import { isFile, lines, readText } from './document.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  json?: boolean;
}

interface Asking extends Options {
  comment: string;
  urgent?: string;
  to?: string;
  needed?: string;
  until?: string;
  by?: string;
}

export function register(program: Command): void {
  const agreement = program
    .command('agreement')
    .description('what partners may ask for and see: check, submit, compare and rehearse versions; suspend and end');
  const step = (name: string, description: string): Command => agreement.command(name).description(description).option('--json', 'print one line of JSON');
  step('check <file>', "name everything that is wrong with an agreement's file").action(
    run((file: string, options: Options) => withAssay((assay) => checkFile(assay, file, options))),
  );
  step('submit <file-or-id>', 'ask a second person to put a version in force; a file that is not kept yet is kept first')
    .requiredOption('--comment <text>', 'why; it goes on record')
    .option('--urgent <text>', `why what it takes away cannot be told ${limits.agreementNoticeDays} days beforehand; it goes on record`)
    .option('--to <names>', 'who may approve, parted by commas (default: whoever holds the right to)')
    .option('--needed <n>', 'how many must approve', '1')
    .option('--until <instant>', 'such as 2026-12-01T12:00:00Z')
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .action(run((given: string, options: Asking) => withAssay((assay) => submit(assay, given, options))));
  step('show <id>', 'print a version').action(run((id: string, options: Options) => withAssay((assay) => show(assay, id, options))));
  step('list', 'versions, newest first')
    .option('--partner <name>', 'of the partner of this name alone')
    .action(run((options: Options & { partner?: string }) => withAssay((assay) => list(assay, options))));
  registerChanges(agreement);
  const told: Readonly<Record<Step, string>> = {
    suspend: 'from now on nothing is disclosed under it',
    resume: 'it goes on',
    end: 'for good, versions to come too',
  };
  for (const verb of steps)
    step(`${verb} <partner>`, told[verb])
      .requiredOption('--why <text>', 'why; it goes on record')
      .option('--by <name>', 'who acts (default: the user of this machine)')
      .action(run((partner: string, options: Options & { why: string; by?: string }) => withAssay((assay) => halt(assay, partner, verb, options))));
}

/** What is wrong with a file, as data and as lines. */
function told(file: string, lineOf: (path: string) => number, faults: readonly Fault[]): { faults: object[]; lines: string[] } {
  const found = faults.map(({ severity, code, path, params }) => ({ severity, code, path, line: lineOf(path), ...textOf(code, language(), params) }));
  return { faults: found, lines: found.flatMap((fault) => lines(file, fault as never)) };
}

async function checkFile({ sql, timeZone }: Assay, file: string, { json }: Options): Promise<void> {
  const { document, lineOf } = await readText(file);
  const { agreement, faults } = await checked(sql, document, today(timeZone));
  const found = told(file, lineOf, faults);
  const errors = errorsOf(faults).length;
  const counted = { ok: agreement !== undefined, errors, warnings: faults.length - errors };
  if (agreement === undefined) process.exitCode = 1;
  answer(json, { ...counted, faults: found.faults }, [...found.lines, `${file}: ${errors} errors, ${counted.warnings} warnings`]);
}

async function submit(assay: Assay, given: string, { comment, urgent, to, needed, until, by, json }: Asking): Promise<void> {
  const text = (await isFile(given)) ? await readText(given) : undefined;
  const deadline = until === undefined ? undefined : instantOf(until);
  if (until !== undefined && deadline === undefined) throw ratingProblem('RATING_INSTANT', { given: until }, { path: '--until' });
  const approvers = to?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const acting = actingOn(assay, by);
  // What is refused keeps nothing, the file neither.
  const { version, approvalId, faults } = (await assay.sql.begin(async (tx) => {
    const drafted = text && settled(given, text.lineOf, await draft(tx, { document: text.document, comment }, acting));
    const versionId = drafted?.versionId ?? (await agreed(tx, given)).versionId;
    const asked = await submitVersion(tx, { versionId, comment, urgent, approvers, needed: Number(needed), deadline }, acting);
    const { faults: found } = settled(given, text?.lineOf ?? (() => 1), asked);
    return { version: (await versionsById(tx, [versionId])).get(versionId) as VersionRow, approvalId: asked.approvalId as string, faults: found };
  })) as { version: VersionRow; approvalId: string; faults: readonly Fault[] };
  const [id, approval] = [idOf(version), encodeId(approvalPrefix, approvalId)];
  answer(json, { version: id, number: version.number, digest: version.digest, approval, warnings: faults.length }, [
    `version ${version.number} of the agreement with ${version.document.partner} is submitted (${id}); what changes by it:`,
    `  assay agreement diff ${id}`,
    'another person decides:',
    `  assay approve ${approval} --digest ${version.digest} --comment WHY --by NAME`,
  ]);
}

/** Tells what was found on stderr, and where something was refused for it, fails. */
function settled(given: string, lineOf: (path: string) => number, outcome: Outcome): Outcome {
  const { faults, refused } = outcome;
  process.stderr.write(
    told(given, lineOf, faults)
      .lines.map((line) => `${line}\n`)
      .join(''),
  );
  if (refused) throw problem('SHARING_AGREEMENT_FAULTS', refused.params);
  return outcome;
}

async function show({ sql, timeZone }: Assay, id: string, { json }: Options): Promise<void> {
  const row = await agreed(sql, id);
  const [version] = await shown(sql, [row], { at: clock(), today: today(timeZone) });
  const { number, digest, state, author, draftedAt, approvedAt, fromOn, untilOn, suspendedAt, endedAt } = version as NonNullable<typeof version>;
  const { partner, title, purposes, quotas, price, windowMonths, freshDays, retentionDays } = row.document;
  const life = { number, state, digest, author, draftedAt, approvedAt, fromOn, untilOn, suspendedAt, endedAt };
  answer(json, { id, ...life, document: row.document }, [
    `${partner}, version ${number}: ${title[language()]}  (${state})`,
    `${untilOn === null ? `from ${fromOn}, replaced before that day was over` : `${fromOn} to ${untilOn}`}, drafted by ${author} at ${draftedAt}, ${approvedAt === null ? 'not approved' : `approved at ${approvedAt}`}`,
    digest,
    `${quotas.day} inquiries a day, ${quotas.subject} about one subject, ${quotas.burst} at once, ${quotas.perSecond} a second; ${price.inquiryMinor} minor units of ${price.currency} each`,
    `facts of ${windowMonths} months, grades of ${freshDays} days, kept for ${retentionDays} days at most`,
    '',
    ...Object.entries(purposes).flatMap(([name, { grain, subjects, carried, scopes, title: of }]) => [
      `${name}: ${of[language()]}  (${grain}, about ${subjects.join(' and ')}${carried ? ', carried by the customer' : ''})`,
      ...table(Object.entries(scopes), []).map((line) => `  ${line}`),
    ]),
  ]);
}

async function list({ sql, timeZone }: Assay, { partner: name, json }: Options & { partner?: string }): Promise<void> {
  const partner = name === undefined ? undefined : await partnerByName(sql, name);
  if (name !== undefined && !partner) throw problem('SHARING_PARTNER_UNKNOWN', { name });
  const rows = await pageVersions(sql, partner?.partnerId ?? null, undefined, limits.pageMax + 1);
  const more = rows.length > limits.pageMax;
  const found = await shown(sql, rows.slice(0, limits.pageMax), { at: clock(), today: today(timeZone) });
  const versions = found.map(({ id, number, state, fromOn, untilOn, digest, agreement }) => ({
    id,
    partner: agreement.partner,
    number,
    state,
    fromOn,
    untilOn,
    digest,
  }));
  const cells = versions.map((row) => [row.id, row.partner, String(row.number), row.state, row.fromOn, row.untilOn ?? '-']);
  const head = ['version', 'partner', 'number', 'state', 'from', 'until'];
  answer(json, { versions, more }, [...table([head, ...cells], [2]), `${versions.length}${more ? ' and more' : ''} versions`]);
}

async function halt(assay: Assay, partner: string, step: Step, { why, by, json }: Options & { why: string; by?: string }): Promise<void> {
  const acting = actingOn(assay, by);
  const rows = (await assay.sql.begin((tx) => haltAgreement(tx, { partner, step, why }, acting))) as VersionRow[];
  const versions = (await shown(assay.sql, rows, acting)).map(({ id, number, state }) => ({ id, number, state }));
  answer(
    json,
    { partner, versions },
    versions.map(({ number, state }) => `version ${number}: ${state}`),
  );
}
