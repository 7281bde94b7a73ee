import type { Command } from 'commander';
import { asOf, type Kept, type Vote } from '../approval/approval.ts';
import { approvalPrefix } from '../approval/record.ts';
import { latestOf } from '../approval/store.ts';
import { vote } from '../approval/vote.ts';
import { encodeId } from '../base/id.ts';
import { instantOf } from '../base/time.ts';
import { problem } from '../rating/errors.ts';
import type { Outcome } from '../rating/release/outcome.ts';
import { save } from '../rating/release/save.ts';
import { submitVersion } from '../rating/release/submit.ts';
import { handlers } from '../server/handlers.ts';
import { actingOn } from './acting.ts';
import { isNameAlone, named, settled } from './named.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  comment: string;
  by?: string;
  json?: boolean;
}

interface Asking extends Options {
  to?: string;
  needed?: string;
  until?: string;
}

/** From a draft to an approved version. */
export function register(ruleset: Command): void {
  const step = (name: string, description: string): Command =>
    ruleset
      .command(name)
      .description(description)
      .requiredOption('--comment <text>', 'why; it goes on record')
      .option('--by <name>', 'who acts (default: the user of this machine)')
      .option('--json', 'print one line of JSON');
  step('draft <file>', 'keep a ruleset file as an immutable version that nobody approved yet').action(
    run((file: string, options: Options) => withAssay((assay) => draft(assay, file, options))),
  );
  step('submit <file-or-name>', 'ask a second person to approve a version; a file that is not kept yet is kept first')
    .option('--to <names>', 'who may approve, parted by commas (default: whoever holds the right to)')
    .option('--needed <n>', 'how many must approve', '1')
    .option('--until <instant>', 'such as 2026-12-01T12:00:00Z')
    .action(run((given: string, options: Asking) => withAssay((assay) => submit(assay, given, options))));
  for (const choice of ['approve', 'refuse'] as const) {
    step(`${choice} <file-or-digest>`, `${choice} a version that was submitted: another person than its author and submitter does`).action(
      run((given: string, options: Options) => withAssay((assay) => decide(assay, given, choice, options))),
    );
  }
}

async function draft(assay: Assay, file: string, { comment, by, json }: Options): Promise<void> {
  const version = await named(assay.sql, file);
  const saved = (await assay.sql.begin((tx) => save(tx, version.document, comment, actingOn(assay, by)))) as Outcome;
  const faults = settled(version, saved);
  const { isChanged, digest } = saved;
  answer(json, { digest, isChanged, faults }, `${file} ${isChanged ? 'is kept as a draft' : 'was kept already'} (${digest})`);
}

async function submit(assay: Assay, given: string, { comment, by, json, to, needed, until }: Asking): Promise<void> {
  const version = await named(assay.sql, given);
  const deadline = until === undefined ? undefined : instantOf(until);
  if (until !== undefined && deadline === undefined) throw problem('RATING_INSTANT', { given: until }, { path: '--until' });
  const approvers = to?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const asking = { digest: version.digest, comment, approvers, needed: Number(needed), deadline };
  const acting = actingOn(assay, by);
  // What is refused keeps nothing, the file neither.
  const { approvalId, warnings } = (await assay.sql.begin(async (tx) => {
    const saved = version.text ? await save(tx, version.document, comment, acting) : undefined;
    const submission = saved?.refused ? saved : await submitVersion(tx, asking, acting);
    return { approvalId: submission.approvalId as string, warnings: settled(version, submission) };
  })) as { approvalId: string; warnings: object[] };
  const approval = encodeId(approvalPrefix, approvalId);
  answer(json, { digest: version.digest, approval, warnings }, [
    `${given} is submitted (${version.digest}); another person decides:`,
    `  assay ruleset approve ${version.digest} --by NAME --comment WHY`,
  ]);
}

async function decide(assay: Assay, given: string, choice: Vote['choice'], { comment, by, json }: Options): Promise<void> {
  const version = await named(assay.sql, given);
  const { digest } = version;
  // The newest of a name may be another by now than the one that was looked at.
  if (isNameAlone(version)) throw problem('RULESET_DIGEST_MISSING', { given, name: given });
  const acting = actingOn(assay, by);
  const request = (await latestOf(assay.sql, 'ruleset', [digest])).get(digest);
  if (!request) throw problem('RULESET_NOT_SUBMITTED', { given });
  const { approvalId } = request;
  const after = (await assay.sql.begin((tx) => vote(tx, handlers, { approvalId, digest, choice, comment }, acting))) as Kept;
  const { state, votes, needed } = asOf(after, acting.at);
  const approvals = votes.filter((each) => each.choice === 'approve').length;
  answer(json, { state, digest, approval: encodeId(approvalPrefix, approvalId), approvals, needed }, [
    `${given} is ${state} (${digest}): ${approvals} of ${needed} approvals`,
    ...(state === 'approved' ? [`  assay ruleset activate ${digest} --on DAY --comment WHY`] : []),
  ]);
}
