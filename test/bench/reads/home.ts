import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '../../../src/access/token.ts';
import { sealer } from '../../../src/customer/sealer.ts';
import { connect, type Sql } from '../../../src/db/client.ts';
import { startEmbedded, stopEmbedded } from '../../../src/db/embedded.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { recognise } from '../../../src/db/recognise.ts';
import { world as demo } from '../../../src/demo/calendar.ts';
import type { Sheet } from '../../../src/demo/sheet.ts';
import { write } from '../../../src/demo/write.ts';
import { catchUp } from '../../../src/payment/catchup.ts';
import { draw } from '../../../src/portfolio/draw.ts';
import { rate } from '../../../src/rating/rate.ts';
import { find } from '../../../src/rating/version/find.ts';
import { read } from '../../../src/rating/version/read.ts';
import { clock, today } from '../../../src/server/clock.ts';
import { config } from '../../../src/server/config.ts';
import { type Keys, loadKeys } from '../../../src/server/keys.ts';
import { removeHome } from '../../cluster.ts';
import { activated } from '../../rating/activated.ts';
import { loaderOf, timeZone } from '../world.ts';

const statementSeconds = 3_600;
/** What the reads touch; the other sheets only make loading longer. */
const sheets: readonly Sheet[] = [
  'crm/customers',
  'billing/customers',
  'savings/customers',
  'billing/accounts',
  'savings/accounts',
  'billing/bills',
  'billing/payments',
  'billing/statuses',
];
/** The targets' figures were measured with this memory; the pools of all contenders stand open at once. */
const settings: Readonly<Record<string, string>> = { shared_buffers: '1GB', max_connections: '120' };

/** An installation that holds a rated demo world, with its Postgres running. */
export interface Home {
  readonly folder: string;
  readonly url: string;
  readonly sql: Sql;
  /** Of an agent: sees everything that the operations ask for. */
  readonly token: string;
  readonly keys: Keys;
  close(): Promise<void>;
}

/** Opens the world that a folder keeps, or makes it; without a folder it is made in a temporary one and removed at the end. */
export async function openHome(customers: number, kept: string | undefined, told: (message: string) => void): Promise<Home> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'assay-bench-')));
  const pools: Sql[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeHome(pools, folder, kept !== undefined);
    return closing;
  };
  try {
    const url = await startWith(folder);
    const sql = connect(url, { max: 4, statementSeconds });
    pools.push(sql);
    await migrate(sql, { timeZone, currency: demo.currency });
    const keys = await loadKeys(config({ ASSAY_HOME: folder }));
    await recognise(sql, sealer(keys.seal).names);
    await fill(sql, keys, folder, customers, told);
    const token = await issueToken(keys.token, { role: 'agent', subject: 'bench' }, clock());
    return { folder, url, sql, token, keys, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A server that another command started has other settings: it is started again. */
async function startWith(folder: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { url } = await startEmbedded(folder, settings);
    const sql = connect(url, { max: 1 });
    const rows = await sql<
      { name: string; value: string }[]
    >`select name, current_setting(name) as value from unnest(${Object.keys(settings)}::text[]) as name`;
    await sql.end();
    if (rows.every(({ name, value }) => settings[name] === value)) return url;
    if (attempt > 1 || !(await stopEmbedded(folder, { idle: true }))) throw new Error(`the database of ${folder} runs with other settings and is in use`);
  }
}

async function closeHome(pools: readonly Sql[], folder: string, keep: boolean): Promise<void> {
  await Promise.all(pools.map((pool) => pool.end({ timeout: 1 })));
  // A kept one stays up for the next run, as the product's own does; `assay stop` ends it.
  if (!keep) await removeHome(folder);
}

/** Loads, rates and vacuums once; the mark is written last, so a world that was cut off is refused and not measured. */
async function fill(sql: Sql, keys: Keys, folder: string, customers: number, told: (message: string) => void): Promise<void> {
  const mark = join(folder, 'world.json');
  const wanted = JSON.stringify({ customers, seed: demo.seed, sheets });
  const found = await readFile(mark, 'utf8').catch(() => undefined);
  if (found === wanted) return told(`the world of ${customers} customers is in ${folder}`);
  const [{ count = 0 } = {}] = await sql<{ count: number }[]>`select count(*)::int as count from assay.import_run`;
  if (found !== undefined || count > 0) throw new Error(`${folder} holds another world, or a part of one: remove it or name another folder`);
  const csv = await mkdtemp(join(tmpdir(), 'assay-world-'));
  try {
    told(`making up ${customers} customers`);
    const load = loaderOf(sql, await write(csv, { customers, seed: demo.seed }), keys.seal);
    for (const sheet of sheets) {
      told(`loading ${sheet}`);
      await load(sheet, { coverLater: true });
    }
  } finally {
    await rm(csv, { recursive: true, force: true });
  }
  told('allocating payments');
  await catchUp(sql);
  await rateEverybody(sql, told);
  told('vacuum, analyze');
  await sql`vacuum (analyze)`;
  await sql`checkpoint`;
  await writeFile(mark, wanted);
}

async function rateEverybody(sql: Sql, told: (message: string) => void): Promise<void> {
  told('rating everybody');
  const document = await readFile(new URL('../../../src/demo/rulesets/demo.yaml', import.meta.url), 'utf8');
  await activated(sql, read(document).document);
  const version = await find(sql, { dimension: 'credit' });
  if (!version) throw new Error('the demo ruleset was refused');
  const { rated } = await rate(sql, { version, asOf: demo.asOf, today: today(timeZone), now: clock, onSlice: draw });
  told(`${rated} customers rated`);
}
