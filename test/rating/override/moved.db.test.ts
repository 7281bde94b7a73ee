import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Acting } from '../../../src/approval/handler.ts';
import { vote } from '../../../src/approval/vote.ts';
import { nameKey } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { handlers } from '../../../src/rating/override/handlers.ts';
import { type Asked, digestOf, type OverrideRow } from '../../../src/rating/override/override.ts';
import { request } from '../../../src/rating/override/request.ts';
import { overrideById } from '../../../src/rating/override/store.ts';
import { rate } from '../../../src/rating/rate.ts';
import { rateOne } from '../../../src/rating/rateone.ts';
import { itself } from '../../../src/rating/subject.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { activated, person } from '../activated.ts';

const both = (en: string) => ({ en, zh: en });
/** Whoever has been there for three months is a D, and a C before; two notches at most, one of them alone. */
const document = {
  kind: 'ruleset',
  name: 'ageing',
  title: both('Ageing'),
  dimension: 'credit',
  indicators: {
    tenure: { fact: 'account', measure: 'tenure_months', column: 'contractStart', unit: 'month', better: 'neither', label: both('Months') },
  },
  cards: [
    {
      name: 'main',
      initial: 5,
      characteristics: [
        {
          indicator: 'tenure',
          bins: [
            { missing: true, points: 0 },
            { to: 3, points: 0 },
            { from: 3, points: -10 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 20 }, { grade: 'B', from: 10 }, { grade: 'C', from: 0 }, { grade: 'D' }],
  overrides: { causes: { KNOWN: both('Known.') }, notches: 2, alone: 1, months: 12 },
};

let sql: Sql;
const ann = nameKey('crm', 'customer', 'A-1');
const day = '2026-06-10';
const on = (who: string, today: string): Acting => person(who, today);
const ask = (grade: string, today: string): Promise<Asked> => {
  const wanted = { customerId: ann, subjectId: itself, dimension: 'credit', grade, cause: 'KNOWN', why: 'Seen myself.', expiresOn: '2026-12-01' };
  return sql.begin((tx) => request(tx, wanted, on('Olga', today))) as Promise<Asked>;
};
const row = async (asked: Asked): Promise<OverrideRow> => (await overrideById(sql, asked)) as OverrideRow;

beforeAll(async () => {
  sql = await database();
  await tell(sql, 'crm', [{ key: 'A-1', kind: 'person', name: 'Ann' }]);
  const known = { source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: true, recorded_at: '2026-01-01T00:00:00.000Z' };
  const account = { customer_id: ann, account_id: nameKey('crm', 'account', 'card'), source_key: 'card', service: 'card', number: 'card', currency: 'TWD' };
  await sql`insert into assay.account ${sql({ ...account, ...known, contract_start: '2026-05-10', attributes: {} } as never)}`;
  await activated(sql, document);
  const version = (await find(sql, { dimension: 'credit' })) as Version;
  await rate(sql, { version, asOf: day, today: day, now: () => `${day}T08:00:00.000Z` });
});
beforeEach(async () => {
  await sql`delete from assay.override`;
});

describe('the grade of an earlier day', () => {
  const moved = { code: 'OVERRIDE_GRADE_MOVED', params: { computed: 'C', now: 'D' } };

  test('is not overridden once today comes to another: one person would move it by more notches than he may decide', async () => {
    await expect(ask('B', '2026-08-10')).rejects.toMatchObject(moved);
    expect((await row(await ask('B', '2026-08-09'))).state).toBe('begun');
  });

  test('is not what a second person lets begin either', async () => {
    const asked = await ask('A', '2026-08-09');
    const { approvalId } = await row(asked);
    const seen = { approvalId: approvalId as string, digest: digestOf(asked), choice: 'approve', comment: 'Looked at.' } as const;
    await expect(sql.begin((tx) => vote(tx, handlers, seen, on('Anton', '2026-08-10')))).rejects.toMatchObject(moved);
    expect(await row(asked)).toMatchObject({ state: 'asked' });
  });

  test('gives way to one that was looked at today', async () => {
    const version = (await find(sql, { dimension: 'credit' })) as Version;
    await sql.begin((tx) => rateOne(tx, { version, asOf: '2026-08-10', today: '2026-08-10', now: () => '2026-08-10T08:00:00.000Z' }, ann));
    expect(await row(await ask('B', '2026-08-10'))).toMatchObject({ computed: 'D', notches: 2, state: 'asked' });
  });
});
