import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';
import { calibrate } from '../../src/portfolio/calibrate.ts';
import { bootstrap } from '../../src/rating/release/bootstrap.ts';
import { read } from '../../src/rating/version/read.ts';
import { database } from '../database.ts';
import { row } from './ruled.ts';

const documentOf = (name: string) =>
  read(readFileSync(new URL(`../../src/demo/rulesets/${name}.yaml`, import.meta.url), 'utf8')).document as { policy: object };
const acting = { who: 'kim', at: '2026-07-01T08:00:00.000Z', today: '2026-07-01' };

let sql: Sql;
beforeAll(async () => {
  sql = await database();
  await sql`delete from assay.setting where name = 'profile'`;
  await migrate(sql, { timeZone: undefined, currency: undefined, profile: 'power' });
});

test('the profile is kept at the first start, and another one refused', async () => {
  await expect(migrate(sql, { timeZone: undefined, currency: undefined, profile: 'general' })).rejects.toMatchObject({ code: 'DB_SETTING_DIFFERS' });
});

test('where power is supplied a policy may not set credit limits, and every other part of it stands', async () => {
  const power = documentOf('power');
  const rows = [row('all', [], { paymentMode: 'postpaid', creditLimit: { minor: 100, currency: 'CNY' } })];
  const limited = { ...power, policy: { outputs: ['paymentMode', 'creditLimit'], rows, schedules: {} } };
  const asked = { asOf: '2026-01-01', outcome: 'default', horizonMonths: 3, today: '2026-07-01' };
  expect(await calibrate(sql, limited, asked)).toMatchObject({
    state: 'refused',
    faults: expect.arrayContaining([expect.objectContaining({ path: 'policy.outputs[1]' })]),
  });
  const refused = await sql.begin((tx) => bootstrap(tx, { document: limited, comment: 'first' }, acting));
  expect(refused.faults.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'RATING_POLICY_OUTPUT_REFUSED', params: { profile: 'power' } }]);
  for (const name of ['power', 'demo']) {
    const { faults } = await sql.begin((tx) => bootstrap(tx, { document: documentOf(name), comment: 'first' }, acting));
    expect(faults.filter(({ severity }) => severity === 'error')).toEqual([]);
  }
});
