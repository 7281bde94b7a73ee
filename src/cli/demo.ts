import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { limits } from '../base/limits.ts';
import { sealer } from '../customer/sealer.ts';
import { world } from '../demo/calendar.ts';
import { problem } from '../demo/errors.ts';
import { people } from '../demo/people.ts';
import { loadOrder, type Sheet, sheetOf } from '../demo/sheet.ts';
import { type Files, write } from '../demo/write.ts';
import { load } from '../intake/load.ts';
import { readMapping } from '../intake/read.ts';
import type { Report } from '../intake/report.ts';
import { loadedFiles } from '../intake/run/store.ts';
import { catchUp } from '../payment/catchup.ts';
import { finishedRun } from '../rating/run/store.ts';
import { dimension, rateDemo } from './demorating.ts';
import { type Assay, withAssay } from './open.ts';
import { answer, type Progress, progress, run } from './out.ts';

export interface DemoOptions {
  /** Default 1,500, the first twenty of whom are the people whose story is told. */
  readonly customers?: number;
  readonly seed?: number;
}

/** What the home now holds. */
export interface Demo {
  readonly customers: number;
  readonly seed: number;
  readonly asOf: string;
  /** Rows of the files by kind of fact. */
  readonly rows: Readonly<Record<string, number>>;
  readonly rated: number;
  readonly seconds: number;
  /** Everything was there before: nothing was written. */
  readonly alreadyThere: boolean;
}

/** The demo's own mappings. */
const ours = ['demo-crm', 'demo-billing', 'demo-savings'];
const seedMax = 0xffffffff;
const place = (path: string): string => fileURLToPath(new URL(`../demo/${path}`, import.meta.url));

export function register(program: Command): void {
  program
    .command('demo')
    .description('load and rate the demo world: invented customers of a city utility, the same for the same seed')
    .option('--customers <n>', 'how many customers', String(world.customers))
    .option('--seed <n>', 'another seed, another world', String(world.seed))
    .option('--json', 'print one line of JSON')
    .action(run(demo));
}

async function demo(options: { customers: string; seed: string; json?: boolean }): Promise<void> {
  const wanted = { customers: whole(options.customers), seed: whole(options.seed) };
  checked(wanted, options);
  const found = await withAssay((assay) => loadDemo(assay, wanted));
  const rows = Object.entries(found.rows).map(([kind, count]) => `${kind} ${count}`);
  answer(options.json, found, [
    `demo world of ${found.customers} customers, seed ${found.seed}: ${rows.join(', ')}`,
    `${found.rated} rated as of ${found.asOf}`,
  ]);
}

const whole = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);

function checked(
  { customers, seed }: { customers: number; seed: number },
  given: { customers: string | number; seed: string | number } = { customers, seed },
): void {
  const [least, most] = [people.length, limits.demoCustomersMax];
  if (!Number.isInteger(customers) || customers < least || customers > most) throw problem('DEMO_CUSTOMERS', { given: given.customers, least, most });
  if (!Number.isInteger(seed) || seed < 0 || seed > seedMax) throw problem('DEMO_SEED', { given: given.seed, most: seedMax });
}

/**
 * Generates the demo world, imports its files, activates its ruleset and rates everybody as of the world's day. A second
 * time finds everything there; after a kill it goes on. DEMO_HOME_IN_USE when the home holds data of other mappings.
 */
export async function loadDemo(assay: Assay, options: DemoOptions = {}, told: Progress = progress('demo world')): Promise<Demo> {
  try {
    const demo = await perform(assay, options, told.step);
    told.done(
      `demo world: ${demo.rated} customers of ${demo.rows['records'] ?? 0} records ${demo.alreadyThere ? 'are already there' : 'loaded and rated'}, ${demo.seconds} s`,
    );
    return demo;
  } catch (error) {
    told.done('demo world: not loaded');
    throw error;
  }
}

