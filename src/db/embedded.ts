import { execFile } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaries, draftOf, exists, moveOnce, type Owner, privateFolder } from './binaries.ts';
import { connect } from './client.ts';
import { problem } from './errors.ts';
import { secret } from './secret.ts';

/** Second line of a home's note once its cluster was made: one that is gone then is lost, not new. */
const madeMark = 'made';
const user = 'assay';
const database = 'assay';
const startSeconds = 60;

/** Small machine, bulk loads; fsync and synchronous_commit stay on: what was acknowledged is there after a crash. */
const settings: Record<string, string> = {
  max_connections: '60',
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '2GB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  log_timezone: 'UTC',
};

/** Where a home's cluster lives and as whom it runs. */
interface Cluster {
  folder: string;
  data: string;
  log: string;
  owner: Owner | undefined;
  /** The home's note of where its cluster lives, what it says, and whether one was ever made there. */
  note: { path: string; place: string; made: boolean };
}

/** Starts the home's own Postgres, or finds the one that runs already, also after a crash of whoever started it. */
export async function startEmbedded(home: string, extra: Record<string, string> = {}): Promise<{ url: string }> {
  const cluster = await settle(home);
  const password = await passwordOf(home);
  for (let attempt = 1; ; attempt++) {
    const url = await attach(cluster, password);
    if (url) return { url };
    const bin = await binaries(cluster.folder, cluster.owner);
    const there = await exists(cluster.data);
    if (!there && cluster.note.made) throw problem('DB_GONE', { folder: cluster.data, note: cluster.note.path });
    if (!there) await initialise(cluster, bin, password);
    if (!cluster.note.made) await writeFile(cluster.note.path, `${cluster.note.place}\n${madeMark}\n`);
    cluster.note.made = true;
    const fault = await launch(cluster, bin, extra);
    // A second command may have been faster: then the next round attaches to what it started.
    if (fault && attempt === 3) throw problem('DB_START_FAILED', { reason: await lastFatal(cluster, fault), log: cluster.log }, { internal: fault });
    if (fault) await sleep(200 * attempt);
  }
}

/** Whether a home has a cluster: nothing is made to find out. */
export const isFounded = async (home: string): Promise<boolean> =>
  (await readFile(join(home, 'postgres'), 'utf8').catch(() => '')).split('\n')[1]?.trim() === madeMark;

/** Stops the home's Postgres; with `idle`, only when no other client is connected. False: it did not run, or stays up. */
export async function stopEmbedded(home: string, { idle = false } = {}): Promise<boolean> {
  if (!(await readFile(join(home, 'postgres'), 'utf8').catch(() => undefined))) return false;
  const cluster = await settle(home);
  const running = await postmaster(cluster);
  if (!running || (idle && (await othersConnected(running.port, await passwordOf(home))))) return false;
  await run(cluster, join(await binaries(cluster.folder, cluster.owner), 'pg_ctl'), [
    '-D',
    cluster.data,
    '-m',
    'fast',
    '-w',
    '-t',
    String(startSeconds),
    'stop',
  ]);
  await removeSockets(running.sockets);
  return true;
}

async function settle(home: string): Promise<Cluster> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    const root = process.getuid?.() === 0;
    const path = join(home, 'postgres');
    const [noted = '', mark] = (await readFile(path, 'utf8').catch(() => '')).split('\n').map((line) => line.trim());
    const folder = resolve(home, noted || (root ? await freeFolder(home) : 'cluster'));
    const owner = root ? await ownerOf(folder) : undefined;
    await privateFolder(folder, owner);
    const place = noted || (root ? folder : 'cluster');
    if (!noted) await writeFile(path, `${place}\n`);
    return { folder, data: join(await realpath(folder), 'data'), log: join(folder, 'log'), owner, note: { path, place, made: mark === madeMark } };
  } catch (cause) {
    throw problem('DB_HOME_REFUSED', { folder: home, reason: String((cause as Error).message) }, { cause });
  }
}

/** A folder for a new home; one of an earlier home of this path, which somebody removed, keeps its data and is left alone. */
async function freeFolder(home: string): Promise<string> {
  const first = `/var/lib/assay/${hash('sha256', await realpath(home), 'hex').slice(0, 16)}`;
  for (let at = 1; ; at++) {
    const folder = at === 1 ? first : `${first}.${at}`;
    if (!(await exists(join(folder, 'data')))) return folder;
  }
}

/** Who owns the cluster already, or `postgres`, or `nobody`: initdb wants a user that has a passwd entry. */
async function ownerOf(folder: string): Promise<Owner> {
  const kept = await stat(folder).catch(() => undefined);
  if (kept && kept.uid !== 0) return { uid: kept.uid, gid: kept.gid };
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  return { uid: Number(found?.[2] ?? 65534), gid: Number(found?.[3] ?? 65534) };
}

const passwordOf = (home: string): Promise<string> =>
  secret(join(home, 'postgres.password'), () => randomBytes(24).toString('hex')).catch((cause: Error) => {
    throw problem('DB_HOME_REFUSED', { folder: home, reason: cause.message }, { cause });
  });

