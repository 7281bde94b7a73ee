import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { limits } from '../../src/base/limits.ts';
import type { Options } from '../../src/intake/report.ts';
import { catchUp } from '../../src/payment/catchup.ts';
import { type Bar, pairsOf } from './paired.ts';
import { peakOf } from './peak.ts';
import { type Row, rowOf } from './row.ts';
import type { World } from './world.ts';

const sheet = 'billing/bills';

interface Case {
  readonly name: string;
  readonly bar: Bar;
  readonly options: Options;
  /** Loads into an empty table, as opposed to over the same rows. */
  readonly first: boolean;
}

const atLeast = (target: number): Bar => ({ rule: 'at least', target });
const cases: readonly Case[] = [
  { name: 'import on one stream, caches later', bar: atLeast(0.7), options: { streams: 1, coverLater: true }, first: true },
  { name: 'import on two streams, caches later', bar: atLeast(1.1), options: { streams: 2, coverLater: true }, first: true },
  { name: 'import with caches', bar: atLeast(0.7), options: { streams: 1 }, first: true },
  { name: 'the same file', bar: atLeast(1), options: {}, first: false },
  { name: 'the same rows compared, caches later', bar: atLeast(1), options: { streams: 1, again: true, coverLater: true }, first: false },
];

/** Importing the bills, against COPY of the finished rows into an empty table of the same shape and key. */
export async function intakeRows(world: World, count: number, told: (message: string) => void): Promise<Row[]> {
  const { sql } = world;
  await world.load(sheet);
  const [{ bills = 0 } = {}] = await sql<{ bills: number }[]>`select count(*) as bills from assay.bill`;
  const floor = await floorOf(world);
  const rows: Row[] = [];
  for (const each of cases) {
    let peakBytes = 0;
    const perform = async (): Promise<void> => {
      const bytes = await peakOf(() => world.load(sheet, each.options));
      peakBytes = Math.max(peakBytes, bytes);
    };
    const prepare = (): Promise<void> => (each.first ? empty(world) : checkpoint(world));
    const pairs = await pairsOf(count, floor, { prepare, perform }, (done) => told(`${each.name}, pair ${done} of ${count}`));
    rows.push(rowOf(each.name, 'COPY of the finished rows', each.bar, bills, 'bills', pairs, peakBytes));
  }
  await catchUp(sql);
  await sql`drop schema floor cascade`;
  return rows;
}

async function floorOf(world: World): Promise<{ prepare: () => Promise<void>; perform: () => Promise<void> }> {
  const { sql, alone } = world;
  const file = await exported(world);
  await sql`create schema floor`;
  await sql`create table floor.bill (like assay.bill including all)`;
  return {
    prepare: async () => {
      await sql`truncate floor.bill`;
      await sql`checkpoint`;
    },
    perform: async () => {
      await alone.begin(async (tx) => pipeline(createReadStream(file, { highWaterMark: limits.readBytes }), await tx`copy floor.bill from stdin`.writable()));
    },
  };
}

/** The server writes the file itself, beside its data: the driver's stream can leave its socket paused after the last row. */
async function exported({ sql }: World): Promise<string> {
  const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  const file = join(row?.folder ?? '', 'finished');
  await sql.unsafe(`copy (select * from assay.bill order by customer_id, account_id, period, key) to '${file}'`);
  return file;
}

const checkpoint = async ({ sql }: World): Promise<void> => {
  await sql`checkpoint`;
};

async function empty({ sql }: World): Promise<void> {
  await sql`truncate assay.bill, assay.bill_history, assay.bill_cover, assay.account_cover`;
  await sql`delete from assay.coverage where fact = 'bill'`;
  await sql`delete from assay.import_run where file = 'bills'`;
  await sql`checkpoint`;
}
