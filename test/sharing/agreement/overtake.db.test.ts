import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../src/base/time.ts';
import type { Sql } from '../../../src/db/client.ts';
import { pageEvents } from '../../../src/outbox/store.ts';
import type { Agreement } from '../../../src/sharing/agreement/agreement.ts';
import { shown } from '../../../src/sharing/agreement/shown.ts';
import { versionsOf } from '../../../src/sharing/agreement/store.ts';
import { idOf } from '../../../src/sharing/agreement/version.ts';
import { database } from '../../database.ts';
import { agreed, agreementOf, partnered, today } from '../world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const events = async (partner: string): Promise<[string, object][]> =>
  (await pageEvents(sql, null, 0, 1_000)).flatMap(({ topic, payload }) => ('partner' in payload && payload.partner === partner ? [[topic, payload]] : []));
const later = (days: number): Pick<Agreement, 'valid'> => ({ valid: { from: addDays(today, days), until: addDays(today, 700) } });

describe('a version', () => {
  it.each([
    ['at once', {}],
    ['from an earlier day to come on', later(10)],
    ['from the same day on', { windowMonths: 60, ...later(20) }],
  ])('that was announced is withdrawn when another takes its place %s', async (_, more) => {
    const { partnerId, name } = await partnered(sql);
    const announced = await agreed(sql, agreementOf(name, { windowMonths: 36, ...later(20) }));
    const version = await agreed(sql, agreementOf(name, { windowMonths: 48, ...more }));
    const told = { partner: name, number: 2, fromOn: addDays(today, 20), untilOn: addDays(today, 700) };
    expect(await events(name)).toEqual([
      ['agreement.announced', expect.objectContaining({ number: 1 })],
      ['agreement.announced', expect.objectContaining({ number: 2 })],
      ['agreement.announcement_withdrawn', { ...told, version: idOf(announced), digest: announced.digest, overtakenBy: { number: 3, version: idOf(version) } }],
      ['agreement.announced', expect.objectContaining({ number: 3, replaces: expect.arrayContaining([2]) })],
    ]);
    const [entry] = await sql<{ what: string; why: string }[]>`
      select what, why from assay.log_entry where subject_id = ${idOf(announced)} order by entry_id desc limit 1`;
    expect(entry).toEqual({ what: 'agreement.overtake', why: 'Agreed.' });
    const rows = (await versionsOf(sql, [partnerId])).get(partnerId) ?? [];
    const [, second] = await shown(sql, rows, { at: `${today}T09:00:00.000Z`, today });
    expect(second).toMatchObject({ number: 2, state: 'superseded', fromOn: addDays(today, 20), untilOn: null });
    const [request] = await sql<{ title: { en: string; zh: string } }[]>`select title from assay.approval where subject_id = ${idOf(version)}`;
    expect(request?.title.en).toContain(`(version 2, announced from ${addDays(today, 20)}, will not begin)`);
    expect(request?.title.zh).toContain('第 2 版不再生效');
  });

  it('that holds today, when another takes its place, was not announced in vain', async () => {
    const { partnerId, name } = await partnered(sql);
    await agreed(sql, agreementOf(name, { windowMonths: 48 }));
    expect((await events(name)).map(([topic]) => topic)).toEqual(['agreement.announced', 'agreement.announced']);
    const rows = (await versionsOf(sql, [partnerId])).get(partnerId) ?? [];
    const [, first] = await shown(sql, rows, { at: `${today}T09:00:00.000Z`, today });
    expect(first).toMatchObject({ state: 'superseded', fromOn: today, untilOn: null });
  });
});
