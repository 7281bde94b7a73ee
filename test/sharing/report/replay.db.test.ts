import { beforeAll, describe, expect, test } from 'vitest';
import type { Instant } from '../../../src/base/time.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { gradeInForce } from '../../../src/rating/issue/store.ts';
import { rate } from '../../../src/rating/rate.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { publicKeys } from '../../../src/sharing/key/publickeys.ts';
import { rotate } from '../../../src/sharing/key/rotate.ts';
import { replayReport } from '../../../src/sharing/report/replay.ts';
import { signReport } from '../../../src/sharing/report/sign.ts';
import { verifyReport } from '../../../src/sharing/report/verify.ts';
import { database } from '../../database.ts';
import { activated } from '../../rating/activated.ts';
import { declare, document, id, issue, world } from '../../rating/issue/world.ts';
import { type Asking, recorder } from '../ledger/asked.ts';
import { partnered, seal } from '../world.ts';
import { report } from './reports.ts';

let sql: Sql;
let homes: Awaited<ReturnType<typeof partnered>>;
let record: ReturnType<typeof recorder>;
let second = 0;

/** Asks about customers, and answers the number of the inquiry; the grade is the one in force, or the computed one. */
async function told(subjects: Asking['subjects'], grade?: Asking['grade']): Promise<string> {
  second += 1;
  const at = `2026-02-01T10:00:${String(second).padStart(2, '0')}.000Z`;
  const { seq } = await record({ partner: homes, at, kid: 'k', purpose: 'letting', subjects, ...(grade && { grade }) });
  return `homes-${String(seq).padStart(8, '0')}`;
}
const one = (key: string, more: Partial<Asking['subjects'][number]> = {}) => ({
  customerId: id(key),
  outcome: 'answered' as const,
  fields: ['SharedGrade.grade'],
  report: true,
  ...more,
});
const official = async (key: string) => {
  const found = (await gradeInForce(sql, { dimension: 'credit', on: '2026-02-01' }, [id(key)])).get(id(key));
  return { ratingId: found?.ratingId as string, gradeId: found?.gradeId as string };
};
const computed = async (key: string) => {
  const [row] = await sql<{ ratingId: string }[]>`select rating_id as "ratingId" from assay.rating where customer_id = ${id(key)} and kind = 'monitoring'`;
  return { ratingId: row?.ratingId as string, gradeId: null };
};

beforeAll(async () => {
  sql = await database();
  await declare(sql);
  await activated(sql, document());
  await world(sql, { ada: 85, bob: 65, cyd: 45, dan: 30 });
  const version = (await find(sql, { dimension: 'credit', subject: 'customer', today: '2026-01-10' })) as Version;
  await rate(sql, { version, asOf: '2026-01-10', today: '2026-01-10', now: () => '2026-01-10T09:00:00.000Z' });
  await issue(sql, '2026-01-20');
  homes = await partnered(sql, { name: 'homes', on: '2026-01-15', agreement: { valid: { from: '2026-01-15', until: '2027-01-15' } } });
  record = recorder(sql);
});

describe('a report’s grade', () => {
  test('comes out as it was told, official or computed', async () => {
    const [issued, any] = [await told([one('ada')], await official('ada')), await told([one('bob')], await computed('bob'))];
    expect(await replayReport(sql, seal, issued)).toMatchObject({
      number: issued,
      partner: 'homes',
      customerId: id('ada'),
      same: true,
      told: 'A',
      again: 'A',
      differences: [],
    });
    expect(await replayReport(sql, seal, any)).toMatchObject({ customerId: id('bob'), same: true, told: 'B', again: 'B' });
  });

  test('of one among several is that of its place', async () => {
    const number = await told([one('ada', { outcome: 'refused', report: false }), one('cyd')], await official('cyd'));
    expect(await replayReport(sql, seal, `${number}.2`)).toMatchObject({ number: `${number}.2`, customerId: id('cyd'), same: true, told: 'C' });
    for (const none of [number, `${number}.1`, `${number}.3`]) expect(await replayReport(sql, seal, none)).toBeUndefined();
  });

  test('was none where the customer was not rated', async () => {
    expect(await replayReport(sql, seal, await told([one('dan', { outcome: 'not_rated' })]))).toMatchObject({
      same: null,
      told: null,
      again: null,
      differences: [],
    });
  });

  test.each([
    [
      'the rating was altered',
      (tx: Tx) => tx`update assay.rating set grade = 0 where customer_id = ${id('cyd')} and kind = 'issued'`,
      { told: 'C', again: 'C', differences: ['grade', 'issued'] },
    ],
    [
      'the official grade was altered',
      (tx: Tx) => tx`update assay.issued_grade set grade = 'A' where customer_id = ${id('cyd')}`,
      { told: 'A', again: 'C', differences: ['issued'] },
    ],
    [
      'the rating is gone',
      (tx: Tx) => tx`delete from assay.rating where customer_id = ${id('cyd')} and kind = 'issued'`,
      { told: 'C', again: null, differences: ['rating'] },
    ],
  ])('does not where %s, and says so', async (_, alter, expected) => {
    const number = await told([one('cyd')], await official('cyd'));
    let found: unknown;
    await sql
      .begin(async (tx) => {
        await alter(tx);
        found = await replayReport(tx, seal, number);
        throw new Error('undone');
      })
      .catch((error: Error) => expect(error.message).toBe('undone'));
    expect(found).toMatchObject({ same: false, ...expected });
  });

  test.each(['homes-99999999', 'nobody-00000001', 'homes-1', 'homes', '', "homes-00000001' or 1", 'homes-00000001.0'])(
    'is not found under a number that is none: %s',
    async (number) => {
      expect(await replayReport(sql, seal, number)).toBeUndefined();
    },
  );

  test('of an answer without a report is not found', async () => {
    expect(await replayReport(sql, seal, await told([one('ada', { report: false })], await official('ada')))).toBeUndefined();
  });
});

test('a report signed by the installation is verified before and after its key was rotated', async () => {
  const [now, later]: [Instant, Instant] = ['2026-02-03T04:05:06.000Z', '2026-02-03T05:00:00.000Z'];
  const document = report();
  const signed = await signReport(sql, seal, document, now);
  const published = async () => ({ keys: await publicKeys(sql, ['report', 'receipt', 'checkpoint']) });
  expect((await verifyReport(signed, JSON.parse(JSON.stringify(await published())), { audience: 'north-bank' })).report).toEqual(document);
  await sql.begin((tx) => rotate(tx, seal, { use: 'report', why: null }, { who: 'Ann', at: later, today: '2026-02-03', holds: () => true }));
  const after = await signReport(sql, seal, { ...document, iat: Date.parse(later) / 1000 }, later);
  const keys = await published();
  const [first, second] = [await verifyReport(signed, keys), await verifyReport(after, keys)];
  expect(first.kid).not.toBe(second.kid);
});
