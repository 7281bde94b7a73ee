import { join } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { issueToken } from '../access/token.ts';
import { limits } from '../base/limits.ts';
import { appRole, usableApp } from '../db/app.ts';
import { connect, type Sql } from '../db/client.ts';
import { stopEmbedded } from '../db/embedded.ts';
import { databaseProblem, isEnded, placeOf } from '../db/failure.ts';
import { revive } from '../db/revive.ts';
import { inside } from '../graphql/report.ts';
import { clock, secondsLeft, today } from '../server/clock.ts';
import type { Config } from '../server/config.ts';
import { type Served, startServer } from '../server/http.ts';
import { version } from '../server/version.ts';
import { lacksDemo, loadDemo } from './demo.ts';
import { type Assay, openAssay, withAssay } from './open.ts';
import { answer, run } from './out.ts';

export function register(program: Command): void {
  program
    .command('serve')
    .description('serve the graph over HTTP; an empty database gets the demo world first')
    .option('--no-demo', 'leave an empty database empty')
    .option('--json', 'print one line of JSON when ready')
    .action(run(serve));
}

async function serve({ demo, json }: { demo: boolean; json?: boolean }): Promise<void> {
  if (demo) await withAssay(async (assay) => ((await lacksDemo(assay)) ? loadDemo(assay) : undefined));
  const assay = await openAssay({ max: 2 });
  const { config, currency, keys, timeZone } = assay;
  const log = pino({ level: config.log }, pino.destination({ dest: 2, sync: true }));
  const role = await usableApp(assay.sql);
  if (!role) log.warn({}, `requests are answered as the login of DATABASE_URL: it cannot enter the role ${appRole}; assay doctor says more`);
  const sql = connect(assay.url, { max: limits.connections, statementSeconds: limits.statementSeconds, role });
  const quick = connect(assay.url, { max: limits.quickConnections, name: 'assay quick', statementSeconds: limits.quickSeconds, role });
  const { port, url: publicUrl, signIn, ownTokens } = config;
  const time = { now: clock, today: () => today(timeZone), secondsLeft: () => secondsLeft(timeZone) };
  const checkpoints = join(config.home, 'audit', 'checkpoints.jws');
  const served = await startServer({ sql, quick, owner: assay.sql, role, keys, currency, log, ...time, port, publicUrl, signIn, ownTokens, checkpoints });
  // The driver (postgres.js 3.4.9) lets nobody hear of a connection that is lost, or asked for too long, while it learns the database's types.
  process.on('unhandledRejection', (reason) => {
    if (!databaseProblem(reason, placeOf(assay.url)) && !isEnded(reason)) throw reason;
    log.warn(inside(reason), 'a connection failed before it was of use');
  });
  const watching = config.databaseUrl ? undefined : watch(assay);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void leave(assay, served, [sql, quick], watching).finally(() => process.exit()));
  answer(json, { url: config.url, version }, await welcome(assay));
}

/** Looks after the built-in Postgres, one look at a time. */
function watch({ home, sql }: Assay): NodeJS.Timeout {
  let busy = false;
  const look = async (): Promise<void> => {
    busy = true;
    await revive(sql, home);
    busy = false;
  };
  return setInterval(() => busy || void look(), limits.databaseWatchSeconds * 1000).unref();
}

/** Answers what is in flight, then goes; the built-in Postgres goes too when nobody else uses it. */
async function leave({ config, home, close }: Assay, served: Served, pools: readonly Sql[], watching: NodeJS.Timeout | undefined): Promise<void> {
  clearInterval(watching);
  await served.close();
  await Promise.all([close(), ...pools.map((pool) => pool.end({ timeout: 5 }))]);
  if (!config.databaseUrl) await stopEmbedded(home, { idle: true });
}

/** Somebody of the demo world; another home answers with an empty list until the name is changed. */
const query = '{ search(text: "Amara Okafor") { customer { name accounts { service number } rating { grade score reasons { code text } } } } }';

async function welcome({ config, keys }: Assay): Promise<string[]> {
  const token = config.ownTokens ? await issueToken(keys.token, { role: 'agent', subject: 'agent' }, clock()) : '$TOKEN';
  return [
    `Assay ${version} answers at ${config.url}/graphql; ${config.url}/ says more. Ctrl-C ends it.`,
    ...signedIn(config),
    'A question to begin with:',
    '',
    `curl -s ${config.url}/graphql -H 'content-type: application/json' -H ${config.ownTokens ? `'authorization: Bearer ${token}'` : `"authorization: Bearer ${token}"`} -d '${JSON.stringify({ query })}'`,
    '',
  ];
}

/** Whose tokens are taken, where it is not `assay token` alone. */
function signedIn({ signIn, ownTokens }: Config): string[] {
  if (!signIn) return [];
  const [first, second] = [
    `People sign in at ${signIn.issuer}.`,
    'Tokens of `assay token` are taken too (ASSAY_OWN_TOKENS=on): whoever reads the keys can be anybody.',
  ];
  return ownTokens ? [first, second] : [first];
}
