import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { begin } from '../../../src/rating/issue/begin.ts';
import { complete } from '../../../src/rating/issue/complete.ts';
import type { IssueRun } from '../../../src/rating/issue/issue.ts';
import { issueCustomer } from '../../../src/rating/issue/issuecustomer.ts';
import { issuedTo, lastIssued, runsById } from '../../../src/rating/issue/store.ts';
import { ratingsOf } from '../../../src/rating/subject/store.ts';
import { database } from '../../database.ts';
import { activated, person } from '../activated.ts';
import { decide, declare, document, id, issue, outside, prepare, standing, submit, world } from './world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await declare(sql);
  expect(await activated(sql, document())).toMatchObject({ state: 'activated' });
});
beforeEach(async () => {
  await sql`truncate assay.rating, assay.rating_history, assay.rating_run, assay.issue_run, assay.issued_grade, assay.outbox_event, assay.outbox_count, assay.log_entry, assay.approval, assay.approval_vote`;
  await world(sql, { ada: 85, bob: 65, cyd: 45, none: null, out: undefined });
});
const everybody = ['ada', 'bob', 'cyd', 'none', 'out'];
const told = async () => (await sql<{ payload: { customer: string } }[]>`select payload from assay.outbox_event order by number`).map(({ payload }) => payload);
const again = async ({ issueId }: IssueRun) => (await runsById(sql, [issueId])).get(issueId) as IssueRun;

describe('a cycle', () => {
  test('is prepared and counted, and in force only once it is approved', async () => {
    const run = await prepare(sql, '2026-01-20');
    expect(run).toMatchObject({ state: 'prepared', cycle: '2025', kind: 'issued', asOf: '2026-01-01', preparedBy: 'Olga' });
    expect(run.counts).toEqual({ subjects: 5, graded: 3, provisional: 0, invalid: 1, outside: 1, first: 3, incomparable: 0, better: 0, same: 0, worse: 0 });
    const submitted = await submit(sql, run, '2026-01-21');
    expect(await standing(sql, '2026-02-01', everybody)).toEqual({});
    await decide(sql, submitted, '2026-02-01');
    expect(await again(run)).toMatchObject({ state: 'issued', hands: ['Olga', 'Anton'] });
    expect(await standing(sql, '2026-02-01', everybody)).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
    expect(await standing(sql, '2026-01-31', everybody)).toEqual({});
    const [grade] = (await issuedTo(sql, [id('ada')], { dimension: 'credit', last: 5 })).get(id('ada')) ?? [];
    expect(grade).toMatchObject({
      cycle: '2025',
      validFrom: '2026-02-01',
      validUntil: '2027-03-31',
      objectionUntil: '2026-02-16',
      endedOn: null,
      provisional: false,
    });
  });

  test('tells each customer who has a grade, once and without the grade, and goes on record with its digest', async () => {
    const run = await issue(sql, '2026-01-20');
    const events = await told();
    expect(new Set(events.map(({ customer }) => customer))).toEqual(new Set(['ada', 'bob', 'cyd'].map(outside)));
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({
      dimension: 'credit',
      subject: 'customer',
      cycle: '2025',
      preliminary: false,
      validFrom: '2026-01-20',
      objectionUntil: '2026-02-04',
    });
    expect(JSON.stringify(events)).not.toMatch(/"grade":"[ABCD]"/);
    const log = await sql`select who, what, digest from assay.log_entry order by at, entry_id`;
    expect(log.map((entry) => [entry['who'], entry['what']])).toEqual([
      ['Olga', 'issue.prepare'],
      ['Olga', 'approval.submit'],
      ['Anton', 'approval.approve'],
      ['Anton', 'issue.issue'],
    ]);
    expect(new Set(log.map((entry) => entry['digest']))).toEqual(new Set([run.digest]));
  });

  test('follows the one before without a gap and never two, and counts who moved', async () => {
    await issue(sql, '2026-01-20');
    await world(sql, { ada: 85, bob: 85, cyd: 20, none: 50, out: undefined });
    const run = await issue(sql, '2027-02-01');
    expect(run.counts).toMatchObject({ graded: 4, first: 1, better: 1, same: 1, worse: 1, outside: 1 });
    expect(run.migration).toEqual([
      { from: 'A', to: 'A', count: 1 },
      { from: 'B', to: 'A', count: 1 },
      { from: 'C', to: 'D', count: 1 },
      { from: null, to: 'C', count: 1 },
      { from: null, to: null, count: 1 },
    ]);
    expect(await standing(sql, '2027-01-31', everybody)).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
    expect(await standing(sql, '2027-02-01', everybody)).toEqual({ ada: 'A', bob: 'A', cyd: 'D', none: 'C' });
    for (let day = '2026-01-20'; day <= '2028-03-31'; day = addDays(day, 13)) expect(Object.keys(await standing(sql, day, ['ada']))).toEqual(['ada']);
    expect(await standing(sql, '2028-04-01', everybody)).toEqual({});
  });

  test('leaves whom it gives no grade with the one they had, to its last day', async () => {
    await issue(sql, '2026-01-20');
    await world(sql, { ada: 85, bob: undefined, cyd: null, none: null, out: undefined });
    await issue(sql, '2027-01-05');
    expect(await standing(sql, '2027-03-31', everybody)).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
    expect(await standing(sql, '2027-04-01', everybody)).toEqual({ ada: 'A' });
  });

  test('tells only whose grade changed, where the ruleset says so', async () => {
    const dimension = 'quiet';
    await activated(sql, document({ name: 'quiet', dimension, cycle: { every: 'year', notice: 'changed' } }));
    await issue(sql, '2026-01-20', { dimension });
    await sql`truncate assay.outbox_event`;
    await world(sql, { ada: 65, bob: 65, cyd: 45, none: 90, out: undefined });
    await issue(sql, '2027-01-05', { dimension });
    expect((await told()).map(({ customer }) => customer).sort()).toEqual([outside('ada'), outside('none')].sort());
  });
});

