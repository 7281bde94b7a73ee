import { limits } from '../base/limits.ts';
import { Problem } from '../base/problem.ts';
import { sealer } from '../customer/sealer.ts';
import { appRole } from '../db/app.ts';
import type { Sql } from '../db/client.ts';
import type { Condition } from '../db/condition.ts';
import { problem as databaseFault } from '../db/errors.ts';
import { checkVersion, pending } from '../db/migrate.ts';
import { refuseLost } from '../db/recognise.ts';
import { unfinishedRuns } from '../rating/upkeep/store.ts';
import type { Config } from '../server/config.ts';
import { loadKeys } from '../server/keys.ts';
import { problem } from './errors.ts';
import { type Finding, fault, warning } from './finding.ts';

/** What a refusal says, as a fault; anything else is thrown on. */
export async function refusal(work: () => unknown): Promise<Finding[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [fault(error)];
  }
}

/** Version and migrations. A fault, or migrations that are missing, leave nothing else to look at. */
export async function checkSchema(sql: Sql): Promise<Finding[]> {
  let behind: string[] = [];
  const refused = await refusal(async () => {
    await checkVersion(sql);
    behind = (await pending(sql)).map(({ tag }) => tag);
  });
  return [...refused, ...(behind.length > 0 ? [warning(problem('CLI_MIGRATIONS_PENDING', { tags: behind.join(', ') }))] : [])];
}

export function checkLocale({ encoding, ctype, collationMoved, trigrams }: Condition): Finding[] {
  return [
    ...(encoding === 'UTF8' ? [] : [fault(problem('CLI_ENCODING', { found: encoding }))]),
    ...(/^(C|POSIX)$/.test(ctype) ? [warning(problem('CLI_LOCALE', { found: ctype }))] : []),
    ...(collationMoved ? [fault(problem('CLI_COLLATION_MOVED'))] : []),
    ...(trigrams ? [] : [fault(problem('CLI_EXTENSION_MISSING', { name: 'pg_trgm' }))]),
  ];
}

/** Settings against the environment, and the ring of identifier keys against the names kept. Makes no key: none may be missing. */
export async function checkSettings(config: Config, { settings, timeZoneKnown }: Condition, keysThere: boolean): Promise<Finding[]> {
  const asked = [
    ['timeZone', config.timeZone, 'ASSAY_TIME_ZONE'],
    ['currency', config.currency, 'ASSAY_CURRENCY'],
  ] as const;
  const differing = asked.filter(([name, given]) => given !== undefined && given !== settings[name]);
  const others = differing.map(([name, given, variable]) =>
    fault(databaseFault('DB_SETTING_DIFFERS', { name, kept: String(settings[name]), given: String(given), variable })),
  );
  const lost = await refusal(async () => {
    if (keysThere) refuseLost((settings['sealKeys'] as string[] | undefined) ?? [], sealer((await loadKeys(config)).seal).names);
  });
  return [...others, ...lost, ...(timeZoneKnown ? [] : [fault(problem('CLI_TIME_ZONE_UNKNOWN', { name: String(settings['timeZone']) }))])];
}

/** What the connection lacks; and whether the server, without a role of its own, would answer as the owner of everything. */
export function checkRights({ lacks, app }: Condition): Finding[] {
  const missing = lacks.map((what) => fault(problem('CLI_RIGHT_MISSING', { what })));
  if (app.entry) return [...missing, warning(problem('CLI_ROLE_MISSING', { role: appRole, login: app.login }))];
  return app.tables.length === 0 ? missing : [...missing, warning(problem('CLI_ROLE_BEHIND', { role: appRole, tables: app.tables.slice(0, 5).join(', ') }))];
}

export function checkClock({ aheadMs, recordedAhead }: Condition): Finding[] {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const off = problem('CLI_CLOCK_OFF', { seconds });
  const apart = seconds >= limits.clockFaultSeconds ? [fault(off)] : seconds >= limits.clockWarningSeconds ? [warning(off)] : [];
  return [...apart, ...(recordedAhead === null ? [] : [warning(problem('CLI_CLOCK_BACK', { recordedAt: recordedAhead }))])];
}

export async function checkSessions(sql: Sql, { stuck }: Condition): Promise<Finding[]> {
  return [
    ...stuck.map(({ pid, minutes }) => warning(problem('CLI_SESSION_STUCK', { pid, minutes }))),
    ...(await unfinishedRuns(sql)).map((run) => warning(problem(run.kind === 'monitoring' ? 'CLI_RUN_UNFINISHED' : 'CLI_ISSUE_UNFINISHED', run))),
  ];
}
