import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import type { Sql } from '../../src/db/client.ts';
import { world as demo } from '../../src/demo/calendar.ts';
import { clock } from '../../src/server/clock.ts';
import { handlers } from '../../src/server/handlers.ts';
import { make, type Sandbox } from '../../src/sharing/sandbox/make.ts';
import { readOnOf, worldEnds } from '../../src/sharing/sandbox/sandbox.ts';
import { database } from '../database.ts';
import { keyPair } from '../sharing/world.ts';
import { askUnbound, tokenOf } from './partner.ts';
import { type Api, api, keys } from './world.ts';

const keyOf = Object.fromEntries(['sandbox', 'late', 'without'].map((name) => [name, keyPair(`${name}-1`)]));
const at = clock();
const now = at.slice(0, 10);
const [later, muchLater] = ['2027-04-01', '2034-06-01'];

let sql: Sql;
let server: Api;
let day = now;
beforeAll(async () => {
  sql = await database();
  await loadDemo({ sql, keys, timeZone: 'UTC', currency: 'EUR' } as unknown as Assay, { customers: 20 }, { step: () => {}, done: () => {} });
  await grades(['A', 'B', 'C', 'C', 'A', 'B', 'A', 'B', 'A', 'B', 'B']);
  server = await api({ sql, now: clock, today: () => day, unboundPartners: true });
});

/** Official grades of as many power customers as the sandbox needs, one of them by a knock-out: so small a world has one. */
async function grades(given: readonly string[]): Promise<void> {
  const outside = await sql<{ customerId: string }[]>`
    select customer_id as "customerId" from assay.rating where dimension = 'credit_power' and kind = 'issued' and state = 'outside' order by customer_id`;
  for (const [nth, grade] of given.entries()) {
    const { customerId } = outside[nth] as { customerId: string };
    const reasons = nth === 3 ? ['ILLEGAL_USE'] : [];
    await sql`update assay.rating set state = 'rated', grade = ${'ABC'.indexOf(grade)}, reasons = ${reasons} where customer_id = ${customerId} and dimension = 'credit_power'`;
    await sql`insert into assay.issued_grade select fresh.*
      from (select * from assay.issued_grade limit 1) as g
      join assay.rating r on r.customer_id = ${customerId} and r.dimension = 'credit_power' and r.kind = 'issued'
      cross join lateral jsonb_populate_record(null::assay.issued_grade, to_jsonb(g) || jsonb_build_object(
        'customer_id', r.customer_id, 'grade', ${grade}::text, 'grade_id', gen_random_uuid(), 'rating_id', r.rating_id)) as fresh`;
  }
}

const made = (name: string, today: string): Promise<Sandbox> =>
  sql.begin((tx) =>
    make(tx, { seal: keys.seal, handlers }, { name, jwk: keyOf[name]?.jwk as never }, { who: 'Sam', at, today, holds: () => true }),
  ) as Promise<Sandbox>;

const customer = 'customer { issuedGrade(dimension: "credit_power") { grade validUntil } }';
const fields = `... on AnsweredInquiry { grade { grade validUntil } ${customer} } ... on NotRatedInquiry { why } ... on RefusedInquiry { code }`;
async function told(today: string, { name, purposes, subjects }: Sandbox): Promise<Record<string, unknown>> {
  day = today;
  const [{ partnerId }] = (await sql`select partner_id as "partnerId" from assay.partner where name = ${name}`) as unknown as [{ partnerId: string }];
  const answers: Record<string, unknown> = {};
  for (const { reference } of subjects) {
    if (reference === 'test-slow') continue;
    const token = await tokenOf({ ...server, sql }, { partnerId, name, keys: [keyOf[name] as never] }, clock());
    const input = `{ subject: { reference: "${reference}" }, purpose: "${purposes[0]}", idempotencyKey: "${randomUUID()}" }`;
    const query = `mutation { inquire(input: ${input}) { result { __typename ${fields} } } }`;
    const { data, errors } = await askUnbound(server, { token, query, headers: { 'assay-purpose': purposes[0] as string } });
    answers[reference] = data?.['inquire']?.result ?? errors[0]?.extensions['code'];
  }
  return answers;
}

describe('test subjects come out the same', () => {
  let [first, before]: [Sandbox, Record<string, unknown>] = [undefined as never, {}];
  beforeAll(async () => {
    first = await made('sandbox', now);
    before = await told(now, first);
  });

  it('told of official grades that end', () => {
    const issued = { grade: 'A', validUntil: worldEnds };
    expect(before['test-grade-a']).toEqual({ __typename: 'AnsweredInquiry', grade: issued, customer: { issuedGrade: issued } });
    expect(before['test-not-rated']).toEqual({ __typename: 'NotRatedInquiry', why: 'outside' });
    expect(Object.values(before)).not.toContain('SHARING_AGREEMENT_NONE');
    expect(first.lacking).toEqual([]);
  });

  it.each([later, muchLater])('asked on %s, where the sandbox was made before', async (today) => {
    const again = await made('sandbox', today);
    expect([again.isNew, again.subjects, again.lacking]).toEqual([false, first.subjects, []]);
    expect(await told(today, again)).toEqual(before);
  });

  it('of a sandbox that is made years after', async () => {
    const late = await made('late', muchLater);
    expect([late.isNew, late.subjects, late.lacking]).toEqual([true, first.subjects, []]);
    expect(await told(muchLater, late)).toEqual(before);
  });
});

it('names that nobody stands behind are said', async () => {
  await sql`delete from assay.issued_grade where grade = 'B'`;
  const without = await made('without', now);
  expect(without.lacking).toEqual(['test-knock-out', 'test-not-rated']);
});

test('a sandbox stays within the demo world, and nobody else does', () => {
  expect(worldEnds).toBe(demo.issuedUntil);
  expect([now, worldEnds, later, muchLater].map((today) => readOnOf({ sandbox: true }, today))).toEqual([now, worldEnds, worldEnds, worldEnds]);
  expect(readOnOf({ sandbox: false }, muchLater)).toBe(muchLater);
});
