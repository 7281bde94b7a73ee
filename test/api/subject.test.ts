import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { sealer } from '../../src/customer/sealer.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import { assess } from '../../src/portfolio/assess.ts';
import { draw } from '../../src/portfolio/draw.ts';
import { rate } from '../../src/rating/rate.ts';
import type { RateRequest } from '../../src/rating/rateslice.ts';
import type { Subject } from '../../src/rating/subject.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { database } from '../database.ts';
import { activated } from '../rating/activated.ts';
import { type Api, api } from './world.ts';

const mapping = parseMapping(
  `
kind: mapping
name: firms
source: firms
files: { customers: { format: csv }, accounts: { format: csv }, bills: { format: csv }, payments: { format: csv }, relations: { format: csv } }
rows:
  - { fact: customer, from: customers, key: ID, set: { kind: organisation, name: { column: ID } } }
  - { fact: account, from: accounts, key: ID, customer: CUSTOMER, set: { service: water, contractStart: { column: SINCE }, currency: EUR } }
  - { fact: bill, from: bills, key: NO, account: ACCOUNT, set: { period: { column: MONTH }, amountDueMinor: { column: DUE, minor: EUR }, dueOn: { column: DUE_ON } } }
  - { fact: payment, from: payments, key: NO, account: ACCOUNT, set: { paidOn: { column: DAY }, amountMinor: { column: AMOUNT, minor: EUR } } }
  - { fact: relation, from: relations, key: NO, customer: WHO, set: { sinceOn: { column: SINCE }, untilOn: { column: UNTIL }, kind: group, side: from, other: WITH } }
`,
  'firms.yaml',
);
const both = (en: string) => ({ en, zh: `${en}（中文）` });
/** One document for all subjects: how late, and how much was billed. */
const document = (subject: Subject, gather: { late?: string; billed?: string }) => ({
  kind: 'ruleset',
  name: `firms-${subject}`,
  title: both('Firms'),
  dimension: 'credit',
  subject,
  indicators: {
    late: {
      fact: 'bill',
      measure: 'days_past_due',
      unit: 'day',
      better: 'lower',
      label: both('Days past due'),
      ...(gather.late ? { gather: gather.late } : {}),
    },
    billed: {
      fact: 'bill',
      measure: 'sum',
      column: 'amountDueMinor',
      unit: 'minor',
      better: 'higher',
      label: both('Billed'),
      ...(gather.billed ? { gather: gather.billed } : {}),
    },
  },
  cards: [
    {
      name: 'main',
      initial: 500,
      characteristics: [
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [
            { missing: true, points: 0 },
            { to: 1, points: 50 },
            { from: 1, points: -50 },
          ],
        },
        {
          indicator: 'billed',
          reason: 'SMALL',
          bins: [{ missing: true, points: 0 }],
          scale: {
            knots: [
              { at: 0, points: 0 },
              { at: 20_000, points: 200 },
            ],
          },
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 500 }, { grade: 'C' }],
  reasons: { LATE: both('Late'), SMALL: both('Small') },
});

const now = () => new Date(Date.now()).toISOString();
const asOf = '2026-07-31';
const folder = mkdtempSync(join(tmpdir(), 'assay-subject-'));
const customerId = (key: string): string => encodeId('cus', nameKey('firms', 'customer', key));
const accountId = (customer: string, key: string): string => encodeId('acc', nameKey('firms', 'customer', customer), nameKey('firms', 'account', key));

let it: Api;
const bring = async (name: string, content: string): Promise<void> => {
  const path = join(folder, `${name}-${Math.random()}.csv`);
  writeFileSync(path, content);
  await load({ sql: it.sql, sealer: sealer(Buffer.alloc(32, 7)), currency: 'EUR', timeZone: 'Europe/Berlin' }, mapping, { name, path }, { maxRejects: 0 });
};
const version = async (subject: Subject): Promise<Version> => (await find(it.sql, { dimension: 'credit', subject })) as Version;
const requestOf = async (subject: Subject, more: Partial<RateRequest> = {}): Promise<RateRequest> => ({
  version: await version(subject),
  asOf,
  today: '2026-11-22',
  now,
  onSlice: draw,
  sliceCustomers: 2,
  ...more,
});

beforeAll(async () => {
  it = await api({ sql: await database() });
  await bring('customers', 'ID\nhead\nmill\nshop\nlone\n');
  await bring('accounts', 'ID,CUSTOMER,SINCE\nH1,head,2020-01-01\nM1,mill,2021-01-01\nM2,mill,2022-01-01\nS1,shop,2023-01-01\nL1,lone,2026-09-01\n');
  // All owe 30.00 for June; who paid owes nothing, the shop and the mill's second account still do.
  await bring(
    'bills',
    [
      'NO,ACCOUNT,MONTH,DUE,DUE_ON',
      'B1,H1,2026-06-01,30,2026-07-01',
      'B2,M1,2026-06-01,30,2026-07-01',
      'B3,M2,2026-06-01,40,2026-07-21',
      'B4,S1,2026-06-01,10,2026-07-01',
      '',
    ].join('\n'),
  );
  await bring('payments', 'NO,ACCOUNT,DAY,AMOUNT\nP1,H1,2026-06-20,30\nP2,M1,2026-06-20,30\n');
  await bring('relations', 'NO,WHO,WITH,SINCE,UNTIL\nR1,head,mill,2024-01-01,\nR2,head,shop,2025-01-01,2026-06-30\nR3,shop,lone,2026-08-01,\n');
  const documents = [document('customer', { late: 'main', billed: 'sum' }), document('account', {}), document('group', { late: 'worst', billed: 'sum' })];
  for (const each of documents) expect(await activated(it.sql, each)).toMatchObject({ state: 'activated', faults: [] });
  for (const subject of ['customer', 'account', 'group'] as const) await rate(it.sql, await requestOf(subject));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('rulesets of one dimension', () => {
  test('are active side by side, one for each subject', async () => {
    for (const subject of ['customer', 'account', 'group'] as const)
      expect((await version(subject)).ruleset).toMatchObject({ name: `firms-${subject}`, subject });
    expect((await find(it.sql, { dimension: 'credit' }))?.ruleset.subject).toBe('customer');
    expect(await activated(it.sql, document('account', {}))).toMatchObject({ state: 'active', activation: { subject: 'account' } });
  });

  test('rate what they are for: every customer, every account known as of the day, every group', async () => {
    const rows = await it.sql`select subject, rated from assay.rating_run order by started_at`;
    expect(rows.map(({ subject, rated }) => [subject, rated])).toEqual([
      ['customer', 4],
      ['account', 4],
      ['group', 1],
    ]);
  });

  test('draw the line of the portfolio for customers alone', async () => {
    const lines = await it.sql`select distinct digest from assay.line`;
    expect(lines.map(({ digest }) => digest)).toEqual([(await version('customer')).digest]);
  });

  test('are judged for customers alone', async () => {
    await expect(assess(it.sql, { version: await version('account'), asOf, kind: 'default', horizon: '1m' })).rejects.toMatchObject({
      code: 'PORTFOLIO_JUDGE_SUBJECT',
    });
  });
});

describe('what an agent sees', () => {
  const fields = 'grade score subject account asOf ruleset { name } replay(fromFacts: true) { same }';

  test('a customer, each of its accounts and its group, each by its own ruleset', async () => {
    const query = `{ customers(first: 10, sort: NAME) { edges { node { name rating { ${fields} } groupRating { ${fields} } groupRatings { grade }
      accounts { number rating { ${fields} } ratings { grade } } } } } }`;
    const body = await it.ask('admin', query);
    expect(body.errors).toEqual([]);
    const { edges } = body.data?.['customers'] as { edges: { node: Record<string, any> }[] };
    const told = Object.fromEntries(edges.map(({ node }) => [node['name'], node]));
    const rating = (grade: string, score: number, subject: Subject, account: string | null = null) => ({
      ...{ grade, score, subject: subject.toUpperCase(), account, asOf },
      ...{ ruleset: { name: `firms-${subject}` }, replay: { same: true } },
    });
    // The mill's main account paid its 30.00; 70.00 were billed. Its second account is ten days late.
    expect(told['mill']).toMatchObject({ rating: rating('A', 620, 'customer'), groupRating: null, groupRatings: [] });
    expect(told['mill']?.['accounts'].toSorted((a: { number: string }, b: { number: string }) => (a.number < b.number ? -1 : 1))).toEqual([
      { number: 'M1', rating: rating('A', 580, 'account', accountId('mill', 'M1')), ratings: [{ grade: 'A' }] },
      { number: 'M2', rating: rating('C', 490, 'account', accountId('mill', 'M2')), ratings: [{ grade: 'C' }] },
    ]);
    // The shop left the group in June: the head's 30.00 and the mill's 70.00, and the mill is late.
    expect(told['head']).toMatchObject({ rating: rating('A', 580, 'customer'), groupRating: rating('A', 550, 'group') });
    expect(told['shop']).toMatchObject({ rating: rating('C', 460, 'customer'), groupRating: null });
    // An account that opens later is not rated yet.
    expect(told['lone']?.['accounts']).toEqual([{ number: 'L1', rating: null, ratings: [] }]);
  });

  test('all of it in as many statements, however many customers', async () => {
    const query = (first: number) => `{ customers(first: ${first}, sort: NAME) { edges { node { groupRating { grade } accounts { rating { grade } } } } } }`;
    const counts: number[] = [];
    for (const first of [1, 4]) {
      it.statements.length = 0;
      await it.ask('admin', query(first));
      counts.push(it.statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  test('a rating of an account by its id', async () => {
    const body = await it.ask('admin', `{ customer(id: "${customerId('mill')}") { accounts { number rating { id } } } }`);
    const { id } = (body.data?.['customer'].accounts as { number: string; rating: { id: string } }[]).find(({ number }) => number === 'M1')?.rating as {
      id: string;
    };
    expect((await it.ask('agent', `{ rating(id: "${id}") { subject grade account } }`)).data).toEqual({
      rating: { subject: 'ACCOUNT', grade: 'A', account: accountId('mill', 'M1') },
    });
  });
});

describe('rateCustomer', () => {
  const mutation =
    'mutation ($input: RateCustomerInput!) { rateCustomer(input: $input) { rating { subject score } ratings { subject score account } refusal { code message } } }';
  const ask = async (key: string, subject: string, idempotencyKey: string, more: object = {}) =>
    (await it.ask('officer', mutation, { variables: { input: { customerId: customerId(key), subject, idempotencyKey, asOf, ...more } } })).data?.[
      'rateCustomer'
    ];

  test('rates each account, or the group', async () => {
    expect(await ask('mill', 'ACCOUNT', 'one')).toEqual({
      rating: null,
      ratings: [
        { subject: 'ACCOUNT', score: 580, account: accountId('mill', 'M1') },
        { subject: 'ACCOUNT', score: 490, account: accountId('mill', 'M2') },
      ].sort((a, b) => (a.account < b.account ? -1 : 1)),
      refusal: null,
    });
    expect(await ask('head', 'GROUP', 'two')).toMatchObject({ rating: { subject: 'GROUP', score: 550 }, ratings: [{ score: 550 }] });
    expect(await ask('head', 'GROUP', 'three', { asOf: '2026-06-15' })).toMatchObject({ rating: { subject: 'GROUP' } });
  });

  test.each([
    ['a customer without an account on the day', 'lone', 'ACCOUNT', {}, 'RATING_SUBJECT_NONE'],
    ['a customer who heads no group on the day', 'shop', 'GROUP', {}, 'RATING_SUBJECT_NONE'],
    ['a subject that no ruleset rates', 'mill', 'GROUP', { dimension: 'churn' }, 'RATING_NO_RULESET'],
  ])('refuses %s', async (name, key, subject, more, code) => {
    expect(await ask(key, subject, name, more)).toMatchObject({ rating: null, ratings: [], refusal: { code } });
  });
});

describe('rating all accounts', () => {
  test('again adds nothing, and goes on behind the last slice of a killed run', async () => {
    expect(await rate(it.sql, await requestOf('account'))).toMatchObject({ rated: 4, unchanged: 4 });
    let slices = 0;
    const killed = await requestOf('account', {
      asOf: '2026-07-30',
      onSlice: async () => {
        slices += 1;
        if (slices === 2) throw new Error('killed');
      },
    });
    await expect(rate(it.sql, killed)).rejects.toThrow('killed');
    // A run of another subject in between draws another line: the killed one goes on all the same.
    await rate(it.sql, await requestOf('group', { asOf: '2026-07-30' }));
    const seen: number[] = [];
    const run = await rate(it.sql, await requestOf('account', { asOf: '2026-07-30', onSlice: async (_tx, _run, rated) => void seen.push(rated.length) }));
    expect([run.rated, seen.length]).toEqual([4, 1]);
  });

  test('what a group was made of is found again when its members have changed', async () => {
    const query = `{ customer(id: "${customerId('head')}") { groupRatings(until: "${asOf}", last: 1) { id score replay(fromFacts: true) { same } } } }`;
    const before = (await it.ask('admin', query)).data?.['customer'].groupRatings[0];
    await bring('relations', 'NO,WHO,WITH,SINCE,UNTIL\nR2,head,shop,2025-01-01,\n');
    await bring('payments', 'NO,ACCOUNT,DAY,AMOUNT\nP3,M2,2026-06-20,40\n');
    expect((await it.ask('admin', query)).data?.['customer'].groupRatings[0]).toEqual(before);
    expect(await rate(it.sql, await requestOf('group'))).toMatchObject({ rated: 1, unchanged: 0 });
    const after = (await it.ask('admin', query)).data?.['customer'].groupRatings[0];
    // 110.00 were billed to the three of them, and the shop is late.
    expect(after).toMatchObject({ score: 560, replay: { same: true } });
    expect((await it.ask('admin', `{ rating(id: "${before.id}") { score replay(fromFacts: true) { same differences } } }`)).data).toEqual({
      rating: { score: before.score, replay: { same: true, differences: [] } },
    });
  });
});
