import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withdraw } from '../../../src/approval/withdraw.ts';
import type { Sql } from '../../../src/db/client.ts';
import { begin } from '../../../src/rating/issue/begin.ts';
import { cancelIssue } from '../../../src/rating/issue/cancel.ts';
import { handlers } from '../../../src/rating/issue/handlers.ts';
import { type IssueRun, runName } from '../../../src/rating/issue/issue.ts';
import { issueCustomer } from '../../../src/rating/issue/issuecustomer.ts';
import { issuedTo, runsById } from '../../../src/rating/issue/store.ts';
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
const again = async ({ issueId }: IssueRun) => (await runsById(sql, [issueId])).get(issueId) as IssueRun;

describe('what is refused', () => {
  const begun = (today: string, asOf?: string) => sql.begin((tx) => begin(tx, { dimension: 'credit', subject: 'customer', asOf }, person('Olga', today)));

  test.each([
    ['a cycle before its end, naming the day', '2026-12-31', '2027-01-01', 'RATING_ISSUE_CYCLE_OPEN', { cycle: '2026', from: '2027-01-01' }],
    [
      'a day at which no cycle ends, naming those that do',
      '2026-12-31',
      '2026-03-01',
      'RATING_ISSUE_CYCLE_DAY',
      { before: '2026-01-01', beforeName: '2025', next: '2026-07-01', nextName: '2026-H1 preliminary' },
    ],
    ['a cycle so old that its grades would not hold any more', '2026-12-31', '2025-01-01', 'RATING_ISSUE_EXPIRED', { cycle: '2024', until: '2026-03-31' }],
  ])('%s', async (_, today, asOf, code, params) => {
    await expect(begun(today, asOf)).rejects.toMatchObject({ code, params });
    expect(await sql`select from assay.issue_run`).toHaveLength(0);
  });

  test('a cycle that was issued, one that is on its way, and one that a later one overtook', async () => {
    const run = await prepare(sql, '2026-01-20');
    await expect(begun('2026-01-20')).rejects.toMatchObject({ code: 'RATING_ISSUE_PENDING', params: { state: 'prepared', id: runName(run.issueId) } });
    await decide(sql, await submit(sql, run, '2026-01-20'), '2026-01-20');
    await expect(begun('2026-01-20')).rejects.toMatchObject({ code: 'RATING_ISSUE_TWICE', params: { cycle: '2025', id: runName(run.issueId) } });
    await issue(sql, '2027-01-20');
    await expect(begun('2027-01-20', '2026-01-01')).rejects.toMatchObject({ code: 'RATING_ISSUE_LATER', params: { later: '2026' } });
    await expect(begun('2027-01-20', '2026-07-01')).rejects.toMatchObject({ code: 'RATING_ISSUE_LATER', params: { later: '2026' } });
  });

  test('a dimension without a ruleset, a ruleset without a cycle, and a run for everybody where grades are issued on event', async () => {
    const other = (name: string, cycle: object | undefined) => activated(sql, document({ name, dimension: name, cycle }));
    await other('uncycled', undefined);
    await other('evented', { every: 'event' });
    const of = (dimension: string) => sql.begin((tx) => begin(tx, { dimension, subject: 'customer' }, person('Olga', '2026-02-01')));
    await expect(of('churn')).rejects.toMatchObject({ code: 'RATING_NO_RULESET' });
    await expect(of('uncycled')).rejects.toMatchObject({ code: 'RATING_ISSUE_NO_CYCLE' });
    await expect(of('evented')).rejects.toMatchObject({ code: 'RATING_ISSUE_ON_EVENT' });
  });

  test('a run in which nobody has a grade', async () => {
    await world(sql, { ada: null, bob: null, cyd: undefined });
    await expect(prepare(sql, '2026-01-20')).rejects.toMatchObject({ code: 'RATING_ISSUE_EMPTY' });
  });

  test('approval of ratings that changed since, or too late', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await expect(decide(sql, run, '2027-05-01')).rejects.toMatchObject({ code: expect.stringMatching(/DEADLINE_PASSED|RATING_ISSUE_EXPIRED/) });
    await sql`update assay.rating set grade = 0 where customer_id = ${id('cyd')}`;
    await expect(decide(sql, run, '2026-01-21')).rejects.toMatchObject({ code: 'RATING_ISSUE_CHANGED' });
    await sql`update assay.rating set grade = 2 where customer_id = ${id('cyd')}`;
    expect(await sql`select from assay.issued_grade`).toHaveLength(0);
    await decide(sql, run, '2026-01-21');
    expect(await standing(sql, '2026-01-21', everybody)).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
  });

  test('approval of grades of a ruleset that is no longer the active one', async () => {
    const dimension = 'moving';
    await activated(sql, document({ name: 'moving', dimension }));
    const run = await submit(sql, await prepare(sql, '2026-01-20', { dimension }), '2026-01-20');
    await activated(sql, document({ name: 'moved', dimension }));
    await expect(decide(sql, run, '2026-01-21')).rejects.toMatchObject({ code: 'RATING_ISSUE_RULESET' });
  });

  test('approval by who prepared it, submission of what is not prepared, and cancelling what is issued', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await expect(decide(sql, run, '2026-01-20', { who: 'olga' })).rejects.toMatchObject({ code: 'APPROVAL_AUTHOR_CANNOT_APPROVE' });
    const cancel = () => sql.begin((tx) => cancelIssue(tx, { id: runName(run.issueId), why: 'No.' }, person('Olga', '2026-01-20')));
    await expect(cancel()).rejects.toMatchObject({ code: 'RATING_ISSUE_SUBMITTED' });
    await decide(sql, run, '2026-01-20');
    await expect(cancel()).rejects.toMatchObject({ code: 'RATING_ISSUE_STATE', params: { state: 'issued' } });
    await expect(submit(sql, run, '2026-01-20')).rejects.toMatchObject({ code: 'RATING_ISSUE_STATE' });
  });
});

