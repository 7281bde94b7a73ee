import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import type { IssuedGrade } from '../../../src/rating/issue/issue.ts';
import { issuedTo, lastIssued, ratingsByName } from '../../../src/rating/issue/store.ts';
import type { RatingRow } from '../../../src/rating/rating.ts';
import { replay } from '../../../src/rating/replay/replay.ts';
import { decideReview, type Verdict } from '../../../src/rating/review/decidereview.ts';
import { openReview } from '../../../src/rating/review/openreview.ts';
import { reviewName } from '../../../src/rating/review/review.ts';
import { pageOpen } from '../../../src/rating/review/store.ts';
import { ratingsOf } from '../../../src/rating/subject/store.ts';
import { database } from '../../database.ts';
import { activated, person } from '../activated.ts';
import { declare, document, id, issue, outside, standing, world } from '../issue/world.ts';

const overrides = { causes: { GUARANTEE: { en: 'A guarantee stands for it.', zh: '有担保。' } }, notches: 1, months: 12 };
let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await declare(sql);
  expect(await activated(sql, document({ overrides }))).toMatchObject({ state: 'activated' });
});
beforeEach(async () => {
  await sql`truncate assay.rating, assay.rating_history, assay.issue_run, assay.issued_grade, assay.grade_review, assay.outbox_event, assay.outbox_count, assay.log_entry, assay.approval, assay.approval_vote`;
  await world(sql, { ada: 85, bob: 45 });
  await issue(sql, '2026-01-20');
  await sql`truncate assay.outbox_event, assay.outbox_count, assay.log_entry`;
});

const open = async (key: string, today: string, more: object = {}) =>
  reviewName(
    await sql.begin((tx) =>
      openReview(
        tx,
        { customerId: outside(key), dimension: 'credit', subject: 'customer', preliminary: false, ground: 'The bill of May was never sent.', ...more },
        person('Else', today),
      ),
    ),
  );
const change: Omit<Verdict, 'id'> = { verdict: 'change', grade: 'B', cause: 'REVIEW_OWN_FAULT', comment: 'Indeed it was not.' };
const upheld: Partial<Verdict> = { verdict: 'uphold', grade: null, cause: null };
const decide = (review: string, today: string, verdict: Partial<Verdict> = {}, who = 'Rita') =>
  sql.begin((tx) => decideReview(tx, { id: review, ...change, ...verdict }, person(who, today)));
const history = async (key: string): Promise<IssuedGrade[]> => (await issuedTo(sql, [id(key)], { dimension: 'credit', last: 9 })).get(id(key)) ?? [];
const ratingOf = async ({ customerId, ratingId }: IssuedGrade) => {
  const name = `${customerId}:${ratingId}`;
  return (await ratingsByName(sql, [name])).get(name) as RatingRow;
};

