import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Acting } from '../../../src/approval/handler.ts';
import { vote } from '../../../src/approval/vote.ts';
import { withdraw } from '../../../src/approval/withdraw.ts';
import { nameKey } from '../../../src/base/digest.ts';
import { encodeId } from '../../../src/base/id.ts';
import type { Sql } from '../../../src/db/client.ts';
import { readKnownAt } from '../../../src/db/facts.ts';
import { newId } from '../../../src/db/id.ts';
import { finish } from '../../../src/rating/override/finish.ts';
import { handlers } from '../../../src/rating/override/handlers.ts';
import { type Asked, digestOf, idOf, type OverrideRow, stateOf } from '../../../src/rating/override/override.ts';
import { type Asking, request } from '../../../src/rating/override/request.ts';
import { inForce, overrideById } from '../../../src/rating/override/store.ts';
import { rate } from '../../../src/rating/rate.ts';
import { rateOne } from '../../../src/rating/rateone.ts';
import type { RatingRow } from '../../../src/rating/rating.ts';
import { derive } from '../../../src/rating/replay/derive.ts';
import { replay } from '../../../src/rating/replay/replay.ts';
import { ratingsById } from '../../../src/rating/store.ts';
import { ratingsOf } from '../../../src/rating/subject/store.ts';
import { itself, type Subject, subjectName } from '../../../src/rating/subject.ts';
import { overrideRates } from '../../../src/rating/tally/overriderates.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { activated, person } from '../activated.ts';

