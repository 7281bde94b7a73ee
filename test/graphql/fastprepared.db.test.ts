import { expect, it } from 'vitest';
import { roleGrants } from '../../src/access/role.ts';
import { connect } from '../../src/db/client.ts';
import { databaseUrl } from '../database.ts';
import { keys, now } from './fastworld.ts';
import { waysOf } from './ways.ts';

it('a statement is prepared in Postgres from its second run on, once for all values', async () => {
  const sql = connect(await databaseUrl(), { max: 1 });
  const ways = waysOf(sql, { keys, now: () => now, today: () => now.slice(0, 10) });
  const query = 'query ($id: ID!, $n: Int! = 3) { customer(id: $id) { name accounts(first: $n) { number } } }';
  const prepared: number[] = [];
  for (const variables of [
    { id: 'cus_00000000000000000000000000' },
    { id: 'cus_00000000000000000000000000' },
    { id: 'cus_00000000000000000000000004', n: 5 },
  ]) {
    const { compiled, status } = await ways.fast({ open: 'clear', ...roleGrants.agent }, { query, variables });
    expect([compiled, status]).toEqual([true, 200]);
    const [row] = await sql.unsafe<{ count: number }[]>(
      "select count(*)::int as count from pg_prepared_statements where statement like '%\"customer\":%' and statement not like '%pg_prepared%'",
    );
    prepared.push(row?.count ?? -1);
  }
  expect(prepared).toEqual([0, 1, 1]);
  await sql.end();
});
