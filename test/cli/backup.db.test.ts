import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../../src/access/token.ts';
import { sealer } from '../../src/customer/sealer.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { recognise } from '../../src/db/recognise.ts';
import { load } from '../../src/intake/load.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import { clock } from '../../src/server/clock.ts';
import { config } from '../../src/server/config.ts';
import { startServer } from '../../src/server/http.ts';
import { type Keys, loadKeys } from '../../src/server/keys.ts';
import { removeHome } from '../cluster.ts';
import { databaseUrl } from '../database.ts';
import { file, good, mapping } from '../intake/sample.ts';
import { activated } from '../rating/activated.ts';
import { sound } from '../rating/document.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-lost-'));
});
afterAll(() => rm(folder, { recursive: true }));

const assay = (args: string[], environment: Record<string, string>): Promise<{ code: number; out: string; errors: string }> =>
  new Promise((done) => {
    const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...environment };
    execFile(process.execPath, ['dist/cli/assay.js', ...args], { env }, (error, out, errors) => done({ code: Number(error?.code ?? 0), out, errors }));
  });

interface Installation {
  sql: Sql;
  keys: Keys;
}

/** The installation of a home, as every command opens it. */
async function opened<T>(home: string, work: (installation: Installation) => Promise<T>): Promise<T> {
  const settings = config({ ASSAY_HOME: home });
  const sql = connect((await startEmbedded(home)).url, { max: 4 });
  try {
    await migrate(sql, settings);
    const keys = await loadKeys(settings);
    await recognise(sql, sealer(keys.seal).names);
    return await work({ sql, keys });
  } finally {
    await sql.end();
  }
}

const imported = ({ sql, keys }: Installation, name: keyof typeof good, content: string) =>
  load({ sql, sealer: sealer(keys.seal), currency: 'EUR', timeZone: 'UTC' }, mapping, { name, path: file(content, name) }, { maxRejects: 0 });

async function fill(installation: Installation): Promise<void> {
  for (const name of ['customers', 'accounts', 'bills', 'payments'] as const) await imported(installation, name, good[name]);
  const { sql } = installation;
  await activated(sql, { ...sound(), golden: [] });
  const version = await find(sql, { dimension: 'credit' });
  if (version) await rate(sql, { version, asOf: '2026-04-01', today: '2026-04-01', now: clock, onSlice: draw });
}

const query = `query ($after: String) { customers(first: 1, after: $after) { pageInfo { endCursor } edges { node { id name identifiers { kind value }
  accounts { id number bills(last: 5) { id number coveredOn } } rating { id score grade asOf replay { same } } } } } }`;

/** Two pages, the second by the cursor of the first, for the bearer of a token. */
async function asked({ sql, keys }: Installation, token: string, cursor?: string): Promise<{ first: string; second: string; cursor: string }> {
  const log = { error: () => {}, warn: () => {} };
  const served = await startServer({ sql, keys, currency: 'EUR', log, now: clock, today: () => '2026-04-01', port: 0 });
  const ask = async (after?: string): Promise<string> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return (await fetch(`${served.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables: { after } }) })).text();
  };
  try {
    const first = await ask();
    const found = cursor ?? (JSON.parse(first) as { data: { customers: { pageInfo: { endCursor: string } } } }).data.customers.pageInfo.endCursor;
    return { first, second: await ask(found), cursor: found };
  } finally {
    await served.close();
  }
}

test('an installation whose folder is lost answers as before from its backup, and goes on with the next file', async () => {
  const [home, again, archive] = [join(folder, 'home'), join(folder, 'again'), join(folder, 'all.backup')];
  try {
    const { token, before } = await opened(home, async (installation) => {
      await fill(installation);
      const token = await issueToken(installation.keys.token, { role: 'admin', subject: 'admin' }, clock());
      return { token, before: await asked(installation, token) };
    });
    for (const held of ['QQ123456C', '"same":true', 'Ada Lovelace']) expect(before.first + before.second).toContain(held);

    const made = await assay(['backup', archive], { ASSAY_HOME: home });
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('The file holds the keys that open identity numbers (cursor, seal, token.pem)') });
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    await removeHome(home);
    await expect(access(home)).rejects.toThrow();

    const told = await assay(['restore', archive, '--json'], { ASSAY_HOME: again });
    expect(told).toMatchObject({ code: 0, out: expect.stringContaining('"restored":true') });
    expect(await readdir(again)).not.toContain('restoring');
    await opened(again, async (installation) => {
      const { cursor, ...answers } = await asked(installation, token, before.cursor);
      expect({ cursor, ...answers }).toEqual(before);
      const delta = await imported(installation, 'bills', 'NO,ACCOUNT,MONTH,DUE,DUE_ON\nB2,A1,2026-02,21.00,2026-03-10\nB4,A2,2026-03,8,2026-04-10\n');
      expect(delta).toMatchObject({ bills: 2, inserted: 1, changed: 1, rejected: 0 });
    });
    expect(await assay(['doctor', '--json'], { ASSAY_HOME: again })).toMatchObject({ code: 0 });
    const twice = await assay(['restore', archive], { ASSAY_HOME: again });
    expect(twice).toMatchObject({ code: 1, errors: expect.stringContaining('There is data here already') });
  } finally {
    for (const each of [home, again]) await removeHome(each);
  }
}, 60_000);

test('a home with other keys is left alone, and ASSAY_KEY stays out of the file and is asked for', async () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  const [from, to] = [await databaseUrl(), await databaseUrl()];
  const key = Buffer.alloc(32, 9).toString('base64');
  const archive = join(folder, 'key.backup');
  const made = await assay(['backup', archive, '--json'], { ASSAY_HOME: first, DATABASE_URL: from, ASSAY_KEY: key });
  expect(JSON.parse(made.out)).toMatchObject({ keys: ['cursor', 'token.pem'] });
  const told = await assay(['backup', `${archive}.told`], { ASSAY_HOME: first, DATABASE_URL: from, ASSAY_KEY: key });
  expect(told.out).toContain('The file holds keys (cursor, token.pem): whoever reads it can sign tokens, and reads everything but identity numbers');
  const without = await assay(['restore', archive], { ASSAY_HOME: second, DATABASE_URL: to });
  expect(without).toMatchObject({ code: 1, errors: expect.stringContaining('were encrypted with another key') });
  expect(await assay(['restore', archive], { ASSAY_HOME: second, DATABASE_URL: to, ASSAY_KEY: key })).toMatchObject({ code: 0 });
  expect(await readFile(join(second, 'keys', 'cursor'), 'utf8')).toBe(await readFile(join(first, 'keys', 'cursor'), 'utf8'));
  await writeFile(join(second, 'keys', 'cursor'), 'mine');
  const other = await assay(['restore', archive], { ASSAY_HOME: second, DATABASE_URL: to, ASSAY_KEY: key });
  expect(other).toMatchObject({ code: 1, errors: expect.stringContaining("has keys already that are not the backup's (cursor)") });
  expect(await readFile(join(second, 'keys', 'cursor'), 'utf8')).toBe('mine');
}, 60_000);
