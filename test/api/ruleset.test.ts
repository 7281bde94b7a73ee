import { beforeAll, expect, test } from 'vitest';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Api, api, at, canaries } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
/** Who may not see religion (nobody outside profile.sensitive) may not see which of the second ruleset's cards held. */
const document = (points: number, sensitive = false) => ({
  kind: 'ruleset',
  name: sensitive ? 'care' : 'utility',
  title: both('Utility', '公用事业'),
  dimension: sensitive ? 'care' : 'credit',
  indicators: {
    late: { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due', '逾期天数') },
    group: {
      fact: 'customer',
      measure: 'latest',
      column: sensitive ? 'attributes.income' : 'attributes.segment',
      unit: 'x',
      better: 'neither',
      label: both('Group', '群'),
    },
  },
  cards: [
    {
      name: 'known',
      population: [{ indicator: 'group', missing: false }],
      initial: 500,
      characteristics: [
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [{ missing: true, points: 0 }],
          scale: {
            knots: [
              { at: 0, points: 60 },
              { at: 60, points },
            ],
          },
        },
      ],
    },
    {
      name: 'new',
      population: [{ indicator: 'group', missing: true }],
      characteristics: [
        {
          indicator: 'late',
          bins: [
            { missing: true, points: 1 },
            { from: 0, points: 1 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B' }],
  reasons: { LATE: both('Bills are paid after their due day.', '账单在到期日之后支付。') },
});

let it: Api;
const digests: string[] = [];
beforeAll(async () => {
  it = await api();
  await it.sql`update assay.account set currency = 'TWD'`;
  await it.sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'income', 'crm', 'income', 'number')`;
  await it.sql`update assay.customer set attributes = attributes || '{"income": 4711}' where name = ${canaries.name}`;
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  for (const ruleset of [document(-60), document(-30), document(-30, true)]) {
    const activation = await activated(it.sql, ruleset);
    expect(activation.faults.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (activation.state === 'activated') digests.push(activation.digest);
  }
  for (const dimension of ['credit', 'care']) {
    const version = (await find(it.sql, { dimension })) as Version;
    await rate(it.sql, { version, asOf: '2026-10-31', today: '2026-11-22', now: () => at });
  }
});

const differ = 'query ($from: String!, $to: String!) { rulesetDiff(from: $from, to: $to) { from to changes { path what old new sentence } } }';

test('what changed between two versions is told in the reader’s language, and as data', async () => {
  const [from, to] = digests as [string, string];
  const variables = { from: `utility@${from.slice('sha256:'.length, 20)}`, to };
  const asked = async (language: string) => (await it.ask('analyst', differ, { variables, language })).data?.['rulesetDiff'];
  const what = 'card known, Days past due at 60 days';
  const change = { path: 'cards[0].characteristics[0].scale.knots[1].points', what, old: '-60', new: '-30', sentence: `${what}: -60 -> -30 points` };
  expect(await asked('en')).toEqual({ from, to, changes: [change] });
  expect((await asked('zh')).changes[0].sentence).toBe('评分卡 known，逾期天数 在 60 天处：-60 -> -30 分');
  expect((await it.ask('analyst', differ, { variables: { from: 'utility', to: `utility@${to}` } })).data?.['rulesetDiff'].changes).toEqual([]);
  const printed = { from: from.slice('sha256:'.length, 19), to: to.slice(0, 19) };
  expect((await it.ask('analyst', differ, { variables: printed })).data?.['rulesetDiff']).toMatchObject({ from, to });
});

test('a version nobody stored, and a reader without rights, have no difference', async () => {
  const unknown = await it.ask('analyst', differ, { variables: { from: 'utility', to: 'utility@0000000000' } });
  expect(unknown.errors[0]?.extensions['code']).toBe('RATING_RULESET_UNKNOWN');
  for (const from of ['0000000000', 'sha256:', 'abc'])
    expect((await it.ask('analyst', differ, { variables: { from, to: 'utility' } })).errors[0]?.extensions['code']).toBe('RATING_RULESET_UNKNOWN');
  expect((await it.ask('analyst', differ, { variables: { from: 'utility@', to: 'utility' } })).errors[0]?.extensions['code']).toBe('RATING_DIGEST_SHORT');
  expect((await it.ask('agent', differ, { variables: { from: 'utility', to: 'utility' } })).errors[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
});

const rated = (dimension: string) => `{ customer(source: "crm", key: "A-1") { rating(dimension: "${dimension}") {
  card score grade characteristics { indicator bin value points bestPoints } reasons { code points }
  replay(fromFacts: true) { same differences values { indicator kept { state value word } derived { state value } } } } } }`;

test('a rating names its card, the part of the scale and what it cost', async () => {
  expect((await it.ask('analyst', rated('credit'))).data?.['customer'].rating).toEqual({
    card: 'known',
    score: 500,
    grade: 'B',
    characteristics: [{ indicator: 'late', bin: 'scale from 0 to 60', value: 40, points: 0, bestPoints: 60 }],
    reasons: [{ code: 'LATE', points: 60 }],
    replay: { same: true, differences: [], values: [] },
  });
});

test('a card that tells of a sensitive attribute is withheld, and so are its characteristics and values', async () => {
  await it.sql`update assay.rating set values[1] = 99 where dimension = 'care'`;
  const shown = await it.ask('analyst', rated('care'));
  expect(shown.data?.['customer'].rating).toEqual({
    card: null,
    score: 500,
    grade: 'B',
    characteristics: [],
    reasons: [{ code: 'LATE', points: 60 }],
    replay: {
      same: false,
      differences: ['values'],
      values: [{ indicator: 'group', kept: { state: 'withheld', value: null, word: null }, derived: { state: 'withheld', value: null } }],
    },
  });
  expect(shown.text).not.toContain('4711');
  expect((await it.ask('admin', rated('care'))).data?.['customer'].rating).toMatchObject({
    card: 'known',
    replay: { values: [{ indicator: 'group', kept: { state: 'value', value: 99 }, derived: { state: 'value', value: 4711 } }] },
  });
});

test('ratings of one run are derived from facts by one statement', async () => {
  const counted = async (query: string) => {
    it.statements.length = 0;
    const { errors } = await it.ask('admin', query);
    expect(errors).toEqual([]);
    return it.statements.length;
  };
  const one = await counted(rated('credit'));
  const all = await counted('{ customers(first: 10) { edges { node { rating { replay(fromFacts: true) { same } } } } } }');
  expect(all).toBeLessThanOrEqual(one + 2);
});
