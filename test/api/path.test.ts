import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { rate } from '../../src/rating/rate.ts';
import { itself } from '../../src/rating/subject.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Api, annId, api, at } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
const late = {
  ...{ fact: 'bill', measure: 'days_past_due', over: 'max', window: { months: 6 }, unit: 'day', better: 'lower' },
  label: both('Worst lateness', '最长逾期'),
};
const owed = { fact: 'bill', measure: 'arrears_amount', unit: 'minor', better: 'lower', label: both('Arrears', '欠款') };
const usage = {
  fact: 'usage',
  measure: 'mean',
  column: 'quantity',
  where: [{ column: 'unit', op: '=', value: 'kWh' }],
  unit: 'kWh',
  better: 'higher',
  label: both('Usage', '用量'),
};
const theft = {
  ...{ fact: 'contract_event', measure: 'months_since', where: [{ column: 'kind', op: '=', value: 'theft' }], unit: 'month', better: 'higher' },
  label: both('Months since theft', '距窃电月数'),
};
const segment = { fact: 'customer', measure: 'latest', column: 'attributes.segment', unit: 'word', better: 'neither', label: both('Segment', '客群') };
const range = (cut: number, below: number, above: number) => [
  { missing: true, points: 0 },
  { to: cut, points: below },
  { from: cut, points: above },
];
const characteristics = [
  {
    indicator: 'late',
    reason: 'LATE',
    bins: [
      { missing: true, points: 0 },
      { to: 1, points: 60 },
      { from: 1, to: 30, points: 20 },
      { from: 30, points: 0 },
    ],
  },
  { indicator: 'owed', reason: 'OWED', bins: range(1, 30, 0) },
  { indicator: 'usage', reason: 'USAGE', bins: range(10, 0, 10) },
];

/** Ann owes 120 of September's bills, 9 days late at the end of it: 30 points. */
const document = (dimension: string, more: object = {}) => ({
  ...{ kind: 'ruleset', name: dimension, title: both('Utility', '公用事业'), dimension, indicators: { late, owed, usage } },
  cards: [{ name: 'main', population: [] as object[], characteristics }],
  grades: [{ grade: 'A', from: 95 }, { grade: 'B', from: 50 }, { grade: 'C' }],
  cycle: { every: 'quarter' },
  actionable: [
    { indicator: 'owed', cost: 1, to: 500 },
    { indicator: 'late', cost: 1000 },
  ],
  reasons: Object.fromEntries(['LATE', 'OWED', 'USAGE'].map((code) => [code, both(code, code)])),
  ...more,
});
const hidden = document('told', {
  indicators: { late, owed, usage, segment },
  cards: [
    { name: 'retail', population: [{ indicator: 'segment', op: '=', value: 'retail' }], characteristics },
    { name: 'other', population: [{ indicator: 'segment', op: '<>', value: 'retail' }], characteristics },
    { name: 'none', population: [{ indicator: 'segment', missing: true }], characteristics },
  ],
});
const knockout = (over: object) => [{ code: 'THEFT', grade: 'C', ...over }];
const stolen = document('stolen', {
  indicators: { late, owed, usage, theft },
  knockouts: knockout({ lasts: { months: 12, since: 'theft' } }),
  reasons: { ...document('').reasons, THEFT: both('Theft of power.', '窃电。') },
});

const said = document('said', { overrides: { causes: { PLAN: both('Plan.', '计划。') }, notches: 1, alone: 1, months: 12 } });

let it: Api;
beforeAll(async () => {
  it = await api();
  const [customer_id, account_id] = [nameKey('crm', 'customer', 'A-1'), nameKey('crm', 'account', 'power')];
  await it.sql`update assay.account set currency = 'TWD'`;
  for (const fact of ['bill', 'payment', 'usage', 'contract_event'])
    await it.sql`insert into assay.coverage values ('crm', ${fact}, '2026-01-01', '2026-10-31', ${at})`;
  const known = { source: 'crm', content_hash: 1, available_on: '2026-03-31', available_assumed: false, recorded_at: at };
  const event = { key: nameKey('crm', 'contract_event', '1'), occurred_on: '2026-03-31', kind: 'theft', ...known };
  await it.sql`insert into assay.contract_event ${it.sql({ customer_id, account_id, ...event })}`;
  const asked = { customer_id, override_id: nameKey('crm', 'override', '1'), subject_id: itself, dimension: 'said', grade: 'C', cause: 'PLAN', why: 'x' };
  const begun = { expires_on: '2026-12-24', asked_by: 'Olga', asked_at: at, rating_id: itself, computed: 'B', version: itself, notches: -1, state: 'begun' };
  await it.sql`insert into assay.override ${it.sql({ ...asked, ...begun, from_on: '2026-10-01', begun_at: at })}`;
  for (const each of [document('credit'), document('bare', { actionable: [] }), stolen, hidden, said]) {
    expect(await activated(it.sql, each)).toMatchObject({ faults: [], state: 'activated' });
    const version = (await find(it.sql, { dimension: each.dimension })) as Version;
    await rate(it.sql, { version, asOf: '2026-10-31', today: '2026-11-22', now: () => at });
  }
});

