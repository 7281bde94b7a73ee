import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { type Demo, lacksDemo, loadDemo } from '../../src/cli/demo.ts';
import type { Assay } from '../../src/cli/open.ts';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { world } from '../../src/demo/calendar.ts';
import { people } from '../../src/demo/people.ts';
import { customerNo, partnerNo, sheetNames } from '../../src/demo/sheet.ts';
import { load } from '../../src/intake/load.ts';
import { parseMapping } from '../../src/intake/parse.ts';
import { assess } from '../../src/portfolio/assess.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { database } from '../database.ts';
import { rate } from './plain.ts';

const silent = { step: () => {}, done: () => {} };
const seal = randomBytes(32);
const assayOn = (sql: Sql): Assay => ({ sql, keys: { seal: [seal] }, timeZone: 'UTC', currency: 'EUR' }) as unknown as Assay;
const customers = 2_000;

let sql: Sql;
let demo: Demo;
beforeAll(async () => {
  sql = await database();
  demo = await loadDemo(assayOn(sql), { customers }, silent);
}, 240_000);

const homeOf = async (source: string, key: string): Promise<string> => {
  const [row] = await sql<{ customer_id: string }[]>`select customer_id from assay.record_directory where record_id = ${nameKey(source, 'customer', key)}`;
  return row?.customer_id ?? 'nowhere';
};
const indexOf = (latinName: string): number => people.findIndex(({ who }) => who.latinName === latinName);

describe('the demo world in a home', () => {
  test('is all there, rated, and nothing of it was refused', async () => {
    expect(demo).toMatchObject({ customers, seed: world.seed, asOf: world.asOf, alreadyThere: false });
    const [runs] = await sql<{ rejected: number; files: number }[]>`select sum(rejected)::int as rejected, count(*)::int as files from assay.import_run`;
    expect(runs).toEqual({ rejected: 0, files: sheetNames.length });
    const [golden] = await sql<{ count: number }[]>`select count(*)::int as count from assay.customer`;
    expect(demo.rated).toBe(golden?.count);
    expect(golden?.count).toBeGreaterThanOrEqual(customers);
    expect(golden?.count).toBeLessThan(customers * 1.12);
  });

  test('the demo card tells defaulters with an AUC of .72 to .82, and worse grades default more', async () => {
    const version = (await find(sql, { dimension: 'credit' })) as Version;
    const found = await assess(sql, { version, asOf: world.asOf, kind: 'default', horizon: `${world.horizonMonths}m` });
    expect(found).toMatchObject({ indeterminate: demo.rated - (demo.rows['outcomes'] ?? 0), ungraded: 0, violations: [] });
    expect(found.auc).toBeGreaterThan(0.72);
    expect(found.auc).toBeLessThan(0.82);
  });

  test('scores everybody whose records linked as the plain definitions do', async () => {
    for (const { customer, evaluation } of rate(world.seed, 150)) {
      if (!customer.numberInBilling && customer.accounts.length > 0) continue;
      const [row] = await sql<
        { score: number; reasons: string[] }[]
      >`select score, reasons from assay.rating where customer_id = ${await homeOf('crm', customerNo(customer.index))} and dimension = 'credit' and as_of = ${world.asOf}`;
      expect(row?.score, customer.identity.latinName).toBe(evaluation.score);
      expect(row?.reasons).toEqual(evaluation.reasons.map(({ code }) => code));
    }
  });

  test('joins the records of Gao Liping and keeps the Novak brothers apart', async () => {
    const gao = indexOf('Gao Liping');
    expect(await homeOf('crm', `${customerNo(gao)}-2`)).toBe(await homeOf('crm', customerNo(gao)));
    expect(await homeOf('billing', partnerNo(gao))).toBe(await homeOf('crm', customerNo(gao)));
    expect(await homeOf('crm', customerNo(indexOf('Pavel Novak')))).not.toBe(await homeOf('crm', customerNo(indexOf('Jonas Novak'))));
  });

  test("rates those with a line of their own by the power company's rule, and nobody else", async () => {
    const rows = await sql<{ as_of: string; kind: string; grade: number; why: string; own: boolean }[]>`
      select r.as_of, r.kind, r.grade, coalesce(r.reasons[1], '') as why, exists (
        select from assay.account a where a.customer_id = r.customer_id and a.tariff = 'dedicated line') as own
      from assay.rating r where r.dimension = 'credit_power' and r.state = 'rated'`;
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.every(({ own }) => own)).toBe(true);
    const now = rows.filter(({ kind, as_of }) => kind === 'monitoring' && as_of === world.asOf);
    expect(new Set(now.map(({ grade }) => grade))).toEqual(new Set([0, 1, 2]));
    const decided = Map.groupBy(now, ({ why }) => why);
    for (const code of ['ACCIDENT', 'ARREARS_UNARRANGED'])
      expect(
        decided.get(code)?.every(({ grade }) => grade === 2),
        code,
      ).toBe(true);
    expect(decided.get('C_LAST_YEAR')?.every(({ grade }) => grade === 1)).toBe(true);
  });

  test('issued the grades of 2025 by two persons, and told each customer', async () => {
    const [issued] = await sql`
      select (select count(*)::int from assay.issued_grade where cycle = '2025') as grades,
        (select count(*)::int from assay.outbox_event where topic = 'grade.issued') as told, r.state, cardinality(r.hands) as hands
      from assay.issue_run r`;
    expect(issued).toMatchObject({ state: 'issued', hands: 2 });
    expect(issued?.['grades']).toBeGreaterThan(15);
    expect(issued?.['told']).toBe(issued?.['grades']);
  });

  test('is found there the second time, and nothing is written', async () => {
    const [before] = await sql`select count(*) from assay.import_run`;
    expect(await lacksDemo(assayOn(sql))).toBe(false);
    expect(await loadDemo(assayOn(sql), { customers }, silent)).toMatchObject({ alreadyThere: true, rated: demo.rated, rows: demo.rows });
    expect(await sql`select count(*) from assay.rating_run`).toEqual([{ count: 4 }]);
    await expect(loadDemo(assayOn(sql), { customers, seed: world.seed + 1 }, silent)).rejects.toMatchObject({ code: 'DEMO_WORLD_DIFFERS' });
    await expect(loadDemo(assayOn(sql), { customers: 200 }, silent)).rejects.toMatchObject({ code: 'DEMO_WORLD_DIFFERS' });
    expect(await sql`select count(*) from assay.import_run`).toEqual([before]);
  }, 60_000);
});

