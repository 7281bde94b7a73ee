import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { sealer } from '../../src/customer/sealer.ts';
import type { Sql } from '../../src/db/client.ts';
import { load } from '../../src/intake/load.ts';
import { readMapping } from '../../src/intake/read.ts';
import type { Options, Report } from '../../src/intake/report.ts';
import { dataFile } from '../data.ts';
import { database } from '../database.ts';

const path = dataFile('UCI_Credit_Card.csv');
const all = { customers: 30_000, accounts: 30_000, bills: 180_000, statuses: 180_000, payments: 143_103, usage: 0, outcomes: 30_000, rejected: 0 };

describe.skipIf(path === undefined)('the Taiwan file', () => {
  let sql: Sql;
  let first: Report;
  const run = async (options: Options): Promise<Report> => {
    const mapping = await readMapping(fileURLToPath(new URL('../../src/demo/mappings/taiwan.yaml', import.meta.url)));
    return await load(
      { sql, sealer: sealer(Buffer.alloc(32, 1)), currency: 'EUR', timeZone: 'UTC' },
      mapping,
      { path: path as string },
      { rejects: '/dev/null', ...options },
    );
  };

  beforeAll(async () => {
    sql = await database();
    first = await run({});
  }, 180_000);

  test('loads whole, with the counts it is known for', () => {
    expect(first).toMatchObject({ ...all, inserted: 593_103 });
  });

  test('reads as it is meant: status a fact of its own, payments in mid-month, everything known by October', async () => {
    const [row] = await sql`
      select (select count(*) from assay.outcome where happened_on is not null) as bad,
        (select count(*) from assay.account where currency = 'TWD') as twd,
        (select sum(credit_limit_minor) from assay.account)::text as limits,
        (select sum(amount_minor) from assay.payment)::text as paid,
        (select count(*) from assay.account_status where code = 0) as revolving,
        (select count(*) from assay.payment where extract(day from paid_on) <> 15) as elsewhere,
        (select max(available_on) from (select available_on from assay.bill union all select available_on from assay.account_status) f) as latest`;
    expect(row).toMatchObject({ bad: 6_636, twd: 30_000, limits: '502452968000', paid: '94954177700', revolving: 95919, elsewhere: 0, latest: '2005-09-30' });
    expect(await sql`select distinct fact from assay.coverage order by 1`).toEqual([
      { fact: 'account_status' },
      { fact: 'bill' },
      { fact: 'outcome' },
      { fact: 'payment' },
    ]);
  });

  test('the same file is already imported; compared again, row by row, nothing changes', async () => {
    expect(await run({})).toMatchObject({ ...all, alreadyImported: true });
    expect(await run({ again: true })).toMatchObject({ ...all, inserted: 0, changed: 0, unchanged: 593_103 });
    const [row] =
      await sql`select (select count(*) from assay.bill_history) + (select count(*) from assay.source_record_history) + (select count(*) from assay.account_history) as superseded`;
    expect(row).toEqual({ superseded: 0 });
  }, 180_000);
});
