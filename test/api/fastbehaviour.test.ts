import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Role, roleGrants, roles } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { addDays, type Day } from '../../src/base/time.ts';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import type { Sql } from '../../src/db/client.ts';
import { behaviourIndicators } from '../../src/rating/behaviour/behaviour.ts';
import { compileFacts } from '../../src/rating/facts.ts';
import { database } from '../database.ts';
import { type Ways, waysOf } from '../graphql/ways.ts';
import { worlds, write } from '../rating/world.ts';
import { annId, api, at, keys } from './world.ts';

const late = 'daysPastDue bucket metro: bucket(scheme: METRO2) pboc: bucket(scheme: PBOC) owed: bucket(scheme: BILLING_MONTHS)';
const past = 'history(months: $months) last: history(scheme: PBOC, months: 3) owing: history(scheme: BILLING_MONTHS) none: history(months: 0)';
const whole = `
  query Behaviour($id: ID!, $day: Date, $other: Date, $months: Int! = 14) {
    customer(id: $id) {
      behaviour(asOf: $day) { ...all }
      other: behaviour(asOf: $other) { asOf onTimeShare arrears { amount } history(scheme: METRO2, months: 24) }
      accounts { id currency behaviour(asOf: $day) { __typename asOf ${late} ${past} } other: behaviour(asOf: $other) { daysPastDue } }
      relations { other { id behaviour(asOf: $day) { ...all } } }
    }
  }
  fragment all on Behaviour { __typename asOf ${late} onTimeShare arrears { __typename amountMinor currency amount } reported { __typename month scheme code daysPastDue } ${past} }`;

const grantsOf = (role: Role) => ({ open: 'clear', ...roleGrants[role] }) as const;

/** Asks both ways: the same answer. What it was, and whether one statement made it. */
async function same(ways: Ways, role: Role, query: string, variables: object): Promise<{ data: any; errors: any[] | undefined; one: boolean }> {
  const told = await ways.plain(grantsOf(role), { query, variables: { ...variables } });
  const fast = await ways.fast(grantsOf(role), { query, variables: { ...variables } });
  expect(fast.text).toBe(told.text);
  expect(ways.logged).toEqual([]);
  return { ...JSON.parse(told.body), one: fast.compiled && fast.statements.length === 1 };
}

const on = (sql: Sql, today: Day): Ways => waysOf(sql, { keys, now: () => at, today: () => today });

test('the text of the statement is the same for every day', () => {
  const text = (day: Day) => compileFacts(Object.values(behaviourIndicators), day, new Map(), 'now').text;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      expect(text(addDays('1900-01-01', days))).toBe(text('2000-01-01'));
    }),
    { examples: [[0], [58]] },
  );
});