describe('a preliminary grade', () => {
  test('stands beside the final one, binds nobody, and ends with the next final one', async () => {
    await issue(sql, '2026-01-20');
    await world(sql, { ada: 45 });
    const run = await issue(sql, '2026-07-10');
    expect(run).toMatchObject({ cycle: '2026-H1 preliminary', kind: 'preliminary', asOf: '2026-07-01' });
    expect(await standing(sql, '2026-07-10', ['ada'])).toEqual({ ada: 'A' });
    expect(await standing(sql, '2026-07-10', ['ada'], { kind: 'preliminary' })).toEqual({ ada: 'C' });
    const last = await lastIssued(sql, { dimension: 'credit', asOf: '2027-01-01', knownAt: '2999-01-01T00:00:00.000Z' }, [id('ada')]);
    expect(last.get(id('ada'))).toEqual({ grade: 'A', asOf: '2026-01-01' });
    await issue(sql, '2027-01-15');
    expect(await standing(sql, '2027-01-15', ['ada'], { kind: 'preliminary' })).toEqual({});
    expect(await standing(sql, '2027-01-15', ['ada'])).toEqual({ ada: 'C' });
  });
});

describe('the last issued grade', () => {
  test('is that of an earlier day and known by then', async () => {
    const first = await issue(sql, '2026-01-20');
    await world(sql, { ada: 45 });
    await issue(sql, '2027-01-20');
    const known = async (asOf: string, knownAt: string) => (await lastIssued(sql, { dimension: 'credit', asOf, knownAt }, [id('ada')])).get(id('ada'))?.grade;
    const ever = '2999-01-01T00:00:00.000Z';
    expect(await known('2026-01-01', ever)).toBeUndefined();
    expect(await known('2027-01-01', ever)).toBe('A');
    expect(await known('2027-01-02', ever)).toBe('C');
    expect(await known('2027-01-02', first.issuedAt as string)).toBe('A');
    expect(await known('2027-01-02', '2020-01-01T00:00:00.000Z')).toBeUndefined();
  });

  test('bounds how far a grade rises in the next cycle', async () => {
    const dimension = 'capped';
    const rules = { caps: [{ code: 'RISE', notches: 1 }], reasons: { RISE: { en: 'One notch a year.', zh: '每年最多一级。' } } };
    await activated(sql, document({ name: 'capped', dimension, ...rules }));
    await world(sql, { ada: 20 });
    await issue(sql, '2026-01-20', { dimension });
    await world(sql, { ada: 95 });
    await issue(sql, '2027-01-20', { dimension });
    expect(await standing(sql, '2027-01-20', ['ada'], { dimension })).toEqual({ ada: 'C' });
  });
});