describe('a change', () => {
  test('puts another grade of the same cycle in the place of the one objected to, from the day it is decided', async () => {
    const review = await open('bob', '2026-01-25');
    expect(await decide(review, '2026-01-28')).toMatchObject({ state: 'changed', grade: 'B', cause: 'REVIEW_OWN_FAULT', decidedBy: 'Rita' });
    expect([await standing(sql, '2026-01-27', ['bob']), await standing(sql, '2026-01-28', ['bob'])]).toEqual([{ bob: 'C' }, { bob: 'B' }]);
    const [now, before] = await history('bob');
    expect(now).toMatchObject({
      cycle: '2025',
      asOf: '2026-01-01',
      validFrom: '2026-01-28',
      validUntil: before?.validUntil,
      objectionUntil: before?.objectionUntil,
      endedOn: null,
    });
    expect(before).toMatchObject({ grade: 'C', endedOn: '2026-01-28', endedBy: now?.gradeId });
  });

  test('is the last step of its rating, which replays like the one before', async () => {
    await decide(await open('bob', '2026-01-25'), '2026-01-28');
    const [now, before] = (await Promise.all((await history('bob')).map(ratingOf))) as [RatingRow, RatingRow];
    expect(now).toMatchObject({ grade: 1, reasons: ['REVIEW_OWN_FAULT', ...before.reasons], score: before.score, knownAt: before.knownAt, kind: 'issued' });
    expect(now.given?.review).toMatchObject({ grade: 'B', cause: 'REVIEW_OWN_FAULT' });
    expect([await replay(sql, now), await replay(sql, before)]).toMatchObject([
      { same: true, grade: 'B' },
      { same: true, grade: 'C' },
    ]);
    expect((await ratingsOf(sql, [id('bob')], { dimension: 'credit', last: 5, today: '2026-02-01' })).size).toBe(0);
  });

  test('is what the next cycle starts from', async () => {
    await decide(await open('bob', '2026-01-25'), '2026-01-28', { grade: 'A', cause: 'GUARANTEE' });
    const asked = { dimension: 'credit', asOf: '2027-01-01', knownAt: '2999-01-01T00:00:00.000Z' };
    expect((await lastIssued(sql, asked, [id('bob')])).get(id('bob'))).toEqual({ grade: 'A', asOf: '2026-01-01' });
    const first = (await history('bob'))[1]?.issuedAt as string;
    expect((await lastIssued(sql, { ...asked, knownAt: first }, [id('bob')])).get(id('bob'))?.grade).toBe('C');
  });

  test('is told to others and goes on record, neither with the words of the customer', async () => {
    const review = await open('bob', '2026-01-25');
    await decide(review, '2026-01-28');
    const events = await sql<{ topic: string; payload: object }[]>`select topic, payload from assay.outbox_event order by number`;
    expect(events.map(({ topic }) => topic)).toEqual(['grade.reviewed', 'grade.issued']);
    expect(events[1]?.payload).toMatchObject({ customer: outside('bob'), review, cycle: '2025', validFrom: '2026-01-28' });
    const log = await sql<{ who: string; what: string; why: string }[]>`select who, what, why, detail from assay.log_entry order by at`;
    expect(log.map(({ who, what, why }) => [who, what, why])).toEqual([
      ['Else', 'review.open', null],
      ['Rita', 'review.decide', 'Indeed it was not.'],
    ]);
    expect(JSON.stringify([events, log])).not.toContain('never sent');
  });

  test('may itself be objected to, and be reviewed by another person again', async () => {
    await decide(await open('bob', '2026-01-25'), '2026-01-28');
    const again = await open('bob', '2026-01-30');
    await expect(decide(again, '2026-01-31', { grade: 'A' }, 'rita ')).rejects.toMatchObject({ code: 'RATING_REVIEW_OWN' });
    await decide(again, '2026-01-31', { grade: 'A' }, 'Rolf');
    expect(await standing(sql, '2026-01-31', ['bob'])).toEqual({ bob: 'A' });
    expect((await history('bob')).filter(({ endedOn }) => endedOn === null)).toHaveLength(1);
    await expect(decide(await open('bob', '2026-02-01'), '2026-02-02', { grade: 'C' })).rejects.toMatchObject({ code: 'RATING_REVIEW_OWN' });
  });
});

test('a grade that is upheld stays, and others are told that it was looked at', async () => {
  const before = await history('ada');
  expect(await decide(await open('ada', '2026-01-25'), '2026-01-28', upheld)).toMatchObject({
    state: 'upheld',
    grade: null,
    newGradeId: null,
  });
  expect(await history('ada')).toEqual(before);
  expect((await sql`select topic from assay.outbox_event`).map((event) => event['topic'])).toEqual(['grade.reviewed']);
});

test('a preliminary grade is objected to like a final one, which stays as it is', async () => {
  await world(sql, { ada: 45 });
  await issue(sql, '2026-07-10');
  await decide(await open('ada', '2026-07-15', { preliminary: true }), '2026-07-16', { grade: 'B' });
  expect(await standing(sql, '2026-07-16', ['ada'])).toEqual({ ada: 'A' });
  expect(await standing(sql, '2026-07-16', ['ada'], { kind: 'preliminary' })).toEqual({ ada: 'B' });
});

