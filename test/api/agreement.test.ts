import { expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { newId } from '../../src/db/id.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { api, at } from './world.ts';

const both = (en: string) => ({ en, zh: en });
const today = at.slice(0, 10);
const document = {
  kind: 'ruleset',
  name: 'kinds',
  title: both('Kinds'),
  dimension: 'credit',
  indicators: { kind: { fact: 'customer', measure: 'latest', column: 'kind', unit: 'word', better: 'neither', label: both('Kind') } },
  cards: [
    {
      name: 'main',
      characteristics: [
        {
          indicator: 'kind',
          reason: 'KIND',
          bins: [
            { in: ['person'], points: 1 },
            { in: ['organisation'], points: 0 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 1 }, { grade: 'B' }],
  external: [
    {
      agency: 'bureau',
      scale: 'letters',
      words: [
        { word: 'AA', grade: 'A' },
        { word: 'D', grade: 'B' },
      ],
    },
  ],
  reasons: { KIND: both('Kind') },
};

test('who sees external ratings sees how far they agree with our own, and others do not know of it', async () => {
  const it = await api();
  await it.sql`update assay.account set currency = 'TWD'`;
  await activated(it.sql, document);
  await rate(it.sql, { version: (await find(it.sql, { dimension: 'credit' })) as Version, asOf: today, today, now: () => at });
  const said = (key: string, grade: string) => ({
    ...{ customer_id: nameKey('crm', 'customer', key), key: newId(), agency: 'bureau', scale: 'letters', grade, rated_on: '2026-01-01' },
    ...{ source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: false, recorded_at: at },
  });
  await it.sql`insert into assay.external_rating ${it.sql([said('A-1', 'D'), said('A-2', 'D')] as never)}`;
  const query = `{ externalAgreement(agency: "bureau", asOf: "${today}") {
    ruleset asOf agency scale customers unrated unread rho tau exact exactShare near nearShare grades words { word grade counts } } }`;
  expect((await it.ask('analyst', query)).data).toEqual({
    externalAgreement: {
      ...{ ruleset: 'kinds', asOf: today, agency: 'bureau', scale: 'letters', customers: 2, unrated: 0, unread: 0, rho: null, tau: null },
      ...{ exact: 1, exactShare: 0.5, near: 2, nearShare: 1, grades: ['A', 'B'] },
      words: [
        { word: 'AA', grade: 'A', counts: [0, 0] },
        { word: 'D', grade: 'B', counts: [1, 1] },
      ],
    },
  });
  const refused = await it.ask('analyst', query.replace('"bureau"', '"other"'));
  expect(refused.errors[0]).toMatchObject({ path: ['externalAgreement'], extensions: { code: 'PORTFOLIO_EXTERNAL_UNREAD' } });
  expect(refused.errors[0]?.extensions['hint']).toContain('bureau letters');
  expect((await it.ask('steward', query)).errors[0]?.message).toMatch(/Cannot query field "externalAgreement"/);
});
