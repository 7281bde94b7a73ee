import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../src/db/client.ts';
import { startEmbedded, stopEmbedded } from '../src/db/embedded.ts';
import { migrate } from '../src/db/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    server: string;
    template: string;
  }
}

interface Cluster {
  server: string;
  template: string;
  stop(): Promise<void>;
}

/** Two projects ask for the one cluster of the run, each from a module instance of its own. */
const run = globalThis as { assayCluster?: { started: Promise<Cluster>; users: number } | undefined };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  run.assayCluster ??= { started: start(), users: 0 };
  const shared = run.assayCluster;
  shared.users++;
  const { server, template, stop } = await shared.started;
  project.provide('server', server);
  project.provide('template', template);
  return async () => {
    if (--shared.users === 0) await stop();
  };
}

/** Once per run: a server (DATABASE_URL's, or an embedded one in a temporary home) and one migrated template database. */
async function start(): Promise<Cluster> {
  const home = await mkdtemp(join(tmpdir(), 'assay-test-'));
  const template = `assay_template_${randomBytes(4).toString('hex')}`;
  try {
    const server = process.env['DATABASE_URL'] ?? (await startEmbedded(home, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })).url;
    await onServer(server, `create database ${template}`);
    const sql = connect(withDatabase(server, template), { max: 1 });
    await migrate(sql, { timeZone: 'UTC', currency: 'EUR' });
    await sql.end();
    const stop = async (): Promise<void> => {
      await onServer(server, `drop database if exists ${template}`);
      await removeHome(home);
    };
    return { server, template, stop };
  } catch (error) {
    await removeHome(home);
    throw error;
  }
}

/** Stops a temporary home's Postgres and removes all of it, also the part that stands elsewhere when we are root. */
export async function removeHome(home: string): Promise<void> {
  await stopEmbedded(home);
  const elsewhere = await readFile(join(home, 'postgres'), 'utf8').catch(() => 'cluster');
  await rm(resolve(home, (elsewhere.split('\n')[0] as string).trim()), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}

export async function onServer(server: string, statement: string): Promise<void> {
  const sql = connect(server, { max: 1 });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

export function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
