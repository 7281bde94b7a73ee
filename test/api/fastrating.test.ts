import { beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/access/role.ts';
import { encodeId } from '../../src/base/id.ts';
import { limits } from '../../src/base/limits.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Api, annId, api, at } from './world.ts';

const both = (en: string) => ({ en, zh: `${en} “中文” \\ \u{1F600}` });
const late = { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due') };
const attribute = (name: string) => ({ fact: 'customer', measure: 'latest', column: `attributes.${name}`, unit: 'word', better: 'neither', label: both(name) });
const lateness = (points: number) => ({
  indicator: 'late',
  reason: 'LATE',
  bins: [
    { missing: true, points: 10 },
    { to: 1, points: 60.5 },
    { from: 30, points, reason: 'LATE_LONG' },
  ],
  scale: {
    knots: [
      { at: 1, points: 60 },
      { at: 30, points: 20 },
    ],
  },
});
const word = (indicator: string) => ({
  indicator,
  reason: 'WORD',
  bins: [
    { missing: true, points: 0.1 },
    { in: ['retail', 'Canary-Band'], points: 5 },
  ],
});
const main = (points: number) => ({ name: 'main', initial: 500, decimals: 2, characteristics: [lateness(points), word('segment'), word('band')] });
const document = (dimension: string, more: object) => ({
  kind: 'ruleset',
  name: `utility-${dimension}`,
  title: both('Utility "x"'),
  dimension,
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 505 }, { grade: 'C' }],
  reasons: { LATE: both('Late.'), LATE_LONG: both('Very late.'), WORD: both('A word.') },
  ...more,
});
const indicators = { late, segment: attribute('segment'), band: attribute('band') };
const credit = (points: number) => document('credit', { indicators, cards: [main(points)] });
/** Which of its cards held tells whether somebody's's income is known. */
const seen = { customers: 9, bad: 2, pd: 0.25, low: 0.05, high: 0.5 };
const care = document('care', {
  calibration: { outcome: 'default', horizonMonths: 12, asOf: '2025-12-31', customers: 18, grades: { B: seen, C: seen } },
  indicators,
  cards: [
    { ...main(-20), name: 'known', population: [{ indicator: 'band', missing: false }] },
    { ...main(-10), name: 'other', population: [{ indicator: 'band', missing: true }] },
  ],
});
const alone = (subject: string) => ({
  ...document('credit', { subject, cards: [{ name: 'only', initial: 500, characteristics: [lateness(-20)] }] }),
  name: `utility-${subject}`,
  indicators: { late: subject === 'group' ? { ...late, gather: 'worst' } : late },
});

let fast: Api;
let plain: Api;
const versionOf = async (dimension: string, subject: 'customer' | 'account' | 'group' = 'customer'): Promise<Version> =>
  (await find(fast.sql, { dimension, subject })) as Version;
const inForce = async (ruleset: object): Promise<void> => {
  const { state, faults } = await activated(fast.sql, ruleset);
  expect([state, ...faults.filter(({ severity }) => severity === 'error')]).toEqual(['activated']);
};
const rated = async (version: Version, asOf: string): Promise<void> => {
  await rate(fast.sql, { version, asOf, today: '2026-11-22', now: () => at });
};

