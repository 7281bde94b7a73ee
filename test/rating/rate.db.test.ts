import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { takeRecordedAt } from '../../src/db/facts.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { behave } from '../../src/rating/behaviour/behave.ts';
import { rate } from '../../src/rating/rate.ts';
import { rateOne } from '../../src/rating/rateone.ts';
import type { RateRequest } from '../../src/rating/rateslice.ts';
import { replay } from '../../src/rating/replay/replay.ts';
import { ratingById } from '../../src/rating/store.ts';
import { ratingsOf } from '../../src/rating/subject/store.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { database } from '../database.ts';
import { activated } from './activated.ts';
import { firstImport, secondImport, worlds, write } from './world.ts';

const label = { en: 'x', zh: 'x' };
const common = { unit: 'x', better: 'lower', label };
const document = {
  kind: 'ruleset',
  name: 'plain',
  title: label,
  dimension: 'credit',
  subject: 'customer',
  indicators: {
    paid: { fact: 'payment', measure: 'count', ...common },
    plan: { fact: 'customer', measure: 'latest', column: 'attributes.plan', ...common },
    late: { fact: 'bill', measure: 'days_past_due', ...common },
  },
  cards: [
    {
      name: 'main',
      initial: 500,
      characteristics: [
        {
          indicator: 'paid',
          reason: 'FEW',
          bins: [
            { missing: true, points: 0 },
            { to: 2, points: 1 },
            { from: 2, points: 20 },
          ],
        },
        {
          indicator: 'plan',
          reason: 'PLAN',
          bins: [
            { in: ['p0', 'p1'], points: 5 },
            { in: ['p2'], points: 7 },
          ],
        },
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [
            { missing: true, points: 0 },
            { to: 1, points: 30 },
            { from: 1, points: -30 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 540 }, { grade: 'B', from: 500 }, { grade: 'C' }],
  reasons: { FEW: label, PLAN: label, LATE: label },
};

const customers = [0, 1, 2].map((n) => `00000001-0000-0000-0000-00000000000${n}`);
const [world] = fc.sample(worlds, { numRuns: 1, seed: 7 });
let sql: Sql;
let version: Version;
let request: RateRequest;
const now = () => new Date(Date.now()).toISOString();

beforeAll(async () => {
  sql = await database();
  await write(sql, world as never);
  const activation = await activated(sql, document);
  expect(activation.faults.filter((fault) => fault.severity === 'error')).toEqual([]);
  version = (await find(sql, { dimension: 'credit' })) as Version;
});
beforeEach(async () => {
  await sql`truncate assay.rating, assay.rating_history, assay.rating_run, assay.line`;
  request = { version, asOf: '2026-02-28', today: '2026-11-22', now, onSlice: draw };
});

const latest = async (customerId: string) => (await ratingsOf(sql, [customerId], { dimension: 'credit', last: 5, today: '2026-11-22' })).get(customerId) ?? [];

describe('rating everybody', () => {
  test('rates each customer once and draws the line', async () => {
    expect(await rate(sql, request)).toMatchObject({ rated: 3, invalid: 0, unchanged: 0, asOf: '2026-02-28' });
    const lines = await sql`select customer_id, score, grade_name from assay.line order by customer_id`;
    expect(lines.map((line) => line['score'])).toEqual(await Promise.all(customers.map(async (id) => (await latest(id))[0]?.score)));
  });

  test('the same inputs again add nothing', async () => {
    await rate(sql, request);
    const before = await latest(customers[0] as string);
    expect(await rate(sql, request)).toMatchObject({ rated: 3, unchanged: 3 });
    expect(await latest(customers[0] as string)).toEqual(before);
  });

  test('other inputs move what stood to the history, where it is found and replays still', async () => {
    await rate(sql, { ...request, knownAt: firstImport });
    const [payment] = await sql`select * from assay.payment where customer_id <> ${customers[2] as string} order by key limit 1`;
    const payer = payment?.['customer_id'] as string;
    const before = (await latest(payer))[0];
    await sql.begin(async (tx) => {
      for (let n = 1; n < 9; n++)
        await tx`insert into assay.payment ${tx({ ...payment, key: `00000009-0000-0000-0000-00000000000${n}`, paid_on: '2026-01-05', available_on: '2026-01-05', recorded_at: '2026-02-01T00:00:00.000Z' })}`;
    });
    await rate(sql, request);
    const rows = await latest(payer);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.ratingId).not.toBe(before?.ratingId);
    const old = await ratingById(sql, payer, before?.ratingId as string);
    expect(old).toEqual(before);
    expect(await replay(sql, old as never)).toMatchObject({ same: true, score: before?.score });
  });

  test('a run that was killed goes on behind its last slice, known at the same instant', async () => {
    let slices = 0;
    const killed = {
      ...request,
      sliceCustomers: 1,
      onSlice: async () => {
        if (++slices === 3) throw new Error('killed');
      },
    };
    await expect(rate(sql, killed)).rejects.toThrow('killed');
    expect(await sql`select from assay.rating`).toHaveLength(2);
    const seen: string[] = [];
    const run = await rate(sql, {
      ...request,
      sliceCustomers: 1,
      onSlice: async (_tx, _run, rated) => void seen.push(...rated.map((each) => each.customerId)),
    });
    expect(seen).toEqual([customers[2]]);
    expect(run.rated).toBe(3);
    expect(await sql`select distinct known_at from assay.rating`).toHaveLength(1);
    expect(await sql`select from assay.rating_run`).toHaveLength(1);
  });

  const kill = (more: Partial<RateRequest>) =>
    expect(
      rate(sql, {
        ...request,
        sliceCustomers: 1,
        ...more,
        onSlice: async (tx, run, rated) => {
          if (rated[0]?.customerId === customers[1]) throw new Error('killed');
          await draw(tx, run, rated);
        },
      }),
    ).rejects.toThrow('killed');

  test('a killed run is begun anew once facts came, once another run drew the line, or when another known-at instant is asked for', async () => {
    await kill({});
    await sql.begin((tx) => takeRecordedAt(tx));
    expect(await rate(sql, request)).toMatchObject({ rated: 3 });
    expect(await sql`select distinct run_id from assay.rating_run where finished_at is not null`).toHaveLength(1);
    await sql`truncate assay.rating, assay.rating_run`;

    await kill({});
    await rate(sql, { ...request, asOf: '2025-12-31' });
    await rate(sql, request);
    expect(await sql`select from assay.line where as_of = ${request.asOf}`).toHaveLength(3);
    await sql`truncate assay.rating, assay.rating_run`;

    await kill({ knownAt: firstImport });
    const run = await rate(sql, request);
    expect([run.rated, run.knownAt > secondImport]).toEqual([3, true]);
  });

  test('rates as known before anything was known: nobody', async () => {
    expect(await rate(sql, { ...request, knownAt: '2025-01-01T00:00:00.000Z' })).toMatchObject({ rated: 0 });
  });

  test('refuses a known-at instant that a writer at work may still record before', async () => {
    await sql.begin(async (tx) => {
      await takeRecordedAt(tx);
      await expect(rate(sql, { ...request, knownAt: now() })).rejects.toMatchObject({ code: 'RATING_KNOWN_AT_FUTURE' });
    });
  });

  test('two runs at once: the second is refused and the first is whole', async () => {
    const first = rate(sql, { ...request, sliceCustomers: 1, onSlice: async (tx) => void (await tx`select pg_sleep(0.1)`) });
    await new Promise((done) => setTimeout(done, 100));
    await expect(rate(sql, request)).rejects.toMatchObject({ code: 'RATING_RUN_BUSY' });
    expect((await first).rated).toBe(3);
  });

  test.each([
    ['an as-of day in the future', { asOf: '2026-11-23' }, 'RATING_AS_OF_FUTURE'],
    ['an as-of day whose windows begin before the calendar', { asOf: '0001-01-01' }, 'RATING_AS_OF_EARLY'],
    ['a known-at instant in the future', { knownAt: '2999-01-01T00:00:00.000Z' }, 'RATING_KNOWN_AT_FUTURE'],
  ])('refuses %s', async (_, more, code) => {
    await expect(rate(sql, { ...request, ...more })).rejects.toMatchObject({ code });
    expect(await sql`select from assay.rating`).toHaveLength(0);
  });

  test('refuses to add up money of several currencies', async () => {
    const money = {
      ...document,
      name: 'money',
      indicators: { ...document.indicators, paid: { fact: 'payment', measure: 'sum', column: 'amountMinor', ...common } },
    };
    await activated(sql, money);
    const summing = (await find(sql, { name: 'money' })) as Version;
    await sql`update assay.account set currency = 'USD' where account_id = '00000002-0000-0000-0000-000000000000'`;
    await expect(rate(sql, { ...request, version: summing })).rejects.toMatchObject({
      code: 'RATING_CURRENCIES_MIXED',
      params: { indicators: 'paid', currencies: 'EUR, USD' },
    });
    await sql`update assay.account set currency = 'EUR'`;
  });
});

describe('rating one customer', () => {
  test('gives what rating everybody gives', async () => {
    await rate(sql, request);
    const before = (await latest(customers[2] as string))[0];
    await sql`truncate assay.rating`;
    const [id] = await sql.begin((tx) => rateOne(tx, request, customers[2] as string));
    const after = (await latest(customers[2] as string))[0];
    expect(after?.ratingId).toBe(id);
    expect(after).toMatchObject({ score: before?.score, values: before?.values, states: before?.states, words: before?.words, points: before?.points });
  });

  test('the same inputs again answer the rating that stands', async () => {
    const first = await sql.begin((tx) => rateOne(tx, request, customers[0] as string));
    expect(await sql.begin((tx) => rateOne(tx, request, customers[0] as string))).toEqual(first);
  });

  test('several at once keep one', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => sql.begin((tx) => rateOne(tx, request, customers[0] as string))));
    expect(new Set(ids.flat()).size).toBe(1);
    expect(await latest(customers[0] as string)).toHaveLength(1);
  });

  test('an unknown customer has none', async () => {
    expect(await sql.begin((tx) => rateOne(tx, request, '00000001-0000-0000-0000-0000000000ff'))).toEqual([]);
  });
});

