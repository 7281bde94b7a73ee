import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { limits } from '../../src/base/limits.ts';
import { pairsOf } from './paired.ts';
import { peakOf } from './peak.ts';
import { type Row, rowOf } from './row.ts';
import type { World } from './world.ts';

const sheet = 'billing/bills';

/** Importing the bills into empty tables, against COPY of the finished rows into an empty table of the same shape and key. */
export async function intakeRow(world: World, count: number, told: (message: string) => void): Promise<Row> {
  const { sql, alone } = world;
  await world.load(sheet);
  const [{ bills = 0 } = {}] = await sql<{ bills: number }[]>`select count(*) as bills from assay.bill`;
  const file = await exported(world);
  await sql`create schema floor`;
  await sql`create table floor.bill (like assay.bill including all)`;
  const copy = async (): Promise<void> => {
    await alone.begin(async (tx) => pipeline(createReadStream(file, { highWaterMark: limits.readBytes }), await tx`copy floor.bill from stdin`.writable()));
  };
  let peakBytes = 0;
  const load = async (): Promise<void> => {
    const bytes = await peakOf(() => world.load(sheet));
    peakBytes = Math.max(peakBytes, bytes);
  };
  const pairs = await pairsOf(count, { prepare: () => emptyFloor(world), perform: copy }, { prepare: () => empty(world), perform: load }, (done) =>
    told(`import, pair ${done} of ${count}`),
  );
  await sql`drop schema floor cascade`;
  return rowOf('import', 'COPY of the finished rows', { rule: 'at least', target: 0.7 }, bills, 'bills', pairs, peakBytes);
}

/** The server writes the file itself, beside its data: the driver's stream can leave its socket paused after the last row. */
async function exported({ sql }: World): Promise<string> {
  const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  const file = join(row?.folder ?? '', 'finished');
  await sql.unsafe(`copy assay.bill to '${file}'`);
  return file;
}

async function emptyFloor({ sql }: World): Promise<void> {
  await sql`truncate floor.bill`;
  await sql`checkpoint`;
}

async function empty({ sql }: World): Promise<void> {
  await sql`truncate assay.bill, assay.bill_history, assay.bill_cover, assay.account_cover`;
  await sql`delete from assay.coverage where fact = 'bill'`;
  await sql`delete from assay.import_run where file = 'bills'`;
  await sql`checkpoint`;
}