test('a demo that was killed when its grades were prepared issues them the next time', async () => {
  await sql`delete from assay.issued_grade`;
  await sql`update assay.issue_run set state = 'prepared', submitted_by = null, approval = null, issued_at = null, hands = '{}'`;
  await sql`delete from assay.rating_run where dimension = 'credit' and as_of = ${world.asOf}`;
  await loadDemo(assayOn(sql), { customers }, silent);
  expect(await sql`select state, cardinality(hands) as hands from assay.issue_run`).toEqual([{ state: 'issued', hands: 2 }]);
}, 60_000);

describe('a home that is not for the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-home-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is left alone when it holds other data', async () => {
    const other = await database();
    const path = join(folder, 'people.csv');
    writeFileSync(path, 'ID,NAME\n1,Somebody\n');
    const mapping = parseMapping(
      '{ kind: mapping, name: own, source: crm, files: { people: { format: csv } }, rows: [ { fact: customer, key: ID, set: { kind: person, name: { column: NAME } } } ] }',
      'own',
    );
    await load({ sql: other, sealer: sealer(seal), currency: 'EUR', timeZone: 'UTC' }, mapping, { path });
    expect(await lacksDemo(assayOn(other))).toBe(false);
    await expect(loadDemo(assayOn(other), {}, silent)).rejects.toMatchObject({ code: 'DEMO_HOME_IN_USE', params: { mappings: 'own' } });
    expect(await other`select count(*)::int as count from assay.source_record`).toEqual([{ count: 1 }]);
  });

  test.each([
    [{ customers: 19 }, 'DEMO_CUSTOMERS'],
    [{ customers: 1_000_001 }, 'DEMO_CUSTOMERS'],
    [{ customers: 20.5 }, 'DEMO_CUSTOMERS'],
    [{ seed: -1 }, 'DEMO_SEED'],
    [{ seed: 2 ** 32 }, 'DEMO_SEED'],
  ])('is told that %o makes no world', async (options, code) => {
    await expect(loadDemo(assayOn(sql), options, silent)).rejects.toMatchObject({ code });
  });
});

test('loading that was cut off goes on where it stopped', async () => {
  const home = await database();
  const assay = assayOn(home);
  expect(await lacksDemo(assay)).toBe(true);
  const cut = {
    step: (message: string) => {
      if (message.startsWith('billing/bills')) throw new Error('killed');
    },
    done: () => {},
  };
  await expect(loadDemo(assay, { customers: 60 }, cut)).rejects.toThrow('killed');
  expect(await lacksDemo(assay)).toBe(true);
  expect(await loadDemo(assay, { customers: 60 }, silent)).toMatchObject({ alreadyThere: false });
  expect(await lacksDemo(assay)).toBe(false);
}, 60_000);
