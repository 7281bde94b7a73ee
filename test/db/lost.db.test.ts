import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, type Sql, type Tx } from '../../src/db/client.ts';
import { copyInto } from '../../src/db/copy.ts';
import { databaseProblem } from '../../src/db/failure.ts';
import { databaseUrl } from '../database.ts';
import { noneUncaught } from './uncaught.ts';

let url: string;
let sql: Sql;
let other: Sql;
noneUncaught();
beforeAll(async () => {
  url = await databaseUrl();
  other = connect(url, { max: 1 });
  await other`create table assay.kept (word text)`;
  return () => other.end({ timeout: 1 });
});
beforeEach(() => {
  // One connection: what is left of a lost transaction would meet the next one on it.
  sql = connect(url, { max: 1, name: 'victim' });
});
afterEach(async () => {
  await sql.end({ timeout: 1 });
});

const kill = async (): Promise<void> => {
  await other`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim' and datname = current_database()`;
  await sleep(100);
};

async function* slowly(): AsyncGenerator<string> {
  for (let row = 0; row < 20; row++) {
    if (row === 10) await kill();
    yield `${'x'.repeat(70_000)}\n`;
  }
}

const works: [string, (tx: Tx) => Promise<unknown>][] = [
  ['while a statement runs', (tx) => Promise.all([tx`select pg_sleep(5)`, sleep(50).then(kill)])],
  ['between statements', (tx) => kill().then(() => tx`insert into assay.kept values ('after')`)],
  ['before the commit', () => kill()],
  ['while rows are copied', (tx) => copyInto(tx, 'assay.kept', ['word'], slowly())],
  [
    'and the work goes on regardless',
    async (tx) => {
      await Promise.all([tx`select pg_sleep(5)`.catch(() => {}), sleep(50).then(kill)]);
      await tx.unsafe(`insert into assay.kept values ('after')`).catch(() => {});
      await tx`insert into assay.kept values ('after')`;
    },
  ],
];

test.each(works)('a connection lost %s is told once, undoes the transaction, and the pool goes on', async (_, work) => {
  const lost = sql.begin(async (tx) => {
    await tx`insert into assay.kept values ('before')`;
    await work(tx);
  });
  const error = await lost.then(
    () => 'committed',
    (fault: unknown) => fault,
  );
  expect(databaseProblem(error, 'here')).toMatchObject({ code: 'DB_LOST' });
  const next = () => sql.begin(async (tx) => [await sleep(20), await tx`select 1 as one`][1]);
  const recovered = await next().catch(next);
  expect(recovered).toEqual([{ one: 1 }]);
  expect(await other`select from assay.kept`).toHaveLength(0);
});