describe('a run that comes to nothing', () => {
  const nothing = async (run: IssueRun, state: string) => {
    expect((await again(run)).state).toBe(state);
    expect(await standing(sql, '2026-03-01', everybody)).toEqual({});
    expect(await sql`select from assay.rating`).toHaveLength(0);
    expect(await sql`select from assay.outbox_event`).toHaveLength(0);
    await world(sql, { ada: 65 });
    await issue(sql, '2026-02-01');
    expect(await standing(sql, '2026-02-01', ['ada'])).toEqual({ ada: 'B' });
  };

  test('refused: nothing is in force, and it may be prepared anew', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await decide(sql, run, '2026-01-21', { choice: 'refuse' });
    await nothing(run, 'refused');
  });

  test('withdrawn by who submitted it', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    const asked = { approvalId: run.approval as string, digest: run.digest as string, comment: 'Too early.' };
    await sql.begin((tx) => withdraw(tx, handlers, asked, person('Olga', '2026-01-21')));
    await nothing(run, 'cancelled');
  });

  test('cancelled before it was submitted, or once its request expired', async () => {
    const cancel = (run: IssueRun, today: string) => sql.begin((tx) => cancelIssue(tx, { id: runName(run.issueId), why: 'No.' }, person('Else', today)));
    await cancel(await prepare(sql, '2026-01-20'), '2026-01-20');
    const run = await submit(sql, await prepare(sql, '2026-01-21'), '2026-01-21');
    await cancel(run, '2026-02-28');
    await nothing(run, 'cancelled');
  });

  test('withdrawn once it was cancelled: the run that was made in its place keeps its ratings', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await sql.begin((tx) => cancelIssue(tx, { id: runName(run.issueId), why: 'No.' }, person('Else', '2026-02-28')));
    const next = await submit(sql, await prepare(sql, '2026-02-28'), '2026-02-28');
    const asked = { approvalId: run.approval as string, digest: run.digest as string, comment: 'Tidying up.' };
    await sql.begin((tx) => withdraw(tx, handlers, asked, person('Olga', '2026-02-28')));
    await decide(sql, next, '2026-03-01');
    expect([(await again(run)).state, (await again(next)).state]).toEqual(['cancelled', 'issued']);
  });
});

describe('at the same time', () => {
  const outcomes = (results: PromiseSettledResult<unknown>[]) =>
    results.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code)).sort();
  const two = async (acts: (() => Promise<unknown>)[]) => outcomes(await Promise.allSettled(acts.map((act) => act())));

  test('two who prepare one cycle: one run', async () => {
    const begun = () => sql.begin((tx) => begin(tx, { dimension: 'credit', subject: 'customer' }, person('Olga', '2026-01-20')));
    expect(await two([begun, begun])).toEqual(['done', 'done']);
    expect(await sql`select from assay.issue_run`).toHaveLength(1);
  });

  test('two who approve one run: it is issued once', async () => {
    const run = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    expect(await two(['Anton', 'Anna'].map((who) => () => decide(sql, run, '2026-01-21', { who })))).toEqual(['APPROVAL_DECIDED', 'done']);
    expect(await sql`select from assay.issued_grade`).toHaveLength(3);
    expect(await sql`select from assay.outbox_event`).toHaveLength(3);
  });

  test('two runs of one day, for everybody and for one customer on event: one grade stands', async () => {
    const whole = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    const alone = await sql.begin((tx) =>
      issueCustomer(tx, { customerId: outside('ada'), dimension: 'credit', subject: 'customer', why: 'A new contract.' }, person('Olga', '2026-01-20')),
    );
    const event = (await runsById(sql, [alone])).get(alone) as IssueRun;
    expect(await two([whole, event].map((run) => () => decide(sql, run, '2026-01-21')))).toEqual(['done', 'done']);
    const grades = (await issuedTo(sql, [id('ada')], { dimension: 'credit', last: 5 })).get(id('ada')) ?? [];
    expect(grades.filter(({ endedOn }) => endedOn === null).map(({ asOf }) => asOf)).toEqual(['2026-01-20']);
    expect(await standing(sql, '2026-01-21', everybody)).toEqual({ ada: 'A', bob: 'B', cyd: 'C' });
  });

  test('two runs, the later cycle approved first: the earlier one is refused', async () => {
    const first = await submit(sql, await prepare(sql, '2026-01-20'), '2026-01-20');
    await sql`update assay.approval set deadline = '2027-02-01' where approval_id = ${first.approval}`;
    const second = await submit(sql, await prepare(sql, '2027-01-20'), '2027-01-20');
    await decide(sql, second, '2027-01-21');
    await expect(decide(sql, first, '2027-01-21')).rejects.toMatchObject({ code: 'RATING_ISSUE_LATER' });
  });
});