test('monitoring ratings stay beside: what is prepared or issued is none of them', async () => {
  await issue(sql, '2026-01-20');
  expect((await ratingsOf(sql, [id('ada')], { dimension: 'credit', last: 5, today: '2026-02-01' })).size).toBe(0);
});

test('a preparation that was killed goes on where it stopped, as one run', async () => {
  const acting = person('Olga', '2026-01-20');
  const more = { today: '2026-01-20', now: () => acting.at, sliceCustomers: 1 };
  const wanted = { dimension: 'credit', subject: 'customer' } as const;
  const issueId = await sql.begin((tx) => begin(tx, wanted, acting));
  const onProgress = (done: number) => {
    if (done === 3) throw new Error('killed');
  };
  await expect(complete(sql, issueId, { ...more, onProgress })).rejects.toThrow('killed');
  expect(await sql`select from assay.rating`).toHaveLength(3);
  expect(await sql.begin((tx) => begin(tx, wanted, acting))).toBe(issueId);
  const slices: number[] = [];
  const run = await complete(sql, issueId, { ...more, onProgress: (done) => void slices.push(done) });
  expect([run.state, run.counts?.subjects, slices]).toEqual(['prepared', 5, [1, 2]]);
  expect(await sql`select from assay.rating_run`).toHaveLength(1);
});

describe('on event', () => {
  const ask = (key: string, today: string, dimension = 'credit') =>
    sql.begin((tx) => issueCustomer(tx, { customerId: outside(key), dimension, subject: 'customer', why: 'A new contract.' }, person('Olga', today)));
  const approve = async (issueId: string, today: string) => decide(sql, (await runsById(sql, [issueId])).get(issueId) as IssueRun, today);

  test('one customer has a grade as of the day, once it is approved', async () => {
    const issueId = await ask('bob', '2026-05-10');
    expect((await runsById(sql, [issueId])).get(issueId)).toMatchObject({
      state: 'submitted',
      cycle: '2026-05-10',
      only: id('bob'),
      counts: { subjects: 1, graded: 1 },
    });
    await approve(issueId, '2026-05-11');
    expect(await standing(sql, '2026-05-11', everybody)).toEqual({ bob: 'B' });
    expect(await sql`select from assay.outbox_event`).toHaveLength(1);
  });

  test('where grades are issued by cycle, only who has none in force', async () => {
    await issue(sql, '2026-01-20');
    await expect(ask('bob', '2026-05-10')).rejects.toMatchObject({
      code: 'RATING_ISSUE_BY_CYCLE',
      params: { cycle: '2025', until: '2027-03-31', next: '2027-01-01' },
    });
    await world(sql, { none: 70 });
    await approve(await ask('none', '2026-05-10'), '2026-05-11');
    expect(await standing(sql, '2026-05-11', ['none'])).toEqual({ none: 'B' });
  });

  test('where they are issued on event, again and again, one day each', async () => {
    const dimension = 'halfyear';
    await activated(sql, document({ name: 'halfyear', dimension, cycle: { every: 'event', validMonths: 6 } }));
    await approve(await ask('bob', '2026-05-10', dimension), '2026-05-10');
    await expect(ask('bob', '2026-05-10', dimension)).rejects.toMatchObject({ code: 'RATING_ISSUE_TWICE' });
    await world(sql, { bob: 90 });
    await approve(await ask('bob', '2026-06-10', dimension), '2026-06-12');
    const grades = (await issuedTo(sql, [id('bob')], { dimension, last: 5 })).get(id('bob'));
    expect(grades?.map(({ grade, validFrom, validUntil, endedOn }) => [grade, validFrom, validUntil, endedOn])).toEqual([
      ['A', '2026-06-12', '2026-12-09', null],
      ['B', '2026-05-10', '2026-11-09', '2026-06-12'],
    ]);
  });

  test.each([
    ['whom nobody knows', 'nobody', 'RATING_CUSTOMER_UNKNOWN'],
    ['without a grade', 'none', 'RATING_ISSUE_EMPTY'],
    ['outside the scope', 'out', 'RATING_ISSUE_EMPTY'],
  ])('refused for a customer %s', async (_, key, code) => {
    await expect(ask(key, '2026-05-10')).rejects.toMatchObject({ code });
    expect(await sql`select from assay.issue_run`).toHaveLength(0);
    expect(await sql`select from assay.rating`).toHaveLength(0);
  });
});
