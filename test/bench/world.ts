import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sealer } from '../../src/customer/sealer.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { world as demo } from '../../src/demo/calendar.ts';
import { type Sheet, sheetNames, sheetOf } from '../../src/demo/sheet.ts';
import { type Files, write } from '../../src/demo/write.ts';
import { load } from '../../src/intake/load.ts';
import { readMapping } from '../../src/intake/read.ts';
import type { Options } from '../../src/intake/report.ts';
import { removeHome } from '../cluster.ts';

const statementSeconds = 3_600;
export const timeZone = 'UTC';

/** A database of its own, with the settings an installation has, and the files of a demo world that are loaded step by step. */
export interface World {
  /** A pool as the command line opens it. */
  readonly sql: Sql;
  /** One connection, for what is compared with. */
  readonly alone: Sql;
  readonly timeZone: string;
  load(sheet: Sheet, options?: Options): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(customers: number, told: (message: string) => void): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'assay-bench-'));
  const folder = await mkdtemp(join(tmpdir(), 'assay-world-'));
  const pools: Sql[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeAll(pools, home, folder);
    return closing;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().finally(() => process.exit(1)));
  try {
    told(`making up ${customers} customers`);
    const [{ url }, files] = await Promise.all([startEmbedded(home), write(folder, { customers, seed: demo.seed })]);
    pools.push(connect(url, { max: 4, statementSeconds }), connect(url, { max: 1, statementSeconds }));
    const [sql, alone] = pools as [Sql, Sql];
    await migrate(sql, { timeZone, currency: demo.currency });
    return { sql, alone, timeZone, load: loaderOf(sql, files, [randomBytes(32)]), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closeAll(pools: readonly Sql[], home: string, folder: string): Promise<void> {
  await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })));
  await removeHome(home);
  await rm(folder, { recursive: true, force: true });
}

/** Loads the files of a demo world, identifiers sealed with a ring of keys. */
export function loaderOf(sql: Sql, files: Files, ring: readonly Uint8Array[]): World['load'] {
  const deps = { sql, sealer: sealer(ring), currency: demo.currency, timeZone };
  return async (sheet, options = {}) => {
    const { source, name } = sheetOf(sheet);
    const path = files[sheet];
    if (!path) return;
    const mapping = await readMapping(fileURLToPath(new URL(`../../src/demo/mappings/${source}.yaml`, import.meta.url)));
    const { rejected } = await load(deps, mapping, { name, path }, options);
    if (rejected > 0) throw new Error(`${sheet}: ${rejected} rows rejected`);
  };
}

/** The sheets that come before another, or after it, in the order in which they are loaded. */
export const sheetsBefore = (sheet: Sheet): Sheet[] => sheetNames.slice(0, sheetNames.indexOf(sheet));
export const sheetsAfter = (sheet: Sheet): Sheet[] => sheetNames.slice(sheetNames.indexOf(sheet) + 1);
