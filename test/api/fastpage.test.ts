import { beforeAll, describe, expect, it } from 'vitest';
import { absent, sorts } from '../../src/portfolio/line.ts';
import { type Both, both } from './both.ts';

let world: Both;
beforeAll(async () => {
  world = await both();
  // Many ties, and much that is missing; as of two days.
  await world.sql`
    update assay.line set
      score = case n % 4 when 0 then ${absent.score} else 500 + n % 3 end, grade = case n % 3 when 0 then ${absent.grade} else n % 3 end,
      grade_name = case n % 3 when 0 then '' else chr(64 + (n % 3)::int) end,
      arrears_minor = case n % 5 when 0 then ${absent.arrearsMinor} else n % 2 * 100 end,
      days_past_due = case n % 5 when 1 then ${absent.daysPastDue} else n % 2 end,
      as_of = date '2026-09-30' - (n % 2)::int
    from (select customer_id as id, row_number() over (order by customer_id) as n from assay.line where dimension = 'credit') as numbered
    where customer_id = id and dimension = 'credit'`;
  await world.sql`update assay.line set name_key = 'same' where score = 501`;
}, 120_000);

const page = `query ($sort: CustomerSort!, $filter: CustomerFilter, $first: Int, $after: String) {
  customers(sort: $sort, filter: $filter, first: $first, after: $after) {
    asOf count edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function walk(sort: string, filter: object | null | undefined, first: number): Promise<{ ids: string[]; count: number }> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { customers } = await world.ask('admin', page, { sort, filter, first, after });
    ids.push(...customers.edges.map((edge: { node: { id: string } }) => edge.node.id));
    expect(customers.edges.map((edge: { cursor: string }) => edge.cursor).at(-1) ?? null).toBe(customers.pageInfo.endCursor);
    after = customers.pageInfo.endCursor;
    if (!customers.pageInfo.hasNextPage) return { ids, count: customers.count };
  }
}

const filters = [
  undefined,
  null,
  {},
  { grades: ['A', 'B'] },
  { grades: [] },
  { grades: null, kind: 'person' },
  { kind: '' },
  { scoreAtLeast: 500.5 },
  { scoreBelow: 502, arrearsMinorAtLeast: 0 },
  { daysPastDueAtLeast: 1 },
];

describe('pages of customers by one statement', () => {
  it.each(Object.keys(sorts))('by %s, put together, are everybody once, as the resolvers page them', { timeout: 120_000 }, async (sort) => {
    const [lines] = await world.sql<{ n: number }[]>`select count(*)::int as n from assay.line where dimension = 'credit'`;
    const [customers] = await world.sql<{ n: number }[]>`select count(*)::int as n from assay.customer`;
    for (const [at, filter] of filters.entries()) {
      const { ids, count } = await walk(sort, filter, at % 2 === 0 ? 7 : 20);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBe(count);
      if (at < 3) expect(count).toBe(sort === 'NAME' ? customers?.n : lines?.n);
    }
  });

  it('answers only what is selected, under its aliases', async () => {
    const { a, b } = await world.ask(
      'admin',
      '{ a: customers(first: 2, sort: GRADE_WORST) { __typename n: count } b: customers(dimension: "none", sort: SCORE_HIGHEST) { asOf edges { node { id } } pageInfo { __typename startCursor endCursor } } }',
    );
    expect(a).toEqual({ __typename: 'CustomerConnection', n: expect.any(Number) });
    expect(b).toEqual({ asOf: null, edges: [], pageInfo: { __typename: 'PageInfo', startCursor: null, endCursor: null } });
  });

  it.each([
    ['edges { node { id } }', 'array_agg(', 'count('],
    ['__typename n: count', 'count(', 'array_agg('],
    ['pageInfo { hasNextPage }', 'array_agg(', 'count('],
  ])('selecting %s reads by %s and without %s', async (selected, read, unread) => {
    const { text } = await world.plan('admin', `{ customers(sort: SCORE_HIGHEST, filter: { kind: "person" }, first: 3) { ${selected} } }`);
    expect(text).toContain(read);
    expect(text).not.toContain(unread);
  });

  it.each(['agent', 'analyst'] as const)('for %s, in both languages', async (role) => {
    for (const language of ['en', 'zh'] as const) {
      await world.ask(
        role,
        `{ customers(sort: SCORE_LOWEST, first: 5) { edges { cursor node { kind accounts { service number } } } pageInfo { endCursor } } }`,
        {},
        language,
      );
    }
  });

  it.each([
    ['first: 0', 'GRAPH_PAGE_SIZE'],
    ['first: 101', 'GRAPH_PAGE_SIZE'],
    ['after: "x"', 'GRAPH_CURSOR_INVALID'],
    ['after: ""', 'GRAPH_CURSOR_INVALID'],
  ])('refuses %s as the resolvers do', async (args, code) => {
    const { errors } = await world.left('admin', `{ customers(${args}) { count } }`);
    expect(errors[0].extensions.code).toBe(code);
  });

  it('refuses the cursor of another sort, dimension or installation', async () => {
    const { customers } = await world.ask('admin', '{ customers(sort: SCORE_LOWEST, first: 1) { pageInfo { endCursor } } }');
    const after = customers.pageInfo.endCursor;
    for (const args of ['sort: SCORE_HIGHEST', 'sort: SCORE_LOWEST, dimension: "none"']) {
      const { errors } = await world.left('admin', `query ($after: String) { customers(${args}, after: $after) { count } }`, { after });
      expect(errors[0].extensions.code).toBe('GRAPH_CURSOR_INVALID');
    }
  });

  it('leaves a page to the resolvers where a line has lost its customer', async () => {
    await world.sql`
      insert into assay.line (customer_id, dimension, as_of, digest, kind, name_key, grade_name, grade, score, arrears_minor, days_past_due)
      select '00000000-0000-0000-0000-00000000000a', 'lost', as_of, digest, kind, name_key, grade_name, grade, score, arrears_minor, days_past_due from assay.line limit 1`;
    const { errors } = await world.left('admin', '{ customers(dimension: "lost", sort: SCORE_HIGHEST) { edges { node { id } } } }');
    expect(errors[0].path).toEqual(['customers', 'edges', 0, 'node']);
  });
});