const ask = async (fields: string, { dimension = 'credit', role = 'analyst' as Role, language = 'en' } = {}) => {
  const query = `query ($id: ID!) { customer(id: $id) { rating(dimension: "${dimension}") { grade ${fields} } } }`;
  const body = await it.ask(role, query, { variables: { id: annId }, language });
  expect(body.errors).toEqual([]);
  return body.data?.['customer'].rating;
};

describe('the path of a rating', () => {
  const path = (target = '') =>
    `path${target} { outcome target grade cost text changes { indicator label unit from { state value } to cost } knockout { endsOn grade steps { code } } }`;
  const paid = { indicator: 'owed', label: 'Arrears', unit: 'minor', from: { state: 'value', value: 120 }, to: 0, cost: 120 };

  test('names the cheapest change that leads to the next better grade, and what it costs', async () => {
    const text = 'These changes lead to a better grade, and no cheaper ones do.';
    expect(await ask(path())).toEqual({
      grade: 'C',
      path: { outcome: 'reached', target: 'B', grade: 'B', cost: 120, text, changes: [paid], knockout: null },
    });
  });

  test('leads to a grade that is asked for, in the language of who asks', async () => {
    const { path: found } = await ask(path('(target: "A")'), { language: 'zh' });
    expect(found).toMatchObject({ outcome: 'reached', grade: 'A', cost: 9120, text: '以下改变可达到更好的等级，且代价最小。' });
    expect(found.changes.map(({ label, to }: { label: string; to: number }) => [label, to])).toEqual([
      ['欠款', 0],
      ['最长逾期', 0],
    ]);
  });

  test('says that a grade stands, that the ruleset declares nothing, and knows no other grades', async () => {
    expect((await ask(path('(target: "C")'))).path).toMatchObject({ outcome: 'stands', changes: [] });
    expect((await ask(path(), { dimension: 'bare' })).path).toMatchObject({ outcome: 'undeclared', changes: [] });
    const body = await it.ask('analyst', '{ customer(source: "crm", key: "A-1") { rating { path(target: "Z") { outcome } } } }');
    expect(body.errors).toMatchObject([{ message: 'There is no grade Z.', extensions: { code: 'RATING_GRADE_UNKNOWN' } }]);
  });

  test('is under a knock-out the day on which that has ended', async () => {
    const { path: found } = await ask(path(), { dimension: 'stolen' });
    expect(found).toMatchObject({ outcome: 'knocked_out', changes: [], knockout: { endsOn: '2027-03-31', grade: 'C', steps: [{ code: 'THEFT' }] } });
  });

  test('tells nothing that hangs on what the caller may not see', async () => {
    expect((await ask(path(), { dimension: 'told' })).path).toMatchObject({ outcome: 'reached' });
    await it.sql`update assay.attribute set class = 'income' where name = 'segment'`;
    expect((await ask(path(), { dimension: 'told' })).path).toMatchObject({ outcome: 'withheld', cost: null, changes: [] });
    expect((await ask(path(), { dimension: 'told', role: 'admin' })).path).toMatchObject({ outcome: 'reached' });
    await it.sql`update assay.attribute set class = 'plain' where name = 'segment'`;
  });
});

describe('the forecast of a rating', () => {
  const forecast = (settles = false) =>
    `forecast(settleArrears: ${settles}) { outcome on grade until text step { code } lifted { code text } moved { indicator from { value } to { value } } kept { indicator } knockout { endsOn } issued { cycle on grade } }`;

  test('finds the day of a better grade where what is owed is paid, and the official one that follows', async () => {
    expect((await ask(forecast(true))).forecast).toEqual({
      ...{ outcome: 'better', on: '2026-11-01', grade: 'B', text: 'The grade improves by itself on this day, if payments are on time.' },
      ...{ until: '2029-11-04', step: { code: 'SCORE' }, lifted: [], knockout: null },
      moved: [{ indicator: 'owed', from: { value: 120 }, to: { value: 0 } }],
      kept: [{ indicator: 'usage' }],
      issued: { cycle: '2026-Q4', on: '2027-01-01', grade: 'B' },
    });
  });

  test('finds none where arrears stay unpaid', async () => {
    expect((await ask(forecast())).forecast).toMatchObject({ outcome: 'not_within', on: null, moved: [], issued: null });
  });

  test('waits for what knocks out to end, and names it', async () => {
    expect((await ask(forecast(true), { dimension: 'stolen' })).forecast).toMatchObject({
      ...{ outcome: 'better', on: '2027-03-31', grade: 'B', lifted: [{ code: 'THEFT', text: 'Theft of power.' }], knockout: { endsOn: '2027-03-31' } },
      issued: { cycle: '2027-Q1', on: '2027-04-01', grade: 'A' },
    });
  });

  test('waits for an override to expire', async () => {
    const { forecast: found } = await ask(forecast(true), { dimension: 'said' });
    expect(found).toMatchObject({ outcome: 'better', on: '2026-12-24', grade: 'B', step: { code: 'SCORE' }, issued: { on: '2027-01-01', grade: 'B' } });
    expect(found.lifted).toEqual([{ code: 'PLAN', text: 'Plan.' }]);
  });

  test('costs what it takes: more than a few are too much for one operation', async () => {
    const body = await it.ask('analyst', '{ customer(source: "crm", key: "A-1") { ratings(last: 30) { forecast { on } } } }');
    expect(body.errors).toMatchObject([{ extensions: { code: 'GRAPH_COST' } }]);
  });
});
