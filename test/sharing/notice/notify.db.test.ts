import { beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../../src/db/client.ts';
import { contextOf } from '../../../src/graphql/context.ts';
import { pageEvents } from '../../../src/outbox/store.ts';
import { cancelActivation } from '../../../src/rating/release/cancel.ts';
import { changes } from '../../../src/sharing/notice/changes.ts';
import { notify } from '../../../src/sharing/notice/notify.ts';
import { database } from '../../database.ts';
import { activated, person } from '../../rating/activated.ts';
import { declare, document } from '../../rating/issue/world.ts';
import { partnered, seal } from '../world.ts';

let sql: Sql;
let homes: Awaited<ReturnType<typeof partnered>>;
const round = (day: string) => notify(sql, { now: `${day}T09:00:00.000Z`, today: day });
const told = async () =>
  (await pageEvents(sql, null, 0, 100)).filter(({ topic }) => topic.startsWith('ruleset.change')).map(({ topic, payload }) => ({ topic, ...payload }));
const context = (partnerId: string, day: string) =>
  contextOf(
    { sql, keys: { seal, cursor: Buffer.alloc(32) }, currency: 'EUR', now: () => `${day}T09:00:00.000Z`, today: () => day },
    { subject: 'homes', role: null, partner: { partnerId, kid: 'k', jkt: null } },
    { open: 'clear', 'inquiry.ask': 'clear' },
    'zh',
  );

beforeAll(async () => {
  sql = await database();
  await declare(sql);
  const valid = { from: '2019-12-01', until: '2027-12-31' };
  homes = await partnered(sql, { name: 'homes', on: '2019-12-01', agreement: { bothGradesDays: 30, valid } });
  await partnered(sql, { name: 'quiet', on: '2019-12-01', agreement: { valid } });
  await partnered(sql, { name: 'other', on: '2019-12-01', agreement: { bothGradesDays: 30, dimension: 'churn', valid } });
  await activated(sql, document());
});

describe('a change of rulesets', () => {
  test('is told to each partner that asked for it, once, however many servers look', async () => {
    expect(await round('2020-01-02')).toBe(0);
    const later = await activated(sql, document({ name: 'later', title: { en: 'Later', zh: '新规则' } }));
    expect(later.state).toBe('activated');
    const rounds = await Promise.all(Array.from({ length: 6 }, () => round('2020-01-02')));
    expect(rounds.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await told()).toEqual([
      expect.objectContaining({
        ...{ topic: 'ruleset.changes', partner: 'homes', dimension: 'credit', on: '2020-01-02', bothGradesUntil: '2020-01-31' },
        ruleset: { name: 'later', title: { en: 'Later', zh: '新规则' }, digest: later.digest },
        former: expect.objectContaining({ name: 'issued' }),
      }),
    ]);
    expect(await round('2020-02-15')).toBe(0);
  });

  test('is seen by the partner itself while both grades are told, and by nobody else', async () => {
    expect(await changes(context(homes.partnerId, '2020-01-31'))).toMatchObject([{ ruleset: 'later', title: '新规则', former: 'issued', on: '2020-01-02' }]);
    expect(await changes(context(homes.partnerId, '2020-02-01'))).toEqual([]);
    await expect(changes({ ...context(homes.partnerId, '2020-01-31'), principal: { subject: 'x', role: 'admin' } } as never)).rejects.toMatchObject({
      code: 'SHARING_NOT_PARTNER',
    });
  });

  test('that is to come is told beforehand, and that it was taken back', async () => {
    const coming = await activated(sql, document({ name: 'third' }));
    expect(coming.state).toBe('activated');
    expect(await round('2020-01-01')).toBe(1);
    // That the partner may not ask for a while takes no ruleset back.
    await sql`update assay.partner set state = 'suspended' where name = 'homes'`;
    expect(await round('2020-01-01')).toBe(0);
    await sql`update assay.partner set state = 'active' where name = 'homes'`;
    expect(await round('2020-01-01')).toBe(0);
    await sql.begin((tx) =>
      cancelActivation(tx, { dimension: 'credit', subject: 'customer', on: '2020-01-03', comment: 'Not yet.' }, person('Olga', '2020-01-01')),
    );
    expect(await round('2020-01-01')).toBe(1);
    expect(await round('2020-01-01')).toBe(0);
    expect((await told()).slice(1).map(({ topic, ...payload }) => [topic, 'on' in payload && payload.on])).toEqual([
      ['ruleset.changes', '2020-01-03'],
      ['ruleset.change_withdrawn', '2020-01-03'],
    ]);
  });
});