async function perform(assay: Assay, options: DemoOptions, step: (message: string) => void): Promise<Demo> {
  const started = performance.now();
  const wanted = { customers: options.customers ?? world.customers, seed: options.seed ?? world.seed };
  checked(wanted);
  const others = foreign(await loadedFiles(assay.sql));
  if (others.length > 0) throw problem('DEMO_HOME_IN_USE', { mappings: others.join(', ') });
  const reports = await importWorld(assay, wanted, step);
  const there = reports.every(({ alreadyImported }) => alreadyImported);
  const last = there ? await finishedRun(assay.sql, dimension, world.asOf) : undefined;
  const rating = last ?? (await rateDemo(assay, step));
  return {
    ...wanted,
    asOf: rating.asOf,
    rows: sum(reports),
    rated: rating.rated,
    seconds: Math.round(performance.now() - started) / 1000,
    alreadyThere: last !== undefined,
  };
}

async function importWorld(assay: Assay, wanted: { customers: number; seed: number }, step: (message: string) => void): Promise<Report[]> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  try {
    const files = await write(folder, wanted, (done) => step(`${done} of ${wanted.customers} customers made up`));
    const deps = { sql: assay.sql, sealer: sealer(assay.keys.seal), currency: assay.currency, timeZone: assay.timeZone };
    await refuseOtherWorld(assay, files, wanted);
    const loadSheet = async (sheet: Sheet, path: string): Promise<Report> => {
      const { source, name } = sheetOf(sheet);
      const mapping = await readMapping(place(`mappings/${source}.yaml`));
      step(sheet);
      return load(deps, mapping, { name, path }, { coverLater: true }, ({ lines }) => step(`${sheet}, ${lines} lines`));
    };
    const reports: Report[] = [];
    for (const together of loadOrder) {
      // While one file is being written to its tables the next is being read; a failure waits for the others to end.
      const settled = await Promise.allSettled(together.flatMap((sheet) => (files[sheet] ? [loadSheet(sheet, files[sheet])] : [])));
      for (const each of settled) {
        if (each.status === 'rejected') throw each.reason;
        reports.push(each.value);
      }
    }
    await catchUp(assay.sql);
    return reports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first file tells worlds apart: it is loaded before all others, and differs with the seed and the number of customers. */
async function refuseOtherWorld({ sql }: Assay, files: Files, wanted: { customers: number; seed: number }): Promise<void> {
  const there = (await loadedFiles(sql)).filter(({ mapping }) => mapping === 'demo-crm');
  if (there.length === 0) return;
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(files['crm/customers'] as string)) digest.update(chunk as Buffer);
  const first = `sha256:${digest.digest('hex')}`;
  if (!there.some(({ fileDigest }) => fileDigest === first)) throw problem('DEMO_WORLD_DIFFERS', wanted);
}

/** Mappings of files that are not the demo's. */
const foreign = (files: readonly { readonly mapping: string }[]): string[] => [
  ...new Set(files.map(({ mapping }) => mapping).filter((mapping) => !ours.includes(mapping))),
];

/** Whether an empty home, or one in which loading the demo world was cut off, still lacks it. */
export async function lacksDemo({ sql }: Assay): Promise<boolean> {
  const files = await loadedFiles(sql);
  // Rating comes last, so a world that was rated as of its day is whole.
  return foreign(files).length === 0 && (await finishedRun(sql, dimension, world.asOf)) === undefined;
}

/** Whether the home holds the whole demo world. DEMO_MIXED where it holds other data beside it. */
export async function holdsDemo({ sql }: Assay): Promise<boolean> {
  const files = await loadedFiles(sql);
  const isThere = files.some(({ mapping }) => mapping === 'demo-crm') && (await finishedRun(sql, dimension, world.asOf)) !== undefined;
  const others = foreign(files);
  if (isThere && others.length > 0) throw problem('DEMO_MIXED', { mappings: others.join(', ') });
  return isThere;
}

/** Rows by kind over all files. */
function sum(reports: readonly Report[]): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const report of reports) {
    const kinds = Object.entries(report).slice(0, Object.keys(report).indexOf('rejected'));
    for (const [kind, count] of kinds) {
      // Both systems have a record of nearly everybody, and one customer comes of them.
      const name = kind === 'customers' ? 'records' : kind;
      rows[name] = (rows[name] ?? 0) + Number(count);
    }
  }
  return rows;
}
