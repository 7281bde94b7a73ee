import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import { today } from '../server/clock.ts';
import { language } from '../server/config.ts';
import { read } from '../sharing/agreement/check.ts';
import { errorsOf } from '../sharing/agreement/fault.ts';
import { compare } from '../sharing/difference/compare.ts';
import { type Difference, difference, sentenceOf, termSentence } from '../sharing/difference/difference.ts';
import { publish } from '../sharing/difference/publish.ts';
import { seeing } from '../sharing/difference/seeing.ts';
import { problem } from '../sharing/errors.ts';
import { partnerByName } from '../sharing/partner/store.ts';
import { dryRun } from '../sharing/rehearsal/dryrun.ts';
import { isWithholding } from '../sharing/rehearsal/rehearsal.ts';
import { causeText } from '../sharing/rehearsal/wording.ts';
import { agreed } from './agreed.ts';
import { isFile, readText } from './document.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  json?: boolean;
}

/** What changes for a partner by a version, kept or not. */
export function register(agreement: Command): void {
  agreement
    .command('diff <file-or-id> [other]')
    .description('which fields a partner sees otherwise by a version, from the one before it, or from one version to the other')
    .option('--json', 'print one line of JSON')
    .action(run((given: string, other: string | undefined, options: Options) => withAssay((assay) => diff(assay, given, other, options))));
  agreement
    .command('dry-run <file>')
    .description('hold a proposed agreement against the last inquiries of its partner: answered, refused or without the grade and why, fields gained and lost')
    .option('--last <n>', 'so many inquiries', String(limits.rehearsedInquiries))
    .option('--json', 'print one line of JSON')
    .action(run((file: string, options: Options & { last: string }) => withAssay((assay) => rehearse(assay, file, options))));
}

/** The whole graph; loaded where it is needed, for it takes a while. */
const graph = async () => (await import('../server/schema.ts')).schema();

async function diff({ sql }: Assay, given: string, other: string | undefined, { json }: Options): Promise<void> {
  const of = await sideOf(sql, given);
  if (other === undefined) {
    const compared = await compare(sql, await graph(), of);
    answer(json, publish(compared, compared, language()), sentences(compared, compared.partner));
    return;
  }
  const to = await sideOf(sql, other);
  if (of.partnerId !== to.partnerId) throw problem('SHARING_AGREEMENT_OTHERS');
  const { partner } = to.document;
  const changed = difference(of.document, to.document, seeing(await graph()));
  answer(json, publish(changed, { partner, from: of.number, to: to.number }, language()), sentences(changed, partner));
}

/** A file, or a stored version. */
async function sideOf(sql: Assay['sql'], given: string) {
  if (!(await isFile(given))) {
    const { partnerId, document, number } = await agreed(sql, given);
    return { partnerId, document, number };
  }
  const { agreement, faults } = read((await readText(given)).document);
  const [first] = errorsOf(faults);
  if (!agreement) throw problem('SHARING_AGREEMENT_FAULTS', { errors: errorsOf(faults).length, code: first?.code ?? '', place: first?.path ?? '' });
  const partner = await partnerByName(sql, agreement.partner);
  if (!partner) throw problem('SHARING_PARTNER_UNKNOWN', { name: agreement.partner });
  return { partnerId: partner.partnerId, document: agreement, number: null };
}

function sentences({ sights, terms }: Difference, partner: string): string[] {
  const told = [...sights.map((change) => sentenceOf(change, partner, language())), ...terms.map((term) => termSentence(term, language()))];
  return told.length > 0 ? told : [language() === 'zh' ? '没有变化。' : 'Nothing changes.'];
}

async function rehearse({ sql, timeZone }: Assay, file: string, { last, json }: Options & { last: string }): Promise<void> {
  const { document } = await readText(file);
  const { faults, rehearsal, difference: changed } = await dryRun(sql, await graph(), { document, last: Number(last), today: today(timeZone) });
  const [first] = errorsOf(faults);
  if (!rehearsal || !changed) throw problem('SHARING_AGREEMENT_FAULTS', { errors: errorsOf(faults).length, code: first?.code ?? '', place: first?.path ?? '' });
  const { requests, inquiries, since, until, answered, refusedNow, answeredNow, refusedBefore, gradeNotTold, unknown, fieldsUnknown, causes, fields } =
    rehearsal;
  const errors = errorsOf(faults).length;
  answer(json, { faults, rehearsal, difference: publish(changed, changed, language()) }, [
    `${inquiries} inquiries in ${requests} requests${since === null ? '' : `, ${since} to ${until}`}`,
    `answered as before ${answered}   refused now ${refusedNow}   answered now ${answeredNow}   refused as before ${refusedBefore}`,
    ...(gradeNotTold === 0 ? [] : [`${gradeNotTold} not told the grade that they were told; whether there is another is not looked up`]),
    ...(unknown === 0 ? [] : [`${unknown} answered then, of which too little is kept to know`]),
    ...(fieldsUnknown === 0 ? [] : [`${fieldsUnknown} with fields that nothing was ever told of: whether they are shown is not known`]),
    ...causes.map(({ cause, inquiries: count }) => `  ${count} ${isWithholding(cause) ? 'without the grade' : 'refused'}: ${causeText(cause, language())}`),
    ...fields.map(({ inquiries: count, ...change }) => `  ${count}: ${sentenceOf(change, changed.partner, language())}`),
    ...(faults.length === 0 ? [] : [`the document has ${errors} errors, ${faults.length - errors} warnings: assay agreement check ${file}`]),
  ]);
}
