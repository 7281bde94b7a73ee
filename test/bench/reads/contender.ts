import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { limits } from '../../../src/base/limits.ts';
import type { Home } from './home.ts';
import { type Dialect, documented, peer, plain } from './requests.ts';

export type Kind = 'floor' | 'product' | 'peer';

/** A server process that answers the operations. */
export interface Contender {
  readonly name: string;
  readonly kind: Kind;
  readonly pid: number;
  readonly port: number;
  readonly dialect: Dialect;
  stop(): Promise<void>;
}

const startSeconds = 60;
const stopSeconds = 10;
const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One process each of the floor, the product as its command line starts it, and the peers; all with a pool of the same size. */
export async function startAll(home: Pick<Home, 'url' | 'token' | 'folder'>): Promise<Contender[]> {
  const own = { DATABASE_URL: home.url, TOKEN: home.token, POOL: String(limits.connections) };
  const started: Contender[] = [];
  try {
    started.push(await start('floor', 'floor', [place('./floor.ts')], own, plain));
    const serving = { ASSAY_HOME: home.folder, ASSAY_LOG: 'warn', PORT: String(await freePort()) };
    started.push(await start('assay', 'product', [place('../../../dist/cli/assay.js'), 'serve', '--no-demo', '--json'], serving, await documented()));
    for (const name of ['mercurius', 'postgraphile']) started.push(await start(name, 'peer', [place(`../peers/${name}.js`)], own, await peer(name)));
    return started;
  } catch (error) {
    await stopAll(started);
    throw error;
  }
}

export const stopAll = async (contenders: readonly Contender[]): Promise<void> => void (await Promise.all(contenders.map(({ stop }) => stop())));

/** Starts a server process; its first line says where it listens. */
export async function start(name: string, kind: Kind, args: string[], env: Record<string, string>, dialect: Dialect): Promise<Contender> {
  const production = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  const child = spawn(process.execPath, args, { env: { ...production, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await portOf(name, child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { name, kind, pid: child.pid ?? 0, port, dialect, stop: () => end(child) };
}

/** Its first line says where it listens, by `port` or `url`. */
function portOf(name: string, child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    let told = '';
    const late = setTimeout(() => failed(new Error(`${name} did not start in ${startSeconds} s`)), startSeconds * 1_000);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)));
    child.stdout?.on('data', (part: Buffer) => {
      told += part.toString();
      const line = /^(\{.*\})\n/m.exec(told)?.[1];
      if (!line) return;
      clearTimeout(late);
      const { port, url } = JSON.parse(line) as { port?: number; url?: string };
      done(port ?? Number(new URL(url ?? '').port));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const late = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1_000);
    child.once('exit', () => {
      clearTimeout(late);
      done();
    });
    child.kill('SIGTERM');
  });
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