async function initialise(cluster: Cluster, bin: string, password: string): Promise<void> {
  const draft = draftOf(cluster.data);
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (cluster.owner) await chown(passwordFile, cluster.owner.uid, cluster.owner.gid);
  const args = ['-D', draft, '-U', user, '-E', 'UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await run(cluster, join(bin, 'initdb'), args);
  } catch (cause) {
    throw problem('DB_START_FAILED', { reason: (cause as Error).message.trim().split('\n').at(-1) ?? '', log: cluster.log }, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await moveOnce(draft, cluster.data);
}

async function launch(cluster: Cluster, bin: string, extra: Record<string, string>): Promise<string | undefined> {
  await rename(cluster.log, `${cluster.log}.old`).catch(() => {});
  const sockets = await mkdtemp(join(process.platform === 'win32' ? tmpdir() : '/tmp', 'assay-'));
  await chmod(sockets, 0o700);
  if (cluster.owner) await chown(sockets, cluster.owner.uid, cluster.owner.gid);
  const given = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: sockets, ...settings, ...extra });
  const options = given.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  const args = [
    '-D',
    cluster.data,
    '-l',
    cluster.log,
    '-w',
    '-t',
    String(startSeconds),
    '-o',
    `-p ${await freePort(await lastPort(cluster))} ${options}`,
    'start',
  ];
  try {
    await run(cluster, join(bin, 'pg_ctl'), args);
    return undefined;
  } catch (error) {
    await removeSockets(sockets);
    return (error as Error).message;
  }
}

/** The connection string of the cluster when it runs; waits while it starts or recovers. */
async function attach(cluster: Cluster, password: string): Promise<string | undefined> {
  for (let waited = 0; waited < startSeconds * 10; waited++) {
    const running = await postmaster(cluster);
    if (!running) return undefined;
    const state = await answers(running.port, password, cluster);
    if (state === 'ours') return urlOf(running.port, password, database);
    if (state === 'other') return undefined;
    await sleep(100);
  }
  return undefined;
}

async function answers(port: number, password: string, cluster: Cluster): Promise<'ours' | 'other' | 'silent'> {
  const sql = connect(urlOf(port, password, 'postgres'), { max: 1, name: 'assay start' });
  try {
    const [row] = await sql<{ data: string; made: boolean }[]>`
      select current_setting('data_directory') as data, exists (select from pg_database where datname = ${database}) as made`;
    if (row?.data !== cluster.data) return 'other';
    if (!row.made) {
      await sql`create database ${sql(database)}`.catch((error: { code?: string }) => {
        if (error.code !== '42P04' && error.code !== '23505') throw error;
      });
    }
    return 'ours';
  } catch (error) {
    return (error as { code?: string }).code === '28P01' ? 'other' : 'silent';
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The postmaster that postmaster.pid names, if it is alive and ours; a pid that another program has by now is stale. */
async function postmaster(cluster: Cluster): Promise<{ port: number; sockets: string } | undefined> {
  const file = join(cluster.data, 'postmaster.pid');
  const [pid = '', , , port = '', sockets = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (pid === '') return undefined;
  const command = process.platform === 'linux' ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : cluster.data;
  if (alive(Number(pid)) && command.includes(cluster.data)) return { port: Number(port), sockets };
  await removeSockets(sockets);
  await rm(file, { force: true });
  return undefined;
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function othersConnected(port: number, password: string): Promise<boolean> {
  const sql = connect(urlOf(port, password, database), { max: 1, name: 'assay stop' });
  try {
    const [row] = await sql<{ others: number }[]>`
      select count(*) as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return (row?.others ?? 0) > 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function removeSockets(folder: string): Promise<void> {
  if (/\/assay-\w+$/.test(folder)) await rm(folder, { recursive: true, force: true });
}

function run(cluster: Cluster, command: string, args: string[]): Promise<void> {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  return new Promise((done, failed) => {
    const child = execFile(command, args, { cwd: dirname(cluster.data), env, ...cluster.owner }, (error, out, errors) => {
      if (error) failed(new Error(errors.trim() || out.trim() || error.message));
      else done();
    });
    child.stdin?.end();
  });
}

async function lastFatal(cluster: Cluster, fault: string): Promise<string> {
  const lines = (await readFile(cluster.log, 'utf8').catch(() => '')).split('\n').filter((line) => /FATAL|PANIC/.test(line));
  return lines.at(-1)?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? fault.split('\n').at(-1) ?? fault;
}

const urlOf = (port: number, password: string, name: string): string => `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;

/** The port of the last start: pools that still know it find the server again. */
async function lastPort(cluster: Cluster): Promise<number> {
  const given = await readFile(join(cluster.data, 'postmaster.opts'), 'utf8').catch(() => '');
  return Number(/"-p" "(\d+)"/.exec(given)?.[1] ?? 0);
}

/** The port wished for, if nobody listens there; otherwise any free one. */
function freePort(wished: number): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', (error) => (wished === 0 ? failed(error) : done(freePort(0))));
    server.listen(wished, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