describe('what is refused', () => {
  test.each<[string, string, string, object, string, object]>([
    ['after the objection period, naming its end', 'ada', '2026-02-05', {}, 'RATING_REVIEW_LATE', { until: '2026-02-04' }],
    ['where no grade is in force', 'ada', '2026-01-25', { preliminary: true }, 'RATING_REVIEW_NONE', {}],
    ['where the customer has no grade', 'cyd', '2026-01-25', {}, 'RATING_REVIEW_NONE', {}],
    ['in another dimension', 'ada', '2026-01-25', { dimension: 'churn' }, 'RATING_REVIEW_NONE', { dimension: 'churn' }],
    ['for a customer that is none', 'ada', '2026-01-25', { customerId: 'cus_1' }, 'RATING_CUSTOMER_UNKNOWN', {}],
    ['without a ground', 'ada', '2026-01-25', { ground: '  ' }, 'RATING_SAID_LENGTH', { what: 'ground', actual: 0 }],
  ])('to open a review %s', async (_, key, today, more, code, params) => {
    await expect(open(key, today, more)).rejects.toMatchObject({ code, params });
  });

  test('a second review of a grade while one is open; on the last day of the period the first is not', async () => {
    const first = await open('ada', '2026-02-04');
    await expect(open('ada', '2026-02-04')).rejects.toMatchObject({ code: 'RATING_REVIEW_PENDING', params: { id: first } });
    expect((await pageOpen(sql, undefined, 5)).map(reviewName)).toEqual([first]);
  });

  test.each(['Olga', 'Anton', 'ANTON'])('a decision by %s, who had a hand in issuing it', async (who) => {
    const review = await open('bob', '2026-01-25');
    await expect(decide(review, '2026-01-28', {}, who)).rejects.toMatchObject({ code: 'RATING_REVIEW_OWN' });
  });

  test.each<[string, Partial<Verdict>, string]>([
    ['without a comment', { comment: '' }, 'RATING_SAID_LENGTH'],
    ['to no grade', { grade: null }, 'RATING_REVIEW_GRADE_MISSING'],
    ['to a grade that is none', { grade: 'Z' }, 'RATING_REVIEW_GRADE'],
    ['to the grade it has', { grade: 'C' }, 'RATING_REVIEW_SAME'],
    ['for an unknown cause', { cause: 'MOOD' }, 'RATING_REVIEW_CAUSE'],
    ['for no cause', { cause: null }, 'RATING_REVIEW_CAUSE'],
    ['of an unknown review', { id: 'rev_1' }, 'RATING_REVIEW_UNKNOWN'],
  ])('a change %s', async (_, more, code) => {
    const review = await open('bob', '2026-01-25');
    await expect(decide(review, '2026-01-28', more)).rejects.toMatchObject({ code });
    expect(await history('bob')).toHaveLength(1);
  });

  test('a second decision, also at the same time', async () => {
    const review = await open('bob', '2026-01-25');
    const results = await Promise.allSettled([decide(review, '2026-01-28'), decide(review, '2026-01-28', { grade: 'A' }, 'Rolf')]);
    expect(results.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code)).sort()).toEqual([
      'RATING_REVIEW_DECIDED',
      'done',
    ]);
    expect((await history('bob')).filter(({ endedOn }) => endedOn === null)).toHaveLength(1);
  });

  test.each(['grade', 'cause'])('to uphold and name the %s of a change: the review stays open', async (path) => {
    const review = await open('bob', '2026-01-25');
    const both = { ...upheld, [path]: change[path as 'grade' | 'cause'] };
    await expect(decide(review, '2026-01-28', both)).rejects.toMatchObject({ code: 'RATING_REVIEW_UPHELD', params: { grade: 'C' }, path });
    expect(await decide(review, '2026-01-28', upheld)).toMatchObject({ state: 'upheld' });
  });

  test('a change of a grade that holds no more; it may be upheld', async () => {
    const review = await open('bob', '2026-01-25');
    await expect(decide(review, '2027-04-01')).rejects.toMatchObject({ code: 'RATING_REVIEW_EXPIRED', params: { until: '2027-03-31' } });
    expect(await decide(review, '2027-04-01', upheld)).toMatchObject({ state: 'upheld' });
  });

  test('a change of a grade that a later one ended; it may be upheld', async () => {
    const review = await open('bob', '2026-01-25');
    await issue(sql, '2027-01-10');
    await expect(decide(review, '2027-01-11')).rejects.toMatchObject({ code: 'RATING_REVIEW_ENDED', params: { on: '2027-01-10' } });
    expect(await decide(review, '2027-01-11', upheld)).toMatchObject({ state: 'upheld' });
  });
});
