import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import type { Sql } from '../../src/db/client.ts';
import { readKnownAt } from '../../src/db/facts.ts';
import { newId } from '../../src/db/id.ts';
import { assess } from '../../src/portfolio/assess.ts';
import { calibrate } from '../../src/portfolio/calibrate.ts';
import { grading } from '../../src/rating/calibration/grading.ts';
import { rulesOf } from '../../src/rating/calibration/rules.ts';
import { request } from '../../src/rating/override/request.ts';
import { rate } from '../../src/rating/rate.ts';
import { draft, type Ruleset } from '../../src/rating/ruleset.ts';
import { itself } from '../../src/rating/subject.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { tell } from '../customer/staging.ts';
import { database } from '../database.ts';
import { activated, person } from '../rating/activated.ts';

const both = (en: string) => ({ en, zh: en });
const asOf = '2026-03-31';
const asked = { asOf, outcome: 'default', horizonMonths: 3, today: '2026-11-22' };
/** Band 0 is an A, 1 a B, 2 and more a C; without a band nobody is graded. */
const document = {
  kind: 'ruleset',
  name: 'bands',
  title: both('Bands'),
  dimension: 'credit',
  indicators: { band: { fact: 'customer', measure: 'latest', column: 'attributes.band', unit: 'band', better: 'lower', label: both('Band') } },
  cards: [
    {
      name: 'main',
      characteristics: [
        {
          indicator: 'band',
          reason: 'BAND',
          bins: [
            { to: 1, points: 2 },
            { from: 1, to: 2, points: 1 },
            { from: 2, points: 0 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 2 }, { grade: 'B', from: 1 }, { grade: 'C' }],
  reasons: { BAND: both('The band.') },
  overrides: { causes: { KNOWN: both('Known.') }, notches: 1, alone: 1, months: 12 },
};
const idOf = (nth: number): string => nameKey('crm', 'customer', `K-${nth}`);

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'band', 'crm', 'plain', 'number')`;
  const keys = Array.from({ length: 40 }, (_, nth) => nth);
  await tell(
    sql,
    'crm',
    keys.map((nth) => ({ key: `K-${nth}`, kind: 'person', name: `Person ${nth}`, ...(nth < 4 ? {} : { attributes: { band: nth % 3 } }) })),
  );
  // Every fifth is seen for too short a time; of the others every seventh goes bad, one too late to count.
  const rows = keys.map((nth) => ({
    ...{ customer_id: idOf(nth), key: newId(), kind: 'default', observed_from: '2026-01-01', observed_until: nth % 5 === 0 ? '2026-06-29' : '2026-12-31' },
    ...{ happened_on: nth % 7 === 0 && nth % 5 !== 0 ? (nth === 7 ? '2026-07-01' : '2026-06-30') : null },
    ...{ source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: false, recorded_at: '2026-01-01T00:00:00.000Z' },
  }));
  await sql`insert into assay.outcome ${sql(rows as never)}`;
  await activated(sql, document);
  const version = (await find(sql, { dimension: 'credit' })) as Version;
  await rate(sql, { version, asOf, today: asOf, now: () => `${asOf}T08:00:00.000Z` });
  const wanted = { customerId: idOf(5), subjectId: itself, dimension: 'credit', grade: 'B', cause: 'KNOWN', why: 'Known.', expiresOn: '2026-12-01' };
  await sql.begin((tx) => request(tx, wanted, person('Olga', asOf)));
});

describe('a calibration', () => {
  test('counts grades and outcomes as judging a kept run does, overrides and all', async () => {
    const version = (await find(sql, { dimension: 'credit' })) as Version;
    await rate(sql, { version, asOf, today: asOf, now: () => `${asOf}T09:00:00.000Z` });
    const judged = await assess(sql, { version, asOf, kind: 'default', horizon: '3m' });
    const found = await calibrate(sql, document, asked);
    if (found.state !== 'calibrated') throw new Error('refused');
    const { calibration, indeterminate, ungraded, faults } = found;
    expect(calibration).toMatchObject({ outcome: 'default', horizonMonths: 3, asOf, method: 'jeffreys', customers: judged.count });
    expect(Object.entries(calibration.grades).map(([grade, { customers, bad }]) => [grade, customers, bad])).toEqual(
      judged.grades.map(({ grade, count, bad }) => [grade, count, bad]),
    );
    expect([indeterminate, ungraded, judged.ungraded]).toEqual([judged.indeterminate, 4, 4]);
    expect(faults.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(calibration.rules).toBe(rulesOf(document));
  });

  test('takes no notice of the one before', async () => {
    const before = { ...document, calibration: { outcome: 'nonsense' } };
    const [first, second] = [await calibrate(sql, document, asked), await calibrate(sql, before, asked)];
    expect(second).toMatchObject({ state: 'calibrated' });
    expect(second.state === 'calibrated' && second.calibration.grades).toEqual(first.state === 'calibrated' && first.calibration.grades);
  });

  test.each([
    ['a document that is unsound otherwise', { ...document, grades: [{ grade: 'A', from: 1 }] }, {}, { state: 'refused' }],
    ['what is no document', 'x', {}, { state: 'refused' }],
    ['an empty file', null, {}, { state: 'refused' }],
    ['a list', [], {}, { state: 'refused' }],
  ])('of %s is refused with what is wrong', async (_, given, more, answer) => {
    expect(await calibrate(sql, given, { ...asked, ...more })).toMatchObject(answer);
  });

  test.each([
    ['accounts', { ...document, subject: 'account' }, {}, 'PORTFOLIO_JUDGE_SUBJECT'],
    ['an outcome nobody knows', document, { outcome: 'fraud' }, 'PORTFOLIO_NO_OUTCOMES'],
    ['a horizon to whose end nobody was observed, so that only the bad are known', document, { horizonMonths: 10 }, 'PORTFOLIO_UNOBSERVED'],
    ['a day to come', document, { asOf: '2026-11-23' }, 'RATING_AS_OF_FUTURE'],
  ])('of %s says so', async (_, given, more, code) => {
    await expect(calibrate(sql, given, { ...asked, ...more })).rejects.toMatchObject({ code });
  });
});

test('grades are those of a run in slices of any size, and nothing is kept of them', async () => {
  const { ruleset } = draft(document);
  const [count] = await sql`select count(*) from assay.rating`;
  const when = { asOf, knownAt: await readKnownAt(sql), today: asOf };
  const [whole, sliced] = [await grading(sql, ruleset as Ruleset, when), await grading(sql, ruleset as Ruleset, { ...when, sliceCustomers: 3 })];
  expect([...sliced]).toEqual([...whole]);
  expect([whole.size, whole.get(idOf(0)), whole.get(idOf(4)), whole.get(idOf(5))]).toEqual([40, -1, 1, 1]);
  expect(await sql`select count(*) from assay.rating`).toEqual([count]);
});
