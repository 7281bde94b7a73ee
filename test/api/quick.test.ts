import { expect, test } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { database } from '../database.ts';
import { annId, api, seed } from './world.ts';

const query = `{ customer(id: "${annId}") { name accounts { number } } }`;

/** A pool like another's, of shared connections with a short time for a statement. */
function sharing(sql: Sql, seconds: number): { pool: Sql; sent: string[] } {
  const { host, port, database: name, user, pass } = sql.options as unknown as { host: string[]; port: number[]; database: string; user: string; pass: string };
  const password = typeof pass === 'string' ? `:${encodeURIComponent(pass)}` : '';
  const pool = connect(`postgres://${user}${password}@${host[0]}:${port[0]}/${name}`, { max: 1, statementSeconds: seconds });
  const sent: string[] = [];
  pool.options.debug = (_connection, text) => void sent.push(text);
  return { pool, sent };
}

test('a statement that has proved short goes over the shared connections, with the same answer; one that is held up there is asked again alone', async () => {
  const sql = await database();
  await seed(sql);
  const { pool, sent } = sharing(sql, 1);
  try {
    const world = await api({ sql, quick: pool });
    const first = await world.ask('agent', query);
    for (let run = 0; run <= limits.quickRuns; run += 1) await world.ask('agent', query);
    sent.length = 0;
    world.statements.length = 0;
    const many = await Promise.all(Array.from({ length: 5 }, () => world.ask('agent', query)));
    expect(many.map(({ text }) => text)).toEqual(many.map(() => first.text));
    expect([sent.length, world.statements.length]).toEqual([5, 0]);

    // Held up for longer than a shared connection gives it.
    const held = await sql.begin(async (tx) => {
      await tx`lock table assay.account in access exclusive mode`;
      const answer = world.ask('agent', query);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return { answer };
    });
    expect((await held.answer).text).toBe(first.text);
    expect(world.statements.filter((text) => text.includes('format('))).toHaveLength(1);
    expect(world.logged).toEqual([]);
  } finally {
    await pool.end({ timeout: 1 });
  }
});