const both = (en: string) => ({ en, zh: en });
/** Everybody is a C; two notches at most, one of them alone. */
const document = (dimension: string, subject: Subject) => ({
  kind: 'ruleset',
  name: `${dimension}-${subject}`,
  title: both('All alike'),
  dimension,
  subject,
  indicators: { bills: { fact: 'bill', measure: 'count', unit: 'bill', better: 'neither', label: both('Bills') } },
  cards: [
    {
      name: 'main',
      initial: 5,
      characteristics: [
        {
          indicator: 'bills',
          bins: [
            { missing: true, points: 0 },
            { from: 0, points: 0 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 20 }, { grade: 'B', from: 10 }, { grade: 'C', from: 0 }, { grade: 'D' }],
  overrides: { causes: { KNOWN: both('Known.'), SEEN: both('Seen.') }, notches: 2, alone: 1, months: 12 },
});

let sql: Sql;
const ann = nameKey('crm', 'customer', 'A-1');
const empty = nameKey('crm', 'customer', 'A-2');
const card = nameKey('crm', 'account', 'card');
const day = '2026-06-10';
const olga = person('Olga', day);
const anton = person('Anton', day);
const later = (who: Acting, today: string): Acting => person(who.who, today);
const asking = (more: Partial<Asking> = {}): Asking => ({
  ...{ customerId: ann, subjectId: itself, dimension: 'credit', grade: 'B', cause: 'KNOWN', why: 'Seen myself.', expiresOn: '2026-12-01' },
  ...more,
});
const ask = (more: Partial<Asking> = {}, acting: Acting = olga): Promise<Asked> => sql.begin((tx) => request(tx, asking(more), acting)) as Promise<Asked>;
const end = (asked: Asked, acting: Acting): Promise<unknown> => sql.begin((tx) => finish(tx, idOf(asked), 'Enough.', acting));
const row = async (asked: Asked): Promise<OverrideRow> => (await overrideById(sql, asked)) as OverrideRow;
const gradeAt = async (asOf: string, knownAt?: string): Promise<string | undefined> =>
  (await inForce(sql, { dimension: 'credit', asOf, knownAt: knownAt ?? (await readKnownAt(sql)) }, [ann, empty])).get(ann)?.grade;
const choose = (asked: Asked, approvalId: string, choice: 'approve' | 'refuse', acting: Acting): Promise<unknown> =>
  sql.begin((tx) => vote(tx, handlers, { approvalId, digest: digestOf(asked), choice, comment: 'Looked at.' }, acting));

beforeAll(async () => {
  sql = await database();
  await tell(sql, 'crm', [
    { key: 'A-1', kind: 'person', name: 'Ann' },
    { key: 'A-2', kind: 'organisation', name: 'Empty Ltd' },
  ]);
  const known = { source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: true, recorded_at: '2026-01-01T00:00:00.000Z' };
  for (const name of ['card', 'power']) {
    const owner = { customer_id: ann, account_id: nameKey('crm', 'account', name) };
    await sql`insert into assay.account ${sql({ ...owner, ...known, source_key: name, service: 'card', number: name, currency: 'TWD', attributes: {} } as never)}`;
  }
  await activated(sql, document('credit', 'customer'));
  await activated(sql, document('credit', 'account'));
  const version = (await find(sql, { dimension: 'credit' })) as Version;
  await rate(sql, { version, asOf: day, today: day, now: () => `${day}T08:00:00.000Z` });
  const perAccount = (await find(sql, { dimension: 'credit', subject: 'account' })) as Version;
  await sql.begin((tx) => rateOne(tx, { version: perAccount, asOf: day, today: day, now: () => `${day}T08:00:00.000Z` }, ann));
});
beforeEach(async () => {
  await sql`delete from assay.override`;
  await sql`update assay.approval set state = 'withdrawn' where state = 'submitted'`;
});

describe('an override counts', () => {
  test('from the day it began to the day before it expires, for whoever knows of it', async () => {
    const before = await readKnownAt(sql);
    await ask();
    const seen = await Promise.all(['2026-06-09', day, '2026-11-30', '2026-12-01'].map((asOf) => gradeAt(asOf)));
    expect(seen).toEqual([undefined, 'B', 'B', undefined]);
    expect(await gradeAt(day, before)).toBeUndefined();
  });

  test('until it is ended; of days before, and for who asks what was known before, it stays', async () => {
    const asked = await ask();
    const known = await readKnownAt(sql);
    await end(asked, later(olga, '2026-08-01'));
    expect(await Promise.all(['2026-07-31', '2026-08-01'].map((asOf) => gradeAt(asOf)))).toEqual(['B', undefined]);
    expect(await gradeAt('2026-08-01', known)).toBe('B');
  });

  test('not at all when it ends on the day it began', async () => {
    await end(await ask(), olga);
    expect(await gradeAt(day)).toBeUndefined();
  });

  test('in every rating of everybody in its time, which replay as they were', async () => {
    const asked = await ask();
    const version = (await find(sql, { dimension: 'credit' })) as Version;
    const run = (asOf: string) => rate(sql, { version, asOf, today: '2026-12-31', now: () => `${asOf}T08:00:00.000Z` });
    await run('2026-11-30');
    await end(asked, later(olga, '2026-11-15'));
    await run('2026-12-01');
    const found = await ratingsOf(sql, [ann, empty], { dimension: 'credit', last: 2, today: '2026-12-31' });
    const grades = (id: string) =>
      found.get(id)?.map((rating) => [rating.asOf, version.ruleset.grades[rating.grade ?? -1]?.grade, rating.given?.override?.id ?? null]);
    expect(grades(ann)).toEqual([
      ['2026-12-01', 'C', null],
      ['2026-11-30', 'B', asked.overrideId],
    ]);
    expect(grades(empty)?.map(([, grade]) => grade)).toEqual(['C', 'C']);
    for (const rating of found.get(ann) ?? []) expect(await replay(sql, rating)).toMatchObject({ same: true });
    const derived = async (rating: RatingRow) => (await derive(sql, [ann], rating)).get(ann) ?? null;
    for (const rating of found.get(ann) ?? []) expect(await replay(sql, rating, await derived(rating))).toMatchObject({ same: true });
    // One that was never in force is told apart by the ledger.
    const [last] = found.get(ann) as [RatingRow];
    const doctored: RatingRow = { ...last, given: { last: null, override: { id: newId(), grade: 'B', cause: 'KNOWN' }, review: null } };
    expect((await replay(sql, doctored, await derived(last))).differences).toEqual(['given']);
  });

  test('for one account and not for its neighbour, nor for the customer', async () => {
    await ask({ subjectId: card });
    const names = await inForce(sql, { dimension: 'credit', asOf: day, knownAt: await readKnownAt(sql) }, [ann]);
    expect([...names.keys()]).toEqual([subjectName(ann, card)]);
    const ratings = await ratingsOf(sql, [ann, subjectName(ann, card), subjectName(ann, nameKey('crm', 'account', 'power'))], {
      dimension: 'credit',
      last: 1,
      today: day,
    });
    expect([...ratings.values()].map(([rating]) => rating?.grade)).toEqual(expect.arrayContaining([2, 1, 2]));
    expect(ratings.get(subjectName(ann, card))?.[0]?.grade).toBe(1);
  });
});

describe('a second person', () => {
  const large = async (): Promise<{ asked: Asked; approvalId: string }> => {
    const asked = await ask({ grade: 'A', expiresOn: '2026-06-20' });
    return { asked, approvalId: (await row(asked)).approvalId as string };
  };

  test('is another than who asked', async () => {
    const { asked, approvalId } = await large();
    await expect(choose(asked, approvalId, 'approve', olga)).rejects.toMatchObject({ code: 'APPROVAL_AUTHOR_CANNOT_APPROVE' });
  });

  test('lets it begin on the day of the decision', async () => {
    const { asked, approvalId } = await large();
    await choose(asked, approvalId, 'approve', later(anton, '2026-06-15'));
    expect(await row(asked)).toMatchObject({ state: 'begun', decidedBy: 'Anton', fromOn: '2026-06-15' });
    expect(await Promise.all(['2026-06-14', '2026-06-15'].map((asOf) => gradeAt(asOf)))).toEqual([undefined, 'A']);
  });

  test('comes too late once it would have expired: nothing begins, and the vote is undone', async () => {
    const { asked, approvalId } = await large();
    await expect(choose(asked, approvalId, 'approve', later(anton, '2026-06-20'))).rejects.toMatchObject({ code: 'OVERRIDE_EXPIRY_PAST' });
    expect(await row(asked)).toMatchObject({ state: 'asked' });
    expect(await sql`select from assay.approval_vote where approval_id = ${approvalId}`).toHaveLength(0);
  });

  test('is spared what is taken back, and is not asked again by what lapsed', async () => {
    const { asked, approvalId } = await large();
    await sql.begin((tx) => withdraw(tx, handlers, { approvalId, digest: digestOf(asked), comment: 'Not needed.' }, olga));
    expect(await row(asked)).toMatchObject({ state: 'withdrawn', decidedBy: 'Olga' });
    const second = await large();
    const third = await ask({ grade: 'D' }, later(olga, '2026-06-25'));
    expect([(await row(second.asked)).state, (await row(third)).state]).toEqual(['lapsed', 'begun']);
    await expect(choose(second.asked, second.approvalId, 'approve', later(anton, '2026-06-12'))).rejects.toMatchObject({ code: 'APPROVAL_DIGEST_CHANGED' });
  });
});

test('one that begins while another is asked for stands, also past the time to decide on it', async () => {
  const first = await ask({ grade: 'A' });
  const begun = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const beginning = sql.begin(async (tx) => {
    await tx`update assay.override set state = 'begun', from_on = ${day}, begun_at = ${olga.at} where override_id = ${first.overrideId}`;
    begun.resolve();
    await commit.promise;
  });
  await begun.promise;
  const second = expect(ask({}, later(olga, '2026-06-25'))).rejects.toMatchObject({ code: 'OVERRIDE_STANDING' });
  setTimeout(commit.resolve, 200);
  await Promise.all([beginning, second]);
  expect((await row(first)).state).toBe('begun');
});

test('of two who ask at once, one is told of the other', async () => {
  const made = await Promise.allSettled([ask(), ask({ grade: 'D' }, anton)]);
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(made.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'OVERRIDE_STANDING' } });
});

test('one that has expired makes room for the next', async () => {
  const first = await ask({ expiresOn: '2026-06-12' });
  const second = await ask({}, later(olga, '2026-06-12'));
  expect([stateOf(await row(first), '2026-06-12'), stateOf(await row(second), '2026-06-12')]).toEqual(['expired', 'in_force']);
  expect(await Promise.all(['2026-06-11', '2026-06-12'].map((asOf) => gradeAt(asOf)))).toEqual(['B', 'B']);
});

test('what became of the customers is counted for each direction, from the day each override began', async () => {
  const outcome = (customerId: string, from: string, until: string, happened: string | null) => sql`
    insert into assay.outcome ${sql({ customer_id: customerId, key: newId(), kind: 'default', observed_from: from, observed_until: until, happened_on: happened, source: 'crm', content_hash: 1, available_on: from, available_assumed: false, recorded_at: `${day}T00:00:00.000Z` } as never)}`;
  await ask();
  await ask({ customerId: empty, grade: 'D', cause: 'SEEN' }, anton);
  await outcome(ann, day, '2026-12-31', '2026-09-10');
  await outcome(empty, day, '2026-12-31', null);
  const rates = (more: object) => overrideRates(sql, { dimension: 'credit', from: day, until: day, outcome: 'default', horizonMonths: 3, ...more });
  const [up, down] = [
    { count: 1, good: 0, bad: 1, indeterminate: 0, badRate: 1 },
    { count: 1, good: 1, bad: 0, indeterminate: 0, badRate: 0 },
  ];
  expect(await rates({})).toMatchObject({ graded: 2, asOf: day, count: 2, rate: 1, up, down });
  expect((await rates({})).officers.map(({ name, count, rate }) => [name, count, rate])).toEqual([
    ['Anton', 1, 0.5],
    ['Olga', 1, 0.5],
  ]);
  expect((await rates({})).causes.map(({ name, up: { bad } }) => [name, bad])).toEqual([
    ['KNOWN', 1],
    ['SEEN', 0],
  ]);
  // A day before the end of the horizon it had not happened yet; the other was not observed for so long.
  expect((await rates({ horizonMonths: 2 })).up).toMatchObject({ good: 1, bad: 0 });
  expect((await rates({ horizonMonths: 12 })).down).toMatchObject({ good: 0, bad: 0, indeterminate: 1, badRate: null });
  expect(await rates({ from: '2026-06-11', until: '2026-06-12' })).toMatchObject({ graded: null, count: 0, rate: null, officers: [] });
  for (const horizonMonths of [0, 121, 2_000_000_000]) await expect(rates({ horizonMonths })).rejects.toMatchObject({ code: 'OVERRIDE_HORIZON' });
  // Of what nobody observes nothing can be said, which would look as if nothing were known yet.
  await expect(rates({ outcome: 'ruin' })).rejects.toMatchObject({ code: 'OVERRIDE_OUTCOME_UNKNOWN' });
});

test('the rating it made names it', async () => {
  const asked = await ask();
  const [rating] = (await ratingsOf(sql, [ann], { dimension: 'credit', last: 1, until: day, today: day })).get(ann) ?? [];
  expect(rating?.given).toEqual({ last: null, override: { id: asked.overrideId, grade: 'B', cause: 'KNOWN', notches: 1 }, review: null });
  expect(await ratingsById(sql, ann, [asked.ratingId])).toHaveLength(1);
  expect(idOf(asked)).toBe(encodeId('ovr', ann, asked.overrideId));
});
