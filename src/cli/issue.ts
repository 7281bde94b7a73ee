import { type Command, Option } from 'commander';
import { encodeId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import { isDay } from '../base/time.ts';
import type { Sql, Tx } from '../db/client.ts';
import { problem } from '../rating/errors.ts';
import { begin } from '../rating/issue/begin.ts';
import { cancelIssue } from '../rating/issue/cancel.ts';
import { complete } from '../rating/issue/complete.ts';
import { approvalName, everybody, type IssueRun, type Move, type RunState, runName, runStates } from '../rating/issue/issue.ts';
import { locate } from '../rating/issue/locate.ts';
import { pageRuns, runsById } from '../rating/issue/store.ts';
import { submitIssue } from '../rating/issue/submit.ts';
import { table } from '../rating/listing.ts';
import { type Subject, subjects } from '../rating/subject.ts';
import { find } from '../rating/version/find.ts';
import { clock } from '../server/clock.ts';
import { actingOn } from './acting.ts';
import { type Elsewhere, elsewhere } from './approval.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, progress, run } from './out.ts';

interface Common {
  by?: string;
  json?: boolean;
}
interface Preparing extends Common {
  dimension: string;
  subject: Subject;
  asOf?: string;
}

export function register(program: Command): void {
  const issue = program.command('issue').description('prepare, submit, list, show and cancel issues of official grades; `inbox` and `approve` decide on them');
  const who = (command: Command): Command =>
    command.option('--by <name>', 'who acts (default: the user of this machine)').option('--json', 'print one line of JSON');
  who(issue.command('prepare').description('rate everybody as of the end of a cycle and seal what came out; one that was killed goes on where it stopped'))
    .option('--as-of <day>', 'the day after the cycle, YYYY-MM-DD (default: of the cycle that ended last)')
    .option('--dimension <name>', 'what is graded', 'credit')
    .addOption(new Option('--subject <what>', 'whose grades').choices(subjects).default('customer'))
    .action(run((options: Preparing) => withAssay((assay) => prepare(assay, options))));
  who(issue.command('submit <id>').description('submit a prepared issue for approval by another person'))
    .requiredOption('--why <text>', 'what there is to say for it; it goes on record')
    .option('--to <names>', 'who may decide, parted by commas (default: whoever holds the right to)')
    .option('--until <instant>', `such as 2026-12-01T12:00:00Z (default: ${limits.approvalDays} days from now)`)
    .action(
      run((id: string, { why, ...options }: Common & Elsewhere & { why: string }) =>
        act(options, (tx, acting) => submitIssue(tx, { id, why, ...elsewhere(options) }, acting)),
      ),
    );
  who(issue.command('cancel <id>').description('cancel an issue that nobody is asked to approve; while somebody is, `withdraw` that request'))
    .requiredOption('--why <text>', 'why; it goes on record')
    .action(run((id: string, { why, ...options }: Common & { why: string }) => act(options, (tx, acting) => cancelIssue(tx, { id, why }, acting))));
  issue
    .command('list')
    .description('issues, newest first')
    .option('--dimension <name>', 'of this dimension alone')
    .addOption(new Option('--state <state>', 'that have come so far').choices(runStates))
    .option('--json', 'print one line of JSON')
    .action(run((options: { dimension?: string; state?: RunState; json?: boolean }) => withAssay((assay) => list(assay, options))));
  issue
    .command('show <id>')
    .description('an issue with its counts and its migration matrix')
    .option('--json', 'print one line of JSON')
    .action(run((id: string, { json }: Common) => withAssay(async ({ sql }) => show(sql, await locate(sql, id), json))));
}

async function prepare(assay: Assay, { dimension, subject, asOf, by, json }: Preparing): Promise<void> {
  if (asOf !== undefined && !isDay(asOf)) throw problem('RATING_DAY', { given: asOf }, { path: '--as-of' });
  const acting = actingOn(assay, by);
  const issueId = (await assay.sql.begin((tx) => begin(tx, { dimension, subject, asOf }, acting))) as string;
  const moving = progress('issue');
  const onProgress = (done: number, total: number): void => moving.step(`slice ${done} of ${total}`);
  const made = await complete(assay.sql, issueId, { today: acting.today, now: clock, onProgress }).catch((error: unknown) => {
    moving.done(`issue: stopped; the same command goes on with ${runName(issueId)}`);
    throw error;
  });
  moving.done('issue: prepared');
  await show(assay.sql, made, json);
}

async function act({ by, json }: Common, step: (tx: Tx, acting: ReturnType<typeof actingOn>) => Promise<string>): Promise<void> {
  await withAssay(async (assay) => {
    const issueId = (await assay.sql.begin((tx) => step(tx, actingOn(assay, by)))) as string;
    await show(assay.sql, (await runsById(assay.sql, [issueId])).get(issueId) as IssueRun, json);
  });
}

async function list({ sql }: Assay, { dimension, state, json }: { dimension?: string; state?: RunState; json?: boolean }): Promise<void> {
  const rows = await pageRuns(sql, { dimension: dimension ?? null, state: state ?? null }, undefined, limits.pageMax + 1);
  const [runs, more] = [rows.slice(0, limits.pageMax), rows.length > limits.pageMax];
  const cells = runs.map(({ issueId, state: now, dimension: of, subject, cycle, only, counts }) => [
    ...[runName(issueId), now, of, subject, cycle, only === everybody ? 'everybody' : 'one customer', String(counts?.graded ?? '')],
  ]);
  const told =
    runs.length === 0
      ? 'no issue'
      : [...table([['id', 'state', 'dimension', 'subject', 'cycle', 'of', 'grades'], ...cells], [6]), ...(more ? ['and more'] : [])];
  answer(json, { runs: runs.map(shown), more }, told);
}

async function show(sql: Sql, issue: IssueRun, json: boolean | undefined): Promise<void> {
  const order = (await find(sql, { digest: issue.ruleset }))?.ruleset.grades.map(({ grade }) => grade) ?? [];
  const { issueId, state, dimension, subject, cycle, asOf, digest, preparedBy, submittedBy, approval, counts, migration } = issue;
  const people = [`prepared by ${preparedBy}`, ...(submittedBy ? [`submitted by ${submittedBy} (${approvalName(approval)})`] : [])];
  const { graded = 0, subjects: rated = 0, first = 0, better = 0, same = 0, worse = 0, invalid = 0, outside = 0 } = counts ?? {};
  const counted = [
    `${graded} of ${rated} graded: ${first} first, ${better} better, ${same} as before, ${worse} worse; ${invalid} without a score, ${outside} outside the scope`,
  ];
  answer(json, shown(issue), [
    `${runName(issueId)} is ${state}: ${dimension} grades of ${subject}s, cycle ${cycle}, as of ${asOf}`,
    people.join(', '),
    ...(digest === null ? [] : [digest]),
    ...(counts ? counted : []),
    ...(migration ? ['', ...matrix(migration, order)] : []),
  ]);
}

/** The migration matrix: last issued grades down, new ones across, best first; `order` is the ruleset's. */
function matrix(moves: readonly Move[], order: readonly string[]): string[] {
  const froms = [...new Set(moves.map(({ from }) => from))];
  const tos = [...order, null].filter((grade) => moves.some(({ to }) => to === grade));
  const count = (from: string | null, to: string | null): string => String(moves.find((move) => move.from === from && move.to === to)?.count ?? 0);
  const rows = froms.map((from) => [from ?? 'none', ...tos.map((to) => count(from, to))]);
  return table(
    [['from \\ to', ...tos.map((to) => to ?? 'none')], ...rows],
    tos.map((_, at) => at + 1),
  );
}

const shown = ({ issueId, only, kind, approval, ...issue }: IssueRun): object => ({
  id: runName(issueId),
  ...issue,
  preliminary: kind === 'preliminary',
  customer: only === everybody ? null : encodeId('cus', only),
  approval: approvalName(approval),
});
