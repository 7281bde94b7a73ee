import { type AddressInfo, createServer, connect as netConnect, type Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { burst } from '../../src/db/burst.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { databaseUrl } from '../database.ts';
import { noneUncaught } from './uncaught.ts';

let url: string;
let watch: Sql;
let pool: Sql;
noneUncaught();
beforeAll(async () => {
  url = await databaseUrl();
  watch = connect(url, { max: 1 });
  await watch`create table assay.told (name text primary key)`;
  return () => watch.end({ timeout: 1 });
});
beforeEach(async () => {
  await watch`delete from assay.told`;
  // One connection: what is left of a transaction would meet the next one on it.
  pool = connect(url, { max: 1, name: 'bursts' });
});
afterEach(async () => {
  await pool.end({ timeout: 1 });
});

const add = (name: string) => pool`insert into assay.told values (${name}) returning name`;
const told = async () => (await watch<{ name: string }[]>`select name from assay.told order by name`).map(({ name }) => name);
const isFree = async () => (await pool`select pg_current_xact_id_if_assigned() is null as free`)[0]?.['free'];

test('what is written in both bursts is there together, once it is committed', async () => {
  for (const round of ['a', 'b', 'c']) {
    const { rows, commit } = await burst(pool, [pool`select 1 as one`, add(`${round}1`)]);
    expect(rows.map(([row]) => row)).toEqual([{ one: 1 }, { name: `${round}1` }]);
    expect((await told()).length % 3).toBe(0);
    await commit([add(`${round}2`), add(`${round}3`)]);
    expect((await told()).length % 3).toBe(0);
  }
  expect(await told()).toHaveLength(9);
});

test('nothing stays of what fails in the first burst or the last, or is rolled back; the connection is as it was', async () => {
  await expect(burst(pool, [add('a'), add('a'), add('b')])).rejects.toMatchObject({ code: '23505' });
  const last = await burst(pool, [add('a')]);
  await expect(last.commit([add('b'), add('a'), add('c')])).rejects.toMatchObject({ code: '23505' });
  expect(last.isOpen()).toBe(false);
  const undone = await burst(pool, [add('a')]);
  expect(undone.isOpen()).toBe(true);
  await undone.rollback();
  expect([await told(), await isFree()]).toEqual([[], true]);
});

test('what the database no longer has prepared is not sent again behind the end: all of it fails, and the next goes', async () => {
  for (const round of ['a', 'b']) await (await burst(pool, [pool`select 1`])).commit([add(round), pool`select 2`]);
  const { commit } = await burst(pool, [pool`select 1`, pool.unsafe('deallocate all')]);
  await expect(commit([add('c'), pool`select 2`])).rejects.toMatchObject({ code: '26000' });
  expect([await told(), await isFree()]).toEqual([['a', 'b'], true]);
  await (await burst(pool, [])).commit([add('d')]);
  expect(await told()).toEqual(['a', 'b', 'd']);
});

test('a connection that is lost between the bursts fails what is left, and takes nothing else along', async () => {
  const { commit, isOpen } = await burst(pool, [add('a')]);
  await watch`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bursts' and datname = current_database()`;
  await expect.poll(isOpen).toBe(false);
  await expect(commit([add('b')])).rejects.toThrow();
  expect([await told(), await isFree()]).toEqual([[], true]);
});

test('a connection that is reset in the first burst or the last leaves the pool as good as before', async () => {
  const { hostname, port } = new URL(url);
  const ways = new Set<Socket>();
  const between = createServer((client) => {
    const server = netConnect(Number(port), hostname);
    ways.add(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((between.address() as AddressInfo).port);
  const far = connect(through.href, { max: 1, name: 'far' });
  const asleep = () => watch`select pid from pg_stat_activity where application_name = 'far' and query like '%pg_sleep%' and state = 'active'`;
  // Not while the driver (3.4.9) asks for types: it leaves that failure to nobody.
  const reset = async (): Promise<void> => {
    await expect.poll(async () => (await asleep()).length, { interval: 5 }).toBe(1);
    for (const way of ways) way.resetAndDestroy();
    ways.clear();
    await watch`select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'far' and datname = current_database()`;
  };
  const sleeping = () => far`select pg_sleep(5)`;
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([expect(burst(far, [far`select 1`, sleeping(), far`select 2`])).rejects.toThrow(), reset()]);
    const { commit } = await burst(far, [far`select 1`]);
    await Promise.all([expect(commit([far`select 2`, sleeping()])).rejects.toThrow(), reset()]);
    for (let time = 0; time < 3; time += 1) expect(await far`select 1 as one`).toEqual([{ one: 1 }]);
  }
  await far.end({ timeout: 1 });
  between.close();
});
