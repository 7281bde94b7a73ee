import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { startEmbedded, stopEmbedded } from '../../src/db/embedded.ts';
import { revive } from '../../src/db/revive.ts';
import { removeHome } from '../cluster.ts';

const homes: string[] = [];
afterAll(async () => {
  for (const home of homes) await removeHome(home);
});

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'assay home-'));
  homes.push(home);
  return home;
}

/** A process of its own that starts the home's Postgres, writes the rows 1 to 3, tells so, and lives on. */
const starter = (home: string): string => `
  import { connect } from '${resolve('src/db/client.ts')}';
  import { startEmbedded } from '${resolve('src/db/embedded.ts')}';
  const sql = connect((await startEmbedded(${JSON.stringify(home)})).url);
  await sql\`create table kept (at int)\`;
  await sql\`insert into kept select generate_series(1, 3)\`;
  console.log('written');
  setInterval(() => {}, 1000);`;

/** The first line of a home's note; the second says that the cluster was made. */
const placeIn = (note: string): string => note.split('\n')[0] as string;
const dataOf = async (home: string): Promise<string> => join(resolve(home, placeIn(await readFile(join(home, 'postgres'), 'utf8'))), 'data');
const pidOf = async (home: string): Promise<number> => Number((await readFile(join(await dataOf(home), 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = connect(url, { max: 1 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

test('what was acknowledged is there after kill -9 of the starting process, and the server is found again', async () => {
  const home = await newHome();
  const child = spawn('node_modules/.bin/tsx', ['--input-type=module', '-e', starter(home)], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await once(child.stdout, 'data');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  const pid = await pidOf(home);
  const { url } = await startEmbedded(home);
  expect(await pidOf(home)).toBe(pid);
  expect(await query(url, 'select count(*) as rows from kept')).toEqual([{ rows: 3 }]);
});

test('what was acknowledged is there after kill -9 of Postgres itself', async () => {
  const home = homes[0] ?? '';
  process.kill(await pidOf(home), 'SIGKILL');
  const { url } = await startEmbedded(home);
  expect(await query(url, 'select count(*) as rows from kept')).toEqual([{ rows: 3 }]);
});

test('a stale postmaster.pid whose number another program has by now does not hinder a start', async () => {
  const home = homes[0] ?? '';
  await stopEmbedded(home);
  await writeFile(join(await dataOf(home), 'postmaster.pid'), `${process.pid}\n${await dataOf(home)}\n0\n5432\n\n127.0.0.1\n`);
  const { url } = await startEmbedded(home);
  expect(await query(url, 'select count(*) as rows from kept')).toEqual([{ rows: 3 }]);
});

test('commands that start at once share one server and one password', async () => {
  const home = await newHome();
  const started = await Promise.all([startEmbedded(home), startEmbedded(home), startEmbedded(home)]);
  expect(new Set(started.map(({ url }) => url)).size).toBe(1);
  expect((await stat(join(home, 'postgres.password'))).mode & 0o777).toBe(0o600);
});

test('stays up while another client is connected, stops when idle, and says whether it stopped', async () => {
  const home = homes[1] ?? '';
  const other = connect((await startEmbedded(home)).url, { max: 1 });
  await other`select 1`;
  expect(await stopEmbedded(home, { idle: true })).toBe(false);
  await other.end();
  expect(await stopEmbedded(home, { idle: true })).toBe(true);
  expect(await stopEmbedded(home)).toBe(false);
});

test('keeps every acknowledged write: fsync and synchronous_commit are on, UTF-8, loopback only', async () => {
  const { url } = await startEmbedded(homes[1] ?? '');
  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'server_encoding', 'listen_addresses', 'TimeZone', 'password_encryption'];
  const rows = await query(url, `select ${names.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}`);
  expect(Object.values(rows[0] ?? {})).toEqual(['on', 'on', 'on', 'UTF8', '127.0.0.1', 'UTC', 'scram-sha-256']);
});

test('comes back on the same port, so that a pool of another program finds it again', async () => {
  const home = homes[1] ?? '';
  const { url } = await startEmbedded(home);
  const pool = connect(url, { max: 1 });
  await pool`select 1`;
  await stopEmbedded(home);
  await expect(pool`select 1`).rejects.toThrow();
  expect((await startEmbedded(home)).url).toBe(url);
  expect(await pool`select 1 as one`).toEqual([{ one: 1 }]);
  await pool.end();
});

test('a home that cannot be written is refused with the folder', async () => {
  const file = join(await newHome(), 'file');
  await writeFile(file, '');
  await expect(startEmbedded(file)).rejects.toMatchObject({ code: 'DB_HOME_REFUSED', params: { folder: file } });
});

test('a killed Postgres is started again, and a pool that was open finds it with everything in it', async () => {
  const home = homes[1] ?? '';
  const pool = connect((await startEmbedded(home)).url, { max: 1 });
  await pool`create table outlived (one int)`;
  const killed = await pidOf(home);
  process.kill(killed, 'SIGKILL');
  // The last back ends answer until they notice that their server is gone: looked again and again, as the server looks.
  const there = async (): Promise<boolean | undefined> => {
    await revive(pool, home);
    const rows = await pool<{ there: boolean }[]>`select to_regclass('outlived') is not null as there`.catch(() => []);
    return rows[0]?.there && (await pidOf(home)) !== killed ? true : undefined;
  };
  await expect.poll(there, { timeout: 20_000, interval: 200 }).toBe(true);
  await pool.end();
});

test('a home that was removed and made again starts empty, and what the old one held is left alone', async () => {
  const home = await newHome();
  const first = await startEmbedded(home);
  await query(first.url, 'create table kept (one int)');
  await stopEmbedded(home);
  const place = resolve(home, placeIn(await readFile(join(home, 'postgres'), 'utf8')));
  await rm(home, { recursive: true });
  await mkdir(home);
  const second = await startEmbedded(home);
  expect(await query(second.url, "select to_regclass('kept') as kept")).toEqual([{ kept: null }]);
  if (process.getuid?.() === 0) expect(await readdir(join(place, 'data'))).toContain('PG_VERSION');
  if (process.getuid?.() === 0) await rm(place, { recursive: true });
});

test('a home whose database is gone is told so and gets no empty one in its place', async () => {
  const home = await newHome();
  await startEmbedded(home);
  await stopEmbedded(home);
  const data = await dataOf(home);
  await rename(data, `${data}.away`);
  await expect(startEmbedded(home)).rejects.toMatchObject({ code: 'DB_GONE', params: { note: join(home, 'postgres') } });
  await rename(`${data}.away`, data);
  expect(await query((await startEmbedded(home)).url, 'select 1 as one')).toEqual([{ one: 1 }]);
});
