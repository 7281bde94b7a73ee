import { type Command, Option } from 'commander';
import { asOf, type Kept, type State, states, type Vote } from '../approval/approval.ts';
import { refusal } from '../approval/errors.ts';
import type { Acting } from '../approval/handler.ts';
import { reassign } from '../approval/reassign.ts';
import { approvalPrefix } from '../approval/record.ts';
import { publish } from '../approval/request.ts';
import { pageApprovals } from '../approval/store.ts';
import { vote } from '../approval/vote.ts';
import { withdraw } from '../approval/withdraw.ts';
import { decodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { instantOf } from '../base/time.ts';
import type { Tx } from '../db/client.ts';
import { problem } from '../rating/errors.ts';
import { language } from '../server/config.ts';
import { handlers } from '../server/handlers.ts';
import { actingOn } from './acting.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

interface Options {
  digest: string;
  comment: string;
  by?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('inbox')
    .description('requests that wait for a decision, newest first')
    .addOption(new Option('--state <state>', 'what became of them').choices(states).default('submitted'))
    .option('--kind <kind>', 'of this kind alone')
    .option('--by <name>', 'who looks (default: the user of this machine)')
    .option('--json', 'print one line of JSON')
    .action(run((options: { state: State; kind?: string; by?: string; json?: boolean }) => withAssay((assay) => inbox(assay, options))));
  const step = (name: string, description: string): Command =>
    program
      .command(`${name} <id>`)
      .description(description)
      .requiredOption('--digest <digest>', 'digest of the form that was looked at')
      .requiredOption('--comment <text>', 'why; it goes on record')
      .option('--by <name>', 'who acts (default: the user of this machine)')
      .option('--json', 'print one line of JSON');
  for (const choice of ['approve', 'refuse'] as const) {
    step(choice, `${choice} a request: another person than its author and submitter does`).action(
      run((id: string, options: Options) => act(id, options, (tx, asked, acting) => vote(tx, handlers, { ...asked, choice }, acting))),
    );
  }
  step('withdraw', 'take back a request; its submitter does').action(
    run((id: string, options: Options) => act(id, options, (tx, asked, acting) => withdraw(tx, handlers, asked, acting))),
  );
  step('reassign', 'name other approvers and another deadline, also past the old one; the submitter does')
    .option('--to <names>', 'who may decide, parted by commas (default: whoever holds the right to)')
    .option('--until <instant>', `such as 2026-12-01T12:00:00Z (default: ${limits.approvalDays} days from now)`)
    .action(
      run((id: string, options: Options & Elsewhere) => act(id, options, (tx, asked, acting) => reassign(tx, { ...asked, ...elsewhere(options) }, acting))),
    );
}

export interface Elsewhere {
  to?: string;
  until?: string;
}

/** To whom and until when, as the options say. */
export function elsewhere({ to, until }: Elsewhere): { approvers: string[] | null; deadline: string | undefined } {
  const deadline = until === undefined ? undefined : instantOf(until);
  if (until !== undefined && deadline === undefined) throw problem('RATING_INSTANT', { given: until }, { path: '--until' });
  const named = to?.split(',').map((name) => name.trim());
  return { approvers: named?.filter((name) => name !== '') ?? null, deadline };
}

async function inbox(assay: Assay, { state, kind, by, json }: { state: State; kind?: string; by?: string; json?: boolean }): Promise<void> {
  const acting = actingOn(assay, by);
  const kinds = Object.keys(handlers);
  const rows = await pageApprovals(assay.sql, { kinds, who: acting.who, kind: kind ?? null, state, at: acting.at }, undefined, limits.pageMax + 1);
  const approvals = rows.slice(0, limits.pageMax).map((row) => publish(row, acting, kinds, language()));
  const told = approvals.flatMap(({ id, kind: of, title, submitter, why, digest, deadline, needed, votes }) => [
    `${id}  ${of}  ${title}`,
    `    ${submitter}: ${why}`,
    `    ${digest}  ${votes.filter(({ choice }) => choice === 'approve').length} of ${needed}, until ${deadline}`,
  ]);
  const more = rows.length > limits.pageMax;
  answer(json, { approvals, more }, [...told, `${approvals.length}${more ? ' and more' : ''} ${state}`]);
}

type Step = (tx: Tx, asked: { approvalId: string; digest: string; comment: string }, acting: Acting) => Promise<Kept>;

async function act(id: string, { digest, comment, by, json }: Options, step: Step): Promise<void> {
  await withAssay(async (assay) => {
    const [approvalId] = decodeId(approvalPrefix, 1, id) ?? [];
    if (approvalId === undefined) throw refusal('UNKNOWN', { kind: '' }, { path: 'approval' });
    const acting = actingOn(assay, by);
    const kept = (await assay.sql.begin((tx) => step(tx, { approvalId, digest, comment }, acting))) as Kept;
    const { state } = asOf(kept, acting.at);
    const approvals = kept.votes.filter(({ choice }: Vote) => choice === 'approve').length;
    const shown = publish(kept, acting, Object.keys(handlers), language());
    answer(json, shown, `${id} is ${state}: ${shown.title} (${approvals} of ${kept.needed} approvals)`);
  });
}