describe('of random bills and payments', () => {
  let sql: Sql;
  let ways: Ways;
  beforeAll(async () => {
    sql = await database();
    ways = on(sql, '2026-11-22');
  });

  test('both ways tell the same, as of any day', async () => {
    const customer = fc.constantFrom(0, 1, 2).map((n) => encodeId('cus', `00000001-0000-0000-0000-00000000000${n}`));
    const day = fc.constantFrom(null, '2025-07-15', '2025-12-01', '2026-01-01', '2026-02-28', '2026-06-10', '2026-11-22');
    const months = fc.constantFrom(0, 1, 14, 36);
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.array(fc.tuple(customer, day, day, months), { minLength: 4, maxLength: 4 }),
        fc.nat({ max: 5 }),
        async (world, asked, kind) => {
          await write(sql, world);
          await sql`update assay.customer set provenance = '{"records": [], "fields": {}}'`;
          if (kind === 0) await sql`delete from assay.coverage where fact = 'payment'`;
          if (kind === 1) await sql`delete from assay.source_record`;
          if (kind === 2) await sql`update assay.account set currency = 'JPY' where service = 'gas'`;
          if (kind === 3)
            await sql`update assay.coverage set until_on = case fact when 'bill' then date '2025-09-15' else date '2024-12-31' end where from_on = '2025-01-01'`;
          if (kind === 4)
            await sql`insert into assay.coverage select 's', fact, '2025-05-10', '2025-12-20', recorded_at from assay.coverage on conflict do nothing`;
          for (const [id, asOf, other, last] of asked) expect((await same(ways, 'admin', whole, { id, day: asOf, other, months: last })).one).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  }, 90_000);
});

describe('of one customer', () => {
  let sql: Sql;
  let ways: Ways;
  beforeAll(async () => {
    ({ sql } = await api());
    await sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
    ways = on(sql, '2026-11-22');
  });

  test.each(roles)('to %s', async (role) => {
    const { data, one } = await same(ways, role, whole, { id: annId });
    const fields = `query ($id: ID!) { customer(id: $id) { behaviour { daysPastDue reported { code } } } }`;
    const { errors } = await same(ways, role, fields, { id: annId });
    const sees = ['agent', 'analyst', 'officer', 'approver', 'admin'].includes(role);
    expect([data?.customer.behaviour.daysPastDue, one, errors === undefined]).toEqual([sees ? 62 : undefined, sees, sees]);
    // The accounts are in two currencies.
    if (sees) expect(data.customer.behaviour.arrears).toBeNull();
  });

  test('who has no accounts, and who is not there', async () => {
    const { data, one } = await same(ways, 'agent', whole, { id: encodeId('cus', nameKey('crm', 'customer', 'A-2')) });
    expect([data.customer.behaviour, one]).toMatchObject([{ daysPastDue: null, arrears: null, reported: null, history: 'assay:--------------' }, true]);
    expect(await same(ways, 'agent', whole, { id: encodeId('cus', '00000000-0000-4000-8000-000000000000') })).toMatchObject({
      data: { customer: null },
      one: true,
    });
  });

  test.each([
    ['2026-11-23', 14, 'RATING_AS_OF_FUTURE'],
    ['1800-01-01', 14, 'RATING_AS_OF_EARLY'],
    ['2026-11-22', 1_000, 'RATING_HISTORY_MONTHS'],
    ['2026-11-22', -1, 'RATING_HISTORY_MONTHS'],
    ['2026-11-21', 0, undefined],
  ])('as of %s over %i months is refused in the same words, or not', async (day, months, code) => {
    const { errors, one } = await same(ways, 'agent', whole, { id: annId, day, months });
    expect([errors?.[0].extensions.code, one]).toEqual([code, code === undefined]);
    await same(ways, 'agent', 'query ($id: ID!, $day: Date) { customer(id: $id) { accounts { behaviour(asOf: $day) { asOf } } } }', { id: annId, day });
  });

  test('alone a figure takes what it needs, and nothing else', async () => {
    const read = async (field: string): Promise<string[]> => {
      const query = `query ($id: ID!) { customer(id: $id) { behaviour { ${field} } } }`;
      const { statements } = await ways.fast(grantsOf('agent'), { query, variables: { id: annId } });
      const tables = (await scanned(sql, statements[0]?.text as string)).map((scan) => scan.split(' ')[0] as string);
      return [...new Set(tables)].filter((table) => table !== 'record_directory').sort();
    };
    expect(await read('asOf')).toEqual(['customer']);
    expect(await read('reported { month }')).toEqual(['account_status', 'customer']);
    expect(await read('bucket')).toEqual(['bill', 'coverage', 'customer', 'forbearance', 'mark', 'payment', 'source_record']);
    expect(await read('history')).toEqual(['account', 'bill', 'coverage', 'customer', 'forbearance', 'mark', 'payment', 'source_record']);
  });
});

/** The tables that the plan of a statement for any values scans, each time and how. */
async function scanned(sql: Sql, text: string): Promise<string[]> {
  const count = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  return sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`;
    await tx.unsafe(`prepare asked as ${text}`);
    const [explained] = await tx.unsafe(`explain (format json) execute asked(${Array.from({ length: count }, () => 'null').join(', ')})`);
    await tx`deallocate asked`;
    const found: string[] = [];
    const visit = (plan: unknown): void => {
      if (plan === null || typeof plan !== 'object') return;
      const { 'Relation Name': table, 'Node Type': node } = plan as Record<string, string>;
      if (table) found.push(`${table} ${node}`);
      Object.values(plan).forEach(visit);
    };
    visit(explained?.['QUERY PLAN']);
    return found;
  });
}

describe('of the demo world', () => {
  let sql: Sql;
  let ways: Ways;
  let ids: string[];
  beforeAll(async () => {
    sql = await database();
    await loadDemo({ sql, keys, timeZone: 'UTC', currency: 'CNY' } as unknown as Assay, { customers: 40 }, { step: () => {}, done: () => {} });
    ways = on(sql, '2026-07-01');
    ids = (await sql`select customer_id from assay.customer order by customer_id`).map((row) => encodeId('cus', row['customer_id']));
  }, 120_000);

  test('both ways tell the same of everybody', async () => {
    const days = new Set<number | null>();
    for (const [n, id] of ids.entries()) {
      const { data, one } = await same(ways, 'agent', whole, { id, day: n % 2 === 0 ? '2026-06-30' : null, other: '2025-10-15', months: 24 });
      expect(one).toBe(true);
      days.add(data.customer.behaviour.daysPastDue);
    }
    expect(days.size).toBeGreaterThan(5);
  });

  test('both ways tell the same of a page', async () => {
    const query = '{ customers(first: 50) { edges { node { id behaviour { daysPastDue arrears { amount } onTimeShare bucket history } } } } }';
    const { data, one } = await same(ways, 'agent', query, {});
    expect([data.customers.edges.length, one]).toEqual([ids.length, true]);
  });

  test('one statement reads bills and payments by their keys', async () => {
    await sql`analyze`;
    const { statements } = await ways.fast(grantsOf('agent'), { query: whole, variables: { id: ids[0] } });
    const found = await scanned(sql, statements[0]?.text as string);
    // The source records of so few customers lie on a page or two, which Postgres 15 reads whole.
    expect(found.filter((scan) => /^(bill|payment|account_status) /.test(scan) && !/Index|Bitmap/.test(scan))).toEqual([]);
    expect(found.filter((scan) => /history/.test(scan))).toEqual([]);
  });
});
