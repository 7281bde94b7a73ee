import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asking } from '../../src/db/cancel.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { database, databaseUrl } from '../database.ts';
import { noneUncaught } from './uncaught.ts';

let sql: Sql;
let one: Sql;
noneUncaught();
beforeAll(async () => {
  sql = await database();
  one = connect(await databaseUrl(), { max: 1 });
});
afterAll(async () => {
  await one.end();
});

const cancelled = { code: 'DB_CANCELLED' };
const sleeping = async (): Promise<number> =>
  (
    await sql<
      { count: number }[]
    >`select count(*)::int as count from pg_stat_activity where datname = current_database() and state = 'active' and query like '%sleep(20%' and pid <> pg_backend_pid()`
  )[0]?.count ?? -1;
const failure = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("one caller's view of the pool", () => {
  it('is the pool: templates, fragments, lists, unsafe, transactions, options', async () => {
    const { sql: view } = new Asking(sql);
    const where = view`where n > ${1}`;
    expect([...(await view`select n from unnest(${[1, 2, 3]}::int[]) n ${where}`)]).toEqual([{ n: 2 }, { n: 3 }]);
    expect([...(await view`select ${view(['a'])} from (values (7)) t(a)`)]).toEqual([{ a: 7 }]);
    expect(await view.unsafe('select $1::int as n', [4], { prepare: true }).values()).toEqual([[4]]);
    expect(await view.begin('read only', async (tx) => (await tx`select 5 as n`)[0])).toEqual({ n: 5 });
    expect(view.options).toBe(sql.options);
    await expect(view.begin(async (tx) => tx`select 1 / 0`)).rejects.toMatchObject({ code: '22012' });
    await expect(view`select 1 / 0`).rejects.toMatchObject({ code: '22012' });
  });

  it('ends in Postgres what runs, starts nothing more, and leaves fragments alone', async () => {
    const asking = new Asking(sql);
    const fragment = asking.sql`where false`;
    const running = [failure(asking.sql`select pg_sleep(20)`), failure(asking.sql.unsafe('select pg_sleep(20)'))];
    await expect.poll(sleeping).toBe(2);
    asking.cancel();
    const late = failure(asking.sql`select 1 ${fragment}`);
    expect(await late).toMatchObject(cancelled);
    expect(await Promise.all(running)).toMatchObject([cancelled, cancelled]);
    await asking.end();
    expect(await sleeping()).toBe(0);
    await expect(asking.sql.begin(async () => 1)).rejects.toMatchObject(cancelled);
    expect((await sql`select 1 as n`)[0]).toEqual({ n: 1 });
  });

  it('rolls a transaction back, also one whose work does not mind refusals', async () => {
    await sql`create table kept (n int)`;
    const asking = new Asking(sql);
    const stubborn = failure(
      asking.sql.begin(async (tx) => {
        await tx`insert into kept values (1)`;
        await failure(tx`select pg_sleep(20)`);
        await failure(tx`insert into kept values (2)`);
        return 'done';
      }),
    );
    const between = failure(
      asking.sql.begin(async (tx) => {
        await tx`insert into kept values (3)`;
        await sleep(300);
        await tx`insert into kept values (4)`;
      }),
    );
    await expect.poll(sleeping).toBe(1);
    await asking.end();
    expect(await Promise.all([stubborn, between])).toMatchObject([cancelled, cancelled]);
    expect(await sql`select * from kept`).toHaveLength(0);
  });

  it('lets what waits behind others of its connection come to its turn, and harms nobody there', async () => {
    const [first, second, third] = [new Asking(one), new Asking(one), new Asking(one)];
    const a = failure(first.sql`select pg_sleep(20)`);
    await sleep(50);
    const b = failure(second.sql`select pg_sleep(20)`);
    const c = third.sql`select 'mine' as n`;
    const begun = performance.now();
    const ended = [second.end(), first.end()];
    expect([await a, await b]).toMatchObject([cancelled, cancelled]);
    expect([...(await c)]).toEqual([{ n: 'mine' }]);
    await Promise.all(ended);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('harms nobody when it comes late: a statement that was met instead is run again, a transaction told as lost', async () => {
    const late = async (): Promise<void> => {
      const asking = new Asking(one);
      const leaving = failure(asking.sql`select pg_sleep(20)`);
      asking.cancel();
      expect(await leaving).toMatchObject(cancelled);
    };
    const [{ pid } = { pid: 0 }] = await one<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const meet = async (): Promise<void> => {
      await sleep(100);
      await sql`select pg_cancel_backend(${pid})`;
    };
    await late();
    const met = new Asking(one).sql`select pg_sleep(0.3)::text, 'mine' as n`;
    await Promise.all([met.execute(), meet()]);
    expect((await met)[0]).toMatchObject({ n: 'mine' });
    await late();
    const lost = failure(new Asking(one).sql.begin((tx) => tx`select pg_sleep(0.3)`));
    await Promise.all([lost, meet()]);
    expect(await lost).toMatchObject({ code: 'DB_LOST' });
    await sleep(1_100);
    const stopped = failure(new Asking(one).sql`select pg_sleep(0.3)`);
    await Promise.all([stopped, meet()]);
    expect(await stopped).toMatchObject({ code: '57014' });
  });

  it('costs a few microseconds', async () => {
    const { sql: view } = new Asking(sql);
    const count = 20_000;
    const begun = performance.now();
    for (let at = 0; at < count; at += 1) new Asking(sql).sql`select ${at}`;
    const each = ((performance.now() - begun) / count) * 1000;
    expect(view).toBeTypeOf('function');
    expect(each).toBeLessThan(50);
  });
});
