import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { contextOf } from '../../../src/graphql/context.ts';
import type { Outcome } from '../../../src/sharing/inquiry/inquiry.ts';
import { billed } from '../../../src/sharing/usage/billed.ts';
import { monthly } from '../../../src/sharing/usage/monthly.ts';
import { used } from '../../../src/sharing/usage/used.ts';
import { database } from '../../database.ts';
import { type Asking, recorder } from '../ledger/asked.ts';
import { agreed, agreementOf, partnered, seal } from '../world.ts';

let sql: Sql;
let homes: Awaited<ReturnType<typeof partnered>>;
let asked: Asking[];
const zone = 'Asia/Taipei';
/** The month of an instant where the company is: eight hours ahead. */
const monthOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 7);
const customer = (at: number): string => nameKey('crm', 'customer', `U-${at}`);

beforeAll(async () => {
  sql = await database();
  await sql`update assay.setting set value = ${sql.json(zone)} where name = 'timeZone'`;
  homes = await partnered(sql, { name: 'homes', on: '2026-01-01', agreement: { valid: { from: '2026-01-01', until: '2027-12-31' } } });
  const later = await agreed(sql, agreementOf('homes', { price: { inquiryMinor: 75, currency: 'EUR' }, valid: { from: '2026-11-05', until: '2027-12-31' } }), {
    on: '2026-11-05',
  });
  const request = fc.record({
    second: fc.integer({ min: 0, max: 40 * 86_400 }),
    purpose: fc.constantFrom('letting', 'loan'),
    outcomes: fc.array(fc.constantFrom<Outcome>('answered', 'not_rated', 'no_record', 'refused'), { minLength: 1, maxLength: 3 }),
  });
  const [drawn = []] = fc.sample(fc.array(request, { minLength: 80, maxLength: 80 }), { numRuns: 1, seed: 5 });
  asked = drawn
    .map(({ second, purpose, outcomes }): Asking => {
      const at = new Date(Date.parse('2026-10-25T00:00:00Z') + second * 1000).toISOString();
      const version = at < '2026-11-05' ? homes.version : later;
      const subjects = outcomes.map((outcome, place) => ({ customerId: customer(place), outcome, fields: ['SharedGrade.grade'] }));
      return { partner: { ...homes, version }, at, kid: 'k', purpose, subjects };
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const record = recorder(sql);
  for (const [at, each] of asked.entries()) await record({ ...each, key: `key-${at}` });
  // The same key again: answered anew, and not counted.
  for (const at of [3, 40, 79]) {
    const first = asked[at] as Asking;
    await record({ ...first, at: new Date(Date.parse(first.at) + 86_399_000).toISOString(), key: `key-${at}` });
  }
});

describe('the statement of a month', () => {
  test.each(['2026-10', '2026-11', '2026-12', '2027-01'])('counts what was asked in the company’s %s, each at its own price', async (month) => {
    const statement = await monthly(sql, homes, `${month}-15`, '2027-02-01T09:00:00.000Z');
    const flat = asked
      .filter(({ at }) => monthOf(at) === month)
      .flatMap(({ partner, purpose, subjects }) => subjects.map(({ outcome }) => ({ partner, purpose, outcome })));
    const name = ({ partner, purpose, outcome }: (typeof flat)[number]) => `${purpose} ${partner.version?.digest} ${outcome}`;
    const expected = [...Map.groupBy(flat, name)].map(([line, all]) => `${line} ${all.length}`).sort();
    expect(statement.lines.map(({ purpose, agreement, outcome, count }) => `${purpose} ${agreement} ${outcome} ${count}`).sort()).toEqual(expected);
    const owed = flat.reduce(
      (sum, { partner, outcome }) =>
        sum + (outcome === 'answered' || outcome === 'not_rated' ? (partner.version?.digest === homes.version?.digest ? 50 : 75) : 0),
      0,
    );
    expect(statement.totals.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(owed);
    expect(statement).toMatchObject({ partner: 'homes', month: `${month}-01`, final: true, inquiries: flat.length });
  });

  test('is counted once when the month is over, and anew after a while when it goes on', async () => {
    const fresh = await partnered(sql, { name: 'south' });
    const record = recorder(sql);
    const one = { partner: fresh, kid: 'k', purpose: 'letting', subjects: [{ customerId: customer(9), outcome: 'answered' as const, fields: ['a'] }] };
    const count = async (now: string) => (await monthly(sql, fresh, '2026-11-01', now)).inquiries;
    expect(await count('2026-11-22T10:00:00.000Z')).toBe(0);
    await record({ ...one, at: '2026-11-22T10:00:01.000Z' });
    expect(await count('2026-11-22T10:00:02.000Z')).toBe(0);
    expect(await count('2026-11-22T10:01:00.000Z')).toBe(1);
    await record({ ...one, at: '2026-11-30T15:59:59.000Z' });
    expect(await count('2026-12-15T10:00:00.000Z')).toBe(2);
  });

  test('is final when nothing can be added any more, and never by a count of before', async () => {
    const north = await partnered(sql, { name: 'north' });
    const final = async (now: string) => (await monthly(sql, north, '2026-11-01', now)).final;
    // The month of the company ends at 16:00Z.
    expect(await final('2026-11-30T15:59:50.000Z')).toBe(false);
    expect(await final('2026-11-30T16:00:05.000Z')).toBe(false);
    expect(await final('2026-11-30T16:04:00.000Z')).toBe(false);
    expect(await final('2026-11-30T16:05:01.000Z')).toBe(true);
  });
});

test('the same key is news a day later, and counted: what has changed meanwhile is not for nothing', async () => {
  const again = await partnered(sql, { name: 'again', agreement: { quotas: { day: 2, subject: 1, burst: 9, perSecond: 9 } } });
  const record = recorder(sql);
  const one = {
    partner: again,
    kid: 'k',
    purpose: 'letting',
    key: 'for-good',
    subjects: [{ customerId: customer(9), outcome: 'answered' as const, fields: ['a'] }],
  };
  for (const at of ['20T03:00', '21T02:59', '21T03:00', '21T03:01', '22T02:59']) await record({ ...one, at: `2026-11-${at}:00.000Z` });
  const { inquiries, charged } = await monthly(sql, again, '2026-11-01', '2026-12-02T09:00:00.000Z');
  expect({ inquiries, charged }).toEqual({ inquiries: 2, charged: 2 });
  expect(await sql`select day, inquiries from assay.partner_usage where partner_id = ${again.partnerId} and inquiries > 0 order by day`).toMatchObject([
    { day: '2026-11-20', inquiries: 1 },
    { day: '2026-11-21', inquiries: 1 },
  ]);
});

describe('a partner that asks of itself', () => {
  const at = '2026-11-20T03:00:00.000Z';
  const world = { keys: { seal, cursor: Buffer.alloc(32) }, currency: 'EUR', now: () => at, today: () => '2026-11-20' };
  const context = (partnerId?: string) =>
    contextOf(
      { ...world, sql },
      { subject: 'homes', role: null, ...(partnerId && { partner: { partnerId, kid: 'k', jkt: null } }) } as never,
      { open: 'clear', 'inquiry.ask': 'clear' },
      'en',
    );

  test('is told what it used on each day of a month, and its own statement', async () => {
    const usage = await used(context(homes.partnerId), '2026-11-01');
    const byDay = Map.groupBy(
      asked.filter((each) => each.at.startsWith('2026-11')),
      (each) => each.at.slice(0, 10),
    );
    expect(usage.days.map(({ day, inquiries }) => `${day} ${inquiries}`)).toEqual(
      [...byDay].map(([day, all]) => `${day} ${all.reduce((sum, { subjects }) => sum + subjects.length, 0)}`).sort(),
    );
    expect(usage).toMatchObject({ day: '2026-11-20', limit: 10_000, left: 10_000 - usage.inquiries });
    expect((await billed(context(homes.partnerId), null, '2026-10-01')).partner).toBe('homes');
  });

  test('is nobody else', async () => {
    await expect(used(context(), null)).rejects.toMatchObject({ code: 'SHARING_NOT_PARTNER' });
    await expect(billed(context(), null, null)).rejects.toMatchObject({ code: 'SHARING_NOT_PARTNER' });
    await expect(billed(context(), 'nobody', null)).rejects.toMatchObject({ code: 'SHARING_PARTNER_UNKNOWN' });
  });
});
