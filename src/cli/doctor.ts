import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import { Problem } from '../base/problem.ts';
import { connect, type Sql } from '../db/client.ts';
import { condition } from '../db/condition.ts';
import { startEmbedded } from '../db/embedded.ts';
import { databaseProblem, placeOf } from '../db/failure.ts';
import { checkVersion } from '../db/migrate.ts';
import { render } from '../graphql/texts.ts';
import { clock } from '../server/clock.ts';
import { type Config, config, language } from '../server/config.ts';
import { loadKeys } from '../server/keys.ts';
import { checkCaches, checkNames, checkReferences } from './checkdata.ts';
import { checkClock, checkLocale, checkRights, checkSchema, checkSessions, checkSettings } from './checkdatabase.ts';
import { checkBuild, checkDisk, checkKeys } from './checkhome.ts';
import { problem } from './errors.ts';
import { type Check, checks, fault, type Outcome, warning } from './finding.ts';
import { answer, progress, run } from './out.ts';

interface Options {
  recompute?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('look at everything this installation rests on and say what to do; changes nothing unless told to')
    .option('--recompute', 'write the kept allocation of every account anew from its bills and payments')
    .option('--json', 'print one line of JSON')
    .action(run(doctor));
}

async function doctor({ recompute = false, json }: Options): Promise<void> {
  const moving = progress('doctor');
  const outcomes: Outcome[] = [];
  await examine(config(), recompute, outcomes, moving.step);
  const worst = outcomes.some(({ findings }) => findings.some(({ state }) => state === 'fault'))
    ? 'fault'
    : outcomes.some(({ findings }) => findings.length > 0)
      ? 'warning'
      : 'ok';
  moving.done(`doctor: ${new Set(outcomes.map(({ check }) => check)).size} of ${Object.keys(checks).length} checks made`);
  answer(json, { state: worst, checks: outcomes.map(shown) }, outcomes.flatMap(lines));
  if (worst === 'fault') process.exitCode = 1;
}

/** Every check in its order; when the database does not answer, refuses something or lacks migrations, those before it. */
async function examine(settings: Config, mend: boolean, outcomes: Outcome[], told: (message: string) => void): Promise<void> {
  const note = (check: Check, findings: Outcome['findings'], share?: number): void =>
    void outcomes.push({ check, findings, ...(share === undefined ? {} : { share }) });
  note('build', checkBuild());
  const opened = await open(settings);
  if (opened instanceof Problem) {
    note('keys', await checkKeys(settings, false));
    note('disk', await checkDisk(settings));
    note('database', [fault(opened)]);
    return;
  }
  try {
    const schema = await checkSchema(opened);
    const found = schema.length > 0 ? undefined : await condition(opened, clock, limits.sessionStuckMinutes);
    const keys = await checkKeys(settings, found?.settings['sealKeys'] !== undefined);
    note('keys', keys);
    note('disk', await checkDisk(settings));
    note('database', schema);
    if (!found) return;
    const keysThere = !keys.some(({ problem }) => problem.code === 'CLI_KEYS_MISSING') && found.settings['sealKeys'] !== undefined;
    note('locale', checkLocale(found));
    const wrong = await checkSettings(settings, found, keysThere);
    note('settings', wrong);
    note('rights', checkRights(found));
    note('clock', checkClock(found));
    note('sessions', await checkSessions(opened, found));
    await bounded(note, 'references', () => checkReferences(opened, told));
    await bounded(note, 'caches', () => checkCaches(opened, mend, told));
    const ring = keysThere && wrong.length === 0 ? await loadKeys(settings) : undefined;
    await bounded(note, 'names', async () => ({ findings: await checkNames(opened, ring) }));
  } catch (error) {
    const known = databaseProblem(error, placeIn(settings));
    if (!known) throw error;
    note(known.code === 'DB_REFUSED' ? 'rights' : 'database', [fault(known)]);
  } finally {
    await opened.end({ timeout: 5 });
  }
}

/** A check over data: one that takes longer than a statement may is told as such. */
async function bounded(
  note: (check: Check, findings: Outcome['findings'], share?: number) => void,
  check: Check,
  work: () => Promise<{ findings: Outcome['findings']; share?: number }>,
): Promise<void> {
  try {
    const { findings, share } = await work();
    note(check, findings, share);
  } catch (error) {
    if ((error as { code?: unknown }).code !== '57014') throw error;
    note(check, [warning(problem('CLI_CHECK_LONG', { seconds: limits.doctorStatementSeconds }))]);
  }
}

const placeIn = ({ databaseUrl, home }: Config): string => (databaseUrl ? placeOf(databaseUrl) : home);

async function open(settings: Config): Promise<Sql | Problem> {
  try {
    const url = settings.databaseUrl ?? (await startEmbedded(settings.home)).url;
    const sql = connect(url, { max: 2, statementSeconds: limits.doctorStatementSeconds });
    try {
      await checkVersion(sql);
      return sql;
    } catch (error) {
      await sql.end({ timeout: 1 });
      throw error;
    }
  } catch (error) {
    const known = error instanceof Problem ? error : databaseProblem(error, placeIn(settings));
    if (!known) throw error;
    return known;
  }
}

const stateOf = ({ findings }: Outcome): string => (findings.some(({ state }) => state === 'fault') ? 'fault' : findings.length > 0 ? 'warning' : 'ok');

const shown = (outcome: Outcome): object => ({
  check: outcome.check,
  state: stateOf(outcome),
  ...(outcome.share === undefined ? {} : { share: outcome.share }),
  findings: outcome.findings.map(({ state, problem }) => ({ state, ...render(problem, language()), params: problem.params })),
});

const sampledText = { en: (share: string) => ` (a sample of ${share})`, zh: (share: string) => `（抽查了 ${share}）` };

function lines(outcome: Outcome): string[] {
  const { check, findings, share } = outcome;
  const sampled = share === undefined || share >= 1 ? '' : sampledText[language()](`${(share * 100).toFixed(1)} %`);
  if (findings.length === 0) return [`ok       ${check.padEnd(10)} ${checks[check][language()]}${sampled}`];
  return findings.flatMap(({ state, problem }) => {
    const { message, hint } = render(problem, language());
    return [`${state.padEnd(8)} ${check.padEnd(10)} ${message}${sampled}`, `${' '.repeat(20)}${hint}`];
  });
}
