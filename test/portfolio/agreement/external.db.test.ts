import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { newId } from '../../../src/db/id.ts';
import { externalAgreement } from '../../../src/portfolio/agreement/externalagreement.ts';
import { rate } from '../../../src/rating/rate.ts';
import { type RatingRow, unpack } from '../../../src/rating/rating.ts';
import { ratingsOf } from '../../../src/rating/subject/store.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { activated } from '../../rating/activated.ts';

const both = (en: string) => ({ en, zh: en });
const asOf = '2026-03-31';
const digits = { agency: 'bureau', scale: 'digits', words: [{ word: '1', grade: 'A' }] };
const letters = {
  agency: 'bureau',
  scale: 'letters',
  words: [
    { word: 'AAA', grade: 'A' },
    { word: 'AA', grade: 'A' },
    { word: 'B', grade: 'B' },
    { word: 'C', grade: 'C' },
  ],
};
const ruleset = (dimension: string, indicator: object, more: object = {}) => ({
  kind: 'ruleset',
  name: dimension,
  title: both('Bands'),
  dimension,
  indicators: { band: { ...indicator, unit: 'band', better: 'lower', label: both('Band') } },
  cards: [
    {
      name: 'main',
      characteristics: [
        {
          indicator: 'band',
          reason: 'BAND',
          bins: [
            { missing: true, points: 0 },
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
  ...more,
});
const idOf = (key: string): string => nameKey('crm', 'customer', key);

/** Band, then what the bureau said: day, word, last valid day, day it was available. */
const world: [key: string, band: number, ...said: [on: string, word: string, until?: string, available?: string][]][] = [
  ['first', 0, ['2025-06-30', 'C'], ['2026-01-31', 'AAA']],
  ['second', 0, ['2026-01-31', 'AA', '2026-03-31']],
  ['third', 1, ['2026-01-31', 'B']],
  ['fourth', 1, ['2026-01-31', 'AA']],
  ['fifth', 2, ['2026-03-31', 'C']],
  ['expired', 2, ['2025-06-30', 'AAA'], ['2026-01-31', 'AAA', '2026-03-30']],
  ['tocome', 2, ['2026-04-01', 'AAA']],
  ['unavailable', 2, ['2026-03-01', 'AAA', undefined, '2026-04-15']],
  ['unheard', 2],
  ['unread', 2, ['2026-01-31', 'NR']],
];

let sql: Sql;
let version: Version;
beforeAll(async () => {
  sql = await database();
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'band', 'crm', 'plain', 'number')`;
  await sql`insert into assay.coverage values ('crm', 'external_rating', '2020-01-01', '2026-12-31', '2026-01-01T00:00:00.000Z')`;
  await tell(
    sql,
    'crm',
    world.map(([key, band]) => ({ key, kind: 'organisation', name: key, attributes: { band } })),
  );
  const known = { source: 'crm', content_hash: 1, available_assumed: false, recorded_at: '2026-01-01T00:00:00.000Z' };
  const said = world.flatMap(([key, , ...all]) =>
    all.map(([on, word, until, available]) => ({
      ...{ customer_id: idOf(key), key: newId(), agency: 'bureau', scale: 'letters', grade: word, rated_on: on },
      ...{ valid_until: until ?? null, available_on: available ?? on, ...known },
    })),
  );
  await sql`insert into assay.external_rating ${sql(said as never)}`;
  const documents = [
    ruleset('credit', { fact: 'customer', measure: 'latest', column: 'attributes.band' }, { external: [letters, digits] }),
    ruleset('mapped', {
      ...{ fact: 'external_rating', measure: 'latest', column: 'grade', codes: { AAA: 0, AA: 0.5, B: 1, C: 2 } },
      where: [
        { column: 'agency', op: '=', value: 'bureau' },
        { column: 'scale', op: '=', value: 'letters' },
      ],
    }),
  ];
  for (const document of documents) {
    const { state, faults } = await activated(sql, document);
    expect([state, faults.filter(({ severity }) => severity === 'error')]).toEqual(['activated', []]);
    const made = (await find(sql, { dimension: document.dimension })) as Version;
    await rate(sql, { version: made, asOf, today: asOf, now: () => `${asOf}T08:00:00.000Z` });
    version ??= made;
  }
});

test('each is compared by its latest word that was available and valid on the day', async () => {
  expect(await externalAgreement(sql, { version, asOf, agency: 'bureau', scale: 'letters' })).toMatchObject({
    ...{ ruleset: 'credit', asOf, agency: 'bureau', scale: 'letters', customers: 5, unrated: 4, unread: 1, grades: ['A', 'B', 'C'] },
    words: [
      { word: 'AAA', grade: 'A', counts: [1, 0, 0] },
      { word: 'AA', grade: 'A', counts: [1, 1, 0] },
      { word: 'B', grade: 'B', counts: [0, 1, 0] },
      { word: 'C', grade: 'C', counts: [0, 0, 1] },
    ],
    ...{ exact: 4, near: 5, exactShare: 0.8, nearShare: 1 },
  });
  const { tau } = await externalAgreement(sql, { version, asOf, agency: 'bureau', scale: 'letters' });
  // Ten pairs: two are alike here and one there, seven are in order and none in reverse.
  expect(tau).toBeCloseTo(7 / Math.sqrt(8 * 9), 12);
});

test('an indicator reads the place that a word stands for', async () => {
  const found = await ratingsOf(
    sql,
    world.map(([key]) => idOf(key)),
    { dimension: 'mapped', last: 1, today: asOf },
  );
  const read = world.map(([key]) => unpack(found.get(idOf(key))?.[0] as RatingRow)[0]);
  expect(read.map((value) => (value?.state === 'value' ? value.value : value?.state))).toEqual([
    0,
    0.5,
    1,
    0.5,
    2,
    0,
    'missing',
    'missing',
    'missing',
    'missing',
  ]);
});

describe('a comparison is refused', () => {
  test.each([
    ['with a bureau that the version does not read', { agency: 'other' }, 'PORTFOLIO_EXTERNAL_UNREAD'],
    ['with a scale that it does not read', { scale: 'stars' }, 'PORTFOLIO_EXTERNAL_UNREAD'],
    ['when it reads several and none is named', { scale: undefined }, 'PORTFOLIO_EXTERNAL_SEVERAL'],
    ['on a day without ratings', { asOf: '2026-03-30' }, 'PORTFOLIO_NOT_RATED'],
    ['when nobody was rated there', { scale: 'digits' }, 'PORTFOLIO_EXTERNAL_NOBODY'],
  ])('%s', async (_, more, code) => {
    await expect(externalAgreement(sql, { version, asOf, agency: 'bureau', scale: 'letters', ...more })).rejects.toMatchObject({ code });
  });
});
