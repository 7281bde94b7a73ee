import { beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { decodeId } from '../../src/base/id.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf } from '../../src/graphql/context.ts';
import { emit } from '../../src/outbox/emit.ts';
import { emitMany } from '../../src/outbox/emitmany.ts';
import type { Event, PublishedEvent } from '../../src/outbox/event.ts';
import { events } from '../../src/outbox/events.ts';
import { database } from '../database.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const ann = nameKey('crm', 'customer', 'A-1');
const event = (topic: string, number: number, customerId: string | null = null): Event => ({
  at: '2026-11-22T10:00:00.000Z',
  topic,
  customerId,
  payload: { number },
});
const context = () =>
  contextOf(
    { sql, keys: { seal: [], cursor: Buffer.alloc(32) }, currency: 'EUR', now: () => '2026-11-22T10:00:00.000Z', today: () => '2026-11-22' },
    { subject: 'letters', role: 'machine' },
    {},
    'en',
  );
/** Everything of a topic behind a cursor, three at a time, and the cursor to go on behind. */
async function readOn(topic: string | null, after: string | null = null): Promise<{ read: PublishedEvent[]; cursor: string | null }> {
  const page = await events(context(), { topic, first: 3, after });
  const read = page.edges.map(({ node }) => node);
  if (!page.pageInfo.hasNextPage) return { read, cursor: page.pageInfo.endCursor ?? after };
  const rest = await readOn(topic, page.pageInfo.endCursor);
  return { read: [...read, ...rest.read], cursor: rest.cursor };
}
const numbers = (read: PublishedEvent[]): number[] => read.map(({ payload }) => JSON.parse(payload).number);

describe('the outbox', () => {
  it('tells events in the order they were emitted, of one topic or of all', async () => {
    await sql.begin((tx) =>
      emitMany(
        tx,
        [1, 2, 3, 4, 5].map((number) => event(number === 3 ? 'grade.ended' : 'grade.issued', number, ann)),
      ),
    );
    await sql.begin((tx) => emit(tx, event('grade.ended', 6)));
    await sql.begin((tx) => emitMany(tx, []));
    expect(numbers((await readOn(null)).read)).toEqual([1, 2, 3, 4, 5, 6]);
    const { read } = await readOn('grade.ended');
    expect(read).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        at: '2026-11-22T10:00:00.000Z',
        topic: 'grade.ended',
        customer: expect.stringMatching(/^cus_/),
        payload: '{"number":3}',
      },
      { id: expect.stringMatching(/^evt_/), at: '2026-11-22T10:00:00.000Z', topic: 'grade.ended', customer: null, payload: '{"number":6}' },
    ]);
    expect(decodeId('cus', 1, read[0]?.customer ?? '')).toEqual([ann]);
  });

  it('says nothing new behind its end, and what comes later stands there', async () => {
    await sql.begin((tx) => emit(tx, event('later', 1)));
    const { cursor } = await readOn('later');
    expect((await readOn('later', cursor)).read).toEqual([]);
    await sql.begin((tx) => emit(tx, event('later', 2)));
    expect(numbers((await readOn('later', cursor)).read)).toEqual([2]);
  });

  it('holds nothing of what was undone', async () => {
    const undone = sql.begin(async (tx) => {
      await emit(tx, event('undone', 1));
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await readOn('undone')).read).toEqual([]);
  });

  it('a reader that goes on behind its cursor while many emit gets each event once', async () => {
    let busy = true;
    const emitting = Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let each = 0; each < 10; each += 1) {
          await sql.begin(async (tx) => {
            await emit(tx, event('crowd', writer * 100 + each));
            await tx`select pg_sleep(${Math.random() / 200})`;
          });
        }
      }),
    ).finally(() => {
      busy = false;
    });
    const seen: number[] = [];
    let cursor: string | null = null;
    for (let last = false; !last; ) {
      last = !busy;
      const more: Awaited<ReturnType<typeof readOn>> = await readOn('crowd', cursor);
      seen.push(...numbers(more.read));
      cursor = more.cursor;
    }
    await emitting;
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
  });
});