test('payment behaviour is refused as of a day in the future', async () => {
  expect((await behave(sql, [customers[0] as string], { asOf: '2026-11-22', today: '2026-11-22' })).size).toBe(1);
  await expect(behave(sql, [customers[0] as string], { asOf: '2026-11-23', today: '2026-11-22' })).rejects.toMatchObject({ code: 'RATING_AS_OF_FUTURE' });
});

test('replay tells what was tampered with', async () => {
  await rate(sql, request);
  await sql`update assay.rating set score = score + 1 where customer_id = ${customers[0] as string}`;
  expect(await replay(sql, (await latest(customers[0] as string))[0] as never)).toMatchObject({ same: false, differences: ['score'] });
});

test('going back to an earlier version, a customer has the rating of the version in force', async () => {
  const other = { ...document, name: 'withdrawn', cards: document.cards.map((card) => ({ ...card, initial: 100 })), golden: [] };
  await rate(sql, request);
  const [first] = await latest(customers[0] as string);
  await activated(sql, other);
  const withdrawn = (await find(sql, { dimension: 'credit' })) as Version;
  await rate(sql, { ...request, version: withdrawn });
  expect((await latest(customers[0] as string))[0]?.version).toBe(withdrawn.version);
  await activated(sql, document);
  expect(await rate(sql, request)).toMatchObject({ unchanged: 3 });
  expect((await latest(customers[0] as string))[0]).toMatchObject({ version: version.version, score: first?.score });
});
