import { expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { databaseProblem } from '../../src/db/failure.ts';
import { load } from '../../src/intake/load.ts';
import { databaseUrl } from '../database.ts';
import { file, good, mapping } from './sample.ts';

test('a database that goes away in the middle is said so, and nothing of the file is left', async () => {
  const url = await databaseUrl();
  const [sql, other] = [connect(url, { name: 'importing', max: 1 }), connect(url, { max: 1 })];
  const deps = {
    sql,
    sealer: { seal: () => ({ hash: Buffer.alloc(16), lastFourHash: Buffer.alloc(16), sealed: Buffer.alloc(40) }) },
    currency: 'EUR',
    timeZone: 'UTC',
  };
  await load(deps, mapping, { name: 'customers', path: file(good.customers) });
  await load(deps, mapping, { name: 'accounts', path: file(good.accounts) });
  const lines = Array.from({ length: 60_000 }, (_, at) => `N${at},A1,2026-01,${at}.50,2026-02-10\n`);
  let killed: Promise<unknown> | undefined;
  const loading = load(deps, mapping, { name: 'bills', path: file(`NO,ACCOUNT,MONTH,DUE,DUE_ON\n${lines.join('')}`) }, {}, ({ lines: read }) => {
    if (read > 20_000)
      killed ??= other`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'importing' and datname = current_database()`.execute();
  });
  const ended = await loading.then(
    () => 'loaded',
    (error: unknown) => databaseProblem(error, 'here')?.code ?? error,
  );
  await killed;
  expect(ended).toBe('DB_LOST');
  expect(await other`select (select count(*) from assay.bill) as bills, (select count(*) from assay.import_run where file = 'bills') as runs`).toEqual([
    { bills: 0, runs: 0 },
  ]);
  await Promise.all([sql.end({ timeout: 1 }), other.end({ timeout: 1 })]);
});
