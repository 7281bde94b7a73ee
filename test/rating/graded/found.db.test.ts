import { beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { numbered } from '../../../src/graphql/reads.ts';
import type { Found, Graded } from '../../../src/rating/graded/graded.ts';
import { foundSql, rulesetsInTurn } from '../../../src/rating/graded/store.ts';
import { rate } from '../../../src/rating/rate.ts';
import { ratingColumns } from '../../../src/rating/store.ts';
import { find } from '../../../src/rating/version/find.ts';
import type { Version } from '../../../src/rating/version/version.ts';
import { database } from '../../database.ts';
import { activated } from '../activated.ts';
import { declare, document, id, issue, world } from '../issue/world.ts';

let sql: Sql;
const [first, second] = [document(), document({ name: 'later', grades: [{ grade: 'X', from: 70 }, { grade: 'Y' }] })];
const version = async (): Promise<Version> => (await find(sql, { dimension: 'credit', subject: 'customer', today: '2026-12-31' })) as Version;
const compute = async (asOf: string, now: string) => rate(sql, { version: await version(), asOf, today: asOf, now: () => now });

/** What the statement finds of customers on a day. */
async function ask(
  keys: readonly string[],
  today: string,
  graded: Graded = 'issued',
  wanted = { reasons: true, former: true },
): Promise<(Found | undefined)[]> {
  const turns = (await rulesetsInTurn(sql, ['credit'], { today })).get('credit') ?? [];
  const bound = numbered({ ids: keys.map(id), dimension: 'credit', today, versions: turns.map((turn) => turn.version) });
  const text = `select c.id::text, ${foundSql('c.id', bound.param, { graded, ...wanted })} as found from unnest(${bound.param('ids', 'uuid[]')}) as c(id)`;
  const rows = await sql.unsafe<{ id: string; found: Found }[]>(text, bound.values as never[]);
  return keys.map((key) => rows.find((row) => row.id === id(key))?.found);
}

beforeAll(async () => {
  sql = await database();
  await declare(sql);
  await activated(sql, first);
  await world(sql, { ada: 85, bob: 65, none: null, out: undefined });
  await compute('2025-01-10', '2025-01-10T09:00:00.000Z');
  await issue(sql, '2025-01-20');
  await activated(sql, second);
  await compute('2026-01-10', '2026-01-10T09:00:00.000Z');
  await issue(sql, '2026-01-20');
});

describe('what one statement finds of grades', () => {
  test('the official one in force with its reasons and the one by the ruleset before, of everybody asked', async () => {
    const [ada, bob] = await ask(['ada', 'bob'], '2026-02-01');
    const { version: present } = await version();
    expect(ada).toMatchObject({
      grade: { grade: 'X', index: null, version: present, asOf: '2026-01-01', validFrom: '2026-01-20', validUntil: '2027-03-31', provisional: false },
      former: { grade: 'A', asOf: '2025-01-01', until: '2026-01-20' },
      state: null,
      expiredOn: null,
    });
    expect(bob?.grade).toMatchObject({ grade: 'Y', reasons: ['POINTS'] });
    expect(ada?.grade?.inputs).toMatch(/^\d+$/);
  });

  test('nothing of reasons and of the former grade where they were not asked for', async () => {
    const [bob] = await ask(['bob'], '2026-02-01', 'issued', { reasons: false, former: false });
    expect(bob).toMatchObject({ grade: { grade: 'Y', reasons: null }, former: null });
  });

  test('the one in force on a day before, though another took its place since', async () => {
    const [ada] = await ask(['ada'], '2026-01-19');
    expect(ada).toMatchObject({ grade: { grade: 'A', asOf: '2025-01-01' }, former: null });
  });

  test('its rating, also when another of the day took that one’s place since', async () => {
    const [before] = await ask(['bob'], '2026-02-01');
    const columns = sql.unsafe(ratingColumns.join(', '));
    await sql`
      insert into assay.rating_history (${columns}, superseded_at)
      select ${columns}, now() from assay.rating where kind = 'issued' and as_of = '2026-01-01' and customer_id = ${id('bob')}`;
    await sql`update assay.rating set rating_id = gen_random_uuid(), input_digest = 1 where kind = 'issued' and as_of = '2026-01-01' and customer_id = ${id('bob')}`;
    expect(await ask(['bob'], '2026-02-01')).toEqual([before]);
  });

  test.each([
    ['none', '2026-02-01', { state: 'invalid', expiredOn: null }],
    ['out', '2026-02-01', { state: 'outside', expiredOn: null }],
    ['ada', '2025-01-19', { state: 'rated', expiredOn: null }],
    ['ada', '2027-04-01', { state: 'rated', expiredOn: '2027-03-31' }],
  ])('no grade in force of %s on %s, and why', async (key, today, expected) => {
    expect(await ask([key], today)).toEqual([{ grade: null, former: null, ...expected }]);
  });

  test('of somebody unknown nothing, in the same form', async () => {
    expect(await ask(['nobody'], '2026-02-01')).toEqual([{ grade: null, former: null, state: null, expiredOn: null }]);
  });

  test('the newest computed one, and the newest by the ruleset before', async () => {
    const [ada, none] = await ask(['ada', 'none'], '2026-02-01', 'monitoring');
    expect(ada).toMatchObject({
      grade: { index: 0, asOf: '2026-01-10', gradeId: null, validUntil: null },
      former: { index: 0, asOf: '2025-01-10', until: null },
    });
    expect(none).toEqual({ grade: null, former: null, state: 'invalid', expiredOn: null });
  });

  test('nothing of what was computed by a ruleset that customers were never rated by', async () => {
    const columns = sql.unsafe(ratingColumns.filter((name) => !['rating_id', 'as_of', 'version', 'grade'].includes(name)).join(', '));
    await sql`
      insert into assay.rating (${columns}, rating_id, as_of, version, grade)
      select ${columns}, gen_random_uuid(), '2026-01-15', gen_random_uuid(), 1 from assay.rating
      where kind = 'monitoring' and as_of = '2026-01-10' and customer_id = ${id('ada')}`;
    expect((await ask(['ada'], '2026-02-01', 'monitoring'))[0]?.grade).toMatchObject({ index: 0, asOf: '2026-01-10' });
  });
});
