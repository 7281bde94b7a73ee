import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { begin } from '../../../src/rating/issue/begin.ts';
import { cancelIssue } from '../../../src/rating/issue/cancel.ts';
import { complete } from '../../../src/rating/issue/complete.ts';
import { type IssueRun, runName } from '../../../src/rating/issue/issue.ts';
import { issueCustomer } from '../../../src/rating/issue/issuecustomer.ts';
import { runsById } from '../../../src/rating/issue/store.ts';
import { rate } from '../../../src/rating/rate.ts';
import { addRun as addPass, lockRuns } from '../../../src/rating/run/store.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { database } from '../../database.ts';
import { activated, person } from '../activated.ts';
import { decide, declare, document, issue, outside, prepare, standing, submit, world } from './world.ts';

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
const [dimension, subject] = ['credit', 'customer'] as const;
const cancel = ({ issueId }: Pick<IssueRun, 'issueId'>, today: string) =>
  sql.begin((tx) => cancelIssue(tx, { id: runName(issueId), why: 'No.' }, person('Olga', today)));
const ask = async (today: string, dimension: string, key = 'bob'): Promise<IssueRun> => {
  const wanted = { customerId: outside(key), dimension, subject, why: 'A new contract.' };
  const issueId = (await sql.begin((tx) => issueCustomer(tx, wanted, person('Olga', today)))) as string;
  return (await runsById(sql, [issueId])).get(issueId) as IssueRun;
};

describe('a preparation that was killed', () => {
  /** Until `customers` of the five are rated. */
  const killed = async (today: string, customers: number): Promise<Pick<IssueRun, 'issueId'>> => {
    const acting = person('Olga', today);
    const issueId = (await sql.begin((tx) => begin(tx, { dimension, subject }, acting))) as string;
    const onProgress = (done: number) => {
      if (done === customers) throw new Error('killed');
    };
    await expect(complete(sql, issueId, { today, now: () => acting.at, sliceCustomers: 1, onProgress })).rejects.toThrow('killed');
    return { issueId };
  };

  test.each([1, 3, 5])('after %i of 5 customers and cancelled: the next one rates everybody', async (customers) => {
    await cancel(await killed('2026-01-20', customers), '2026-01-20');
    expect(await sql`select from assay.rating`).toHaveLength(0);
    expect((await prepare(sql, '2026-01-20')).counts).toMatchObject({ subjects: 5, graded: 3 });
  });

  test('has the hands of whoever goes on with it', async () => {
    const { issueId } = await killed('2026-01-20', 1);
    await sql.begin((tx) => begin(tx, { dimension, subject }, person('Oskar', '2026-01-20')));
    expect((await runsById(sql, [issueId])).get(issueId)?.hands).toEqual(['Olga', 'Oskar']);
  });

  test('goes on with everybody also where the grade of one customer, as of the same day, came to nothing in between', async () => {
    const day = '2026-07-01';
    const { issueId } = await killed(day, 5);
    await decide(sql, await ask(day, dimension), day, { choice: 'refuse' });
    expect((await complete(sql, issueId, { today: day, now: () => `${day}T09:00:00.000Z` })).counts).toMatchObject({ subjects: 5, graded: 3 });
  });

  test('is cancelled only when nobody is at work on it any more', async () => {
    const run = await killed('2026-01-20', 3);
    await sql.begin(async (other) => {
      await lockRuns(other);
      await expect(cancel(run, '2026-01-20')).rejects.toMatchObject({ code: 'RATING_RUN_BUSY' });
    });
    await cancel(run, '2026-01-20');
  });

  test('leaves a monitoring rating of the same day to go on', async () => {
    const version = (await find(sql, { dimension, subject, today: '2026-01-20' })) as Version;
    const pass = { digest: version.digest, dimension, subject, asOf: '2026-01-01', knownAt: '2026-01-20T09:00:00.000Z' };
    await addPass(sql, { ...pass, runId: '00000000-0000-0000-0000-000000000009', kind: 'monitoring' }, '2026-01-20T09:00:00.000Z');
    await cancel(await killed('2026-01-20', 3), '2026-01-20');
    expect((await sql`select kind from assay.rating_run where finished_at is null`).map(({ kind }) => kind)).toEqual(['monitoring']);
  });
});

describe('a late final issue', () => {
  test('is not barred by the preliminary one of the next half-year, which stays told', async () => {
    await issue(sql, '2026-07-20');
    await world(sql, { ada: 45 });
    await issue(sql, '2026-08-01', { asOf: '2026-01-01' });
    expect(await standing(sql, '2026-08-01', everybody)).toEqual({ ada: 'C', bob: 'B', cyd: 'C' });
    expect(await standing(sql, '2026-08-01', everybody, { kind: 'preliminary' })).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
  });

  test('refuses the next one that was rated before it, which starts from it once prepared anew', async () => {
    const dimension = 'quarters';
    const rules = { cycle: { every: 'quarter' }, caps: [{ code: 'RISE', notches: 1 }], reasons: { RISE: { en: 'One notch.', zh: '一级。' } } };
    await activated(sql, document({ name: 'quarters', dimension, ...rules }));
    await world(sql, { ada: 20 });
    const first = await submit(sql, await prepare(sql, '2026-04-02', { dimension }), '2026-04-02');
    await world(sql, { ada: 95 });
    await sql`update assay.approval set deadline = '2026-07-20' where approval_id = ${first.approval}`;
    const second = await submit(sql, await prepare(sql, '2026-07-02', { dimension }), '2026-07-02');
    await decide(sql, first, '2026-07-02');
    await expect(decide(sql, second, '2026-07-03')).rejects.toMatchObject({ code: 'RATING_ISSUE_EARLIER', params: { cycle: '2026-Q2', earlier: '2026-Q1' } });
    await decide(sql, second, '2026-07-03', { choice: 'refuse' });
    const third = await issue(sql, '2026-07-03', { dimension });
    expect(third.migration).toContainEqual({ from: 'D', to: 'C', count: 1 });
    expect(await standing(sql, '2026-07-03', ['ada'], { dimension })).toEqual({ ada: 'C' });
  });
});

describe('between preparation and approval', () => {
  test('facts that are imported change nothing: what was approved is issued, and the next rating knows them', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await world(sql, { ada: 20 });
    const version = (await find(sql, { dimension, subject, today: '2026-01-20' })) as Version;
    await rate(sql, { version, asOf: '2026-01-01', today: '2026-01-20', now: () => '2026-01-20T10:00:00.000Z' });
    await decide(sql, run, '2026-01-21');
    expect(await standing(sql, '2026-01-21', ['ada'])).toEqual({ ada: 'A' });
  });

  test('a later grade of the customer overtakes that of an event, which is refused', async () => {
    const dimension = 'evented';
    await activated(sql, document({ name: 'evented', dimension, cycle: { every: 'event' } }));
    const [first, second] = [await ask('2026-05-10', dimension), await ask('2026-05-11', dimension)];
    const other = await ask('2026-05-10', dimension, 'ada');
    await decide(sql, second, '2026-05-11');
    await expect(decide(sql, first, '2026-05-12')).rejects.toMatchObject({ code: 'RATING_ISSUE_LATER', params: { cycle: '2026-05-10', later: '2026-05-11' } });
    await decide(sql, other, '2026-05-12');
    expect(await standing(sql, '2026-05-12', ['ada', 'bob'], { dimension })).toEqual({ ada: 'A', bob: 'B' });
  });
});