beforeAll(async () => {
  fast = await api();
  plain = await api({ sql: fast.sql, plain: true });
  const { sql } = fast;
  await sql`update assay.account set currency = 'TWD'`;
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'band', 'crm', 'income', 'word')`;
  await sql`update assay.customer set attributes = attributes || '{"band": "Canary-Band"}' where attributes <> '{}'`;
  await sql`insert into assay.coverage values ('crm', 'account_status', '2026-01-01', '2026-12-31', ${at}), ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  for (const each of [credit(-20), care, alone('account'), alone('group')]) await inForce(each);
  for (const day of ['2026-07-31', '2026-08-31', '2026-09-30', '2026-10-31']) await rated(await versionOf('credit'), day);
  await rated(await versionOf('care'), '2026-10-31');
  for (const day of ['2026-09-30', '2026-10-31']) await rated(await versionOf('credit', 'account'), day);
  // Nobody of this world heads a group: one customer's accounts stand for it.
  const { version } = await versionOf('credit', 'group');
  await sql`
    insert into assay.rating select (r).* from (
      select distinct on (customer_id, as_of) jsonb_populate_record(r, jsonb_build_object('subject_id', customer_id, 'version', ${version}::text)) as r
      from assay.rating r where subject_id <> '00000000-0000-0000-0000-000000000000') as one`;
  // What no ruleset of this world makes: numbers of every size, no card at all, no bin for a value, reasons that the version does not tell.
  const scores = [0.30000000000000004, 9e15, 1.5e-7, 0, 1e15, 123456789012345.67, -12.5];
  for (const [day, score] of scores.entries())
    await sql`
      insert into assay.rating select (jsonb_populate_record(r, ${sql.json({ as_of: `2026-06-0${day + 1}`, score, values: [null, score, 1e-9] } as never)}::jsonb)).*
      from assay.rating r where dimension = 'care' and as_of = '2026-10-31'`;
  await sql`update assay.rating set score = '-0' where score = 0`;
  for (const [day, other] of [
    { state: 'invalid', score: null, grade: null, card: -1, bins: [], points: [], reasons: [] },
    { state: 'invalid', score: null, grade: null, bins: [-1, 1, -1], points: [null, 5, null], reasons: [], states: [2, 3, 1], values: [-2, null, null] },
    { grade: 7, card: 9, reasons: ['GONE', 'LATE'] },
  ].entries())
    await sql`
      insert into assay.rating select (jsonb_populate_record(r, ${sql.json({ as_of: `2026-05-0${day + 1}`, ...other } as never)}::jsonb)).*
      from assay.rating r where dimension = 'care' and as_of = '2026-10-31'`;
});

interface Asked {
  readonly variables?: object;
  readonly language?: string;
}

/** Asks both ways: the same text. How many statements the fast one took when the versions are remembered. */
async function same(role: (typeof roles)[number], query: string, asked: Asked = {}): Promise<{ text: string; statements: number; data: any }> {
  const told = await plain.ask(role, query, asked);
  expect((await fast.ask(role, query, asked)).text).toBe(told.text);
  plain.statements.length = 0;
  const again = await fast.ask(role, query, asked);
  expect(again.text).toBe(told.text);
  expect([...fast.logged, ...plain.logged]).toEqual([]);
  return { text: told.text, statements: plain.statements.length, data: told.data };
}

const everything = `id dimension subject account asOf knownAt ratedAt state grade score probabilityOfDefault { __typename value low high outcome horizonMonths asOf customers } ruleset { name title digest } card
  characteristics { indicator label unit state value word bin points bestPoints } reasons { code points text en: text(language: EN) zh: text(language: ZH) }`;
const whole = `query ($id: ID!, $last: Int = 50) { customer(id: $id) {
  rating { ...all } care: rating(dimension: "care") { ...all } none: rating(dimension: "churn") { ...all }
  ratings(last: $last) { ...all } older: ratings(dimension: "care", until: "2026-06-04", last: 3) { ...all }
  groupRating { ...all } groupRatings { ...all } accounts { rating { ...all } ratings(last: 1) { ...all } }
} } fragment all on Rating { __typename ${everything} }`;
const few = `query ($id: ID!) { customer(id: $id) { rating { grade score reasons { code text } } care: ratings(dimension: "care") { score grade state reasons { points } }
  ratings { id ruleset { title } card reasons { __typename text(language: ZH) } } } }`;

describe('ratings are told in one statement as the resolvers tell them', () => {
  test.each(roles)('to %s, in both languages', async (role) => {
    for (const language of ['en', 'zh'])
      for (const query of [whole, few]) {
        const { statements, data } = await same(role, query, { variables: { id: annId }, language });
        if (['agent', 'analyst', 'officer', 'approver', 'admin'].includes(role)) expect([statements, data.customer.rating.grade]).toEqual([1, 'C']);
      }
  });

  test('of a customer who has none, and of each on a page', async () => {
    await same(
      'agent',
      '{ customers(first: 10) { edges { node { rating { grade score reasons { code text } } care: ratings(dimension: "care") { ...all } } } } } fragment all on Rating { card reasons { code } characteristics { word } }',
    );
    const nobody = encodeId('cus', '00000000-0000-4000-8000-000000000000');
    expect((await same('agent', whole, { variables: { id: nobody } })).statements).toBe(1);
  });

  test('with any bound of a list, and what is refused in the same words', async () => {
    const query = `query ($id: ID!, $last: Int!, $until: Date) { customer(id: $id) { ratings(last: $last, until: $until) { asOf score } } }`;
    const refused: string[] = [];
    for (const last of [1, 3, limits.pageMax, 0, -1, limits.pageMax + 1])
      for (const until of [undefined, null, '2026-08-31', '2020-01-01'])
        if ((await same('agent', query, { variables: { id: annId, last, until } })).text.includes('GRAPH_PAGE_SIZE')) refused.push(`${last} ${until}`);
    expect(refused).toHaveLength(12);
  });

  test('with a score that only the resolvers write', async () => {
    const query = 'query ($id: ID!) { customer(id: $id) { ratings(dimension: "care", last: 100) { score } } }';
    await fast.sql`update assay.rating set score = 1e21 where dimension = 'care' and as_of = '2026-06-01'`;
    expect((await same('agent', query, { variables: { id: annId } })).text).toContain('1e+21');
    await fast.sql`update assay.rating set score = 0.3 where dimension = 'care' and as_of = '2026-06-01'`;
    expect((await same('agent', query, { variables: { id: annId } })).statements).toBe(1);
  });
});

