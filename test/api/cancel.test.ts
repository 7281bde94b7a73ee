import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/db/client.ts';
import { noneUncaught } from '../db/uncaught.ts';
import { type Api, api, token } from './world.ts';

let world: Api;
noneUncaught();
beforeAll(async () => {
  world = await api();
});

const query = '{ customer(source: "crm", key: "A-1") { name accounts { bills { id } } } }';
const plain = '{ imports(first: 1) { edges { node { id } } } }';

/** Sessions of the server that wait for the lock. */
const waiting = async (): Promise<number> => {
  const [row] = await world.sql<
    { count: number }[]
  >`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.count ?? -1;
};

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);
};

/** Asks, and goes away once that many statements of the server wait for the lock that is held meanwhile. */
async function leave(asked: string, role: 'agent' | 'steward', callers: number, held: (tx: Tx) => Promise<unknown>): Promise<void> {
  await world.sql.begin(async (tx) => {
    await held(tx);
    const leaving = new AbortController();
    const authorization = `Bearer ${await token(role)}`;
    const headers = { 'content-type': 'application/json', authorization };
    const asking = Array.from({ length: callers }, () =>
      fetch(`${world.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: asked }), signal: leaving.signal }).then(
        () => 'answered',
        () => 'left',
      ),
    );
    await expect.poll(waiting).toBe(callers);
    expect(await metric('assay_requests_in_flight')).toBe(callers);
    leaving.abort();
    expect(await Promise.all(asking)).toEqual(Array(callers).fill('left'));
    // The lock is still held: only a cancellation ends them.
    await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
    await expect.poll(() => metric('assay_requests_in_flight'), { timeout: 10_000 }).toBe(0);
  });
}

describe('a caller who goes away', () => {
  it.each([
    ['one statement', query, 'agent', (tx: Tx) => tx`lock table assay.bill, assay.customer`],
    ['resolvers', plain, 'steward', (tx: Tx) => tx`lock table assay.import_run`],
  ] as const)('ends what runs in the database for them, at once and without a word: %s', async (_, asked, role, held) => {
    const before = await metric('assay_requests_left_total');
    await leave(asked, role, 3, held);
    expect(await metric('assay_requests_left_total')).toBe(before + 3);
    expect(world.logged).toEqual([]);
    const { status, errors } = await world.ask(role, asked);
    expect([status, errors]).toEqual([200, []]);
  });
});