describe('one rating by its id', () => {
  const query = `query ($id: ID!, $more: Boolean = true) { rating(id: $id) { ${everything} dimension @include(if: $more) } }`;
  const ids = async (): Promise<string[]> => {
    const { data } = await plain.ask('admin', whole, { variables: { id: annId } });
    const { ratings, older, groupRatings, accounts } = data?.['customer'];
    return [...ratings, ...older, ...groupRatings, ...accounts.map((each: { rating: object }) => each.rating)].map(({ id }: { id: string }) => id);
  };

  test('is the one of its list; a wrong id is none', async () => {
    for (const id of await ids()) {
      const { statements, data } = await same('agent', query, { variables: { id } });
      expect([statements, data.rating.id]).toEqual([1, id]);
    }
    for (const id of ['', 'rat_', 'nonsense', annId, encodeId('rat', '00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-000000000001')])
      expect(await same('agent', query, { variables: { id, more: false } })).toMatchObject({ statements: 1, data: { rating: null } });
  });

  test('is still there once it was superseded', async () => {
    const [before] = await ids();
    await fast.sql`update assay.rating set input_digest = 1 where dimension = 'credit' and as_of = '2026-10-31'`;
    await rated(await versionOf('credit'), '2026-10-31');
    const [after] = await ids();
    expect(after).not.toBe(before);
    for (const id of [before, after]) expect((await same('admin', query, { variables: { id } })).data.rating).toMatchObject({ id, asOf: '2026-10-31' });
  });
});

describe('what sensitive attributes tell', () => {
  const query = `query ($id: ID!) { customer(id: $id) { ratings { card score characteristics { indicator state word points } } care: ratings(dimension: "care") { card } } }`;
  const told = async (role: 'agent' | 'admin') => {
    const { statements, data } = await same(role, query, { variables: { id: annId } });
    expect(statements).toBe(1);
    return data.customer.care[0].card as string | null;
  };

  test('is withheld both ways, by the classes that are declared now', async () => {
    expect([await told('agent'), await told('admin')]).toEqual([null, 'known']);
    await fast.sql`update assay.attribute set class = case name when 'band' then 'plain' else 'income' end where fact = 'customer'`;
    expect([await told('agent'), await told('admin')]).toEqual(['known', 'known']);
    await fast.sql`update assay.attribute set name = name || '2'`;
    expect([await told('agent'), await told('admin')]).toEqual([null, 'known']);
    await fast.sql`update assay.attribute set name = left(name, -1)`;
  });
});

describe('of one day that two versions rated', () => {
  const query = `query ($id: ID!) { customer(id: $id) { rating { grade score ruleset { digest } reasons { code } } ratings { asOf score } accounts { rating { score } } } }`;
  const score = async (): Promise<[number, number]> => {
    const { statements, data } = await same('agent', query, { variables: { id: annId } });
    return [statements, data.customer.rating.score];
  };

  test('the rating is that of the version in force, also after going back', async () => {
    const [first] = await Promise.all([versionOf('credit')]);
    const before = (await score())[1];
    await inForce(credit(-120));
    const second = await versionOf('credit');
    // In force, but it did not rate the day.
    expect(await score()).toEqual([1, before]);
    await rated(second, '2026-10-31');
    expect(await score()).toEqual([1, before - 100]);
    await inForce(credit(-20));
    expect((await versionOf('credit')).digest).toBe(first.digest);
    expect(await score()).toEqual([1, before]);
    await same('admin', whole, { variables: { id: annId } });
    await same('admin', few, { variables: { id: annId } });
  });
});
