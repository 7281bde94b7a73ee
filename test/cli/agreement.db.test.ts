import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addDays } from '../../src/base/time.ts';
import { connect } from '../../src/db/client.ts';
import { idOf } from '../../src/sharing/agreement/version.ts';
import { databaseUrl } from '../database.ts';
import { agreed, agreementOf, partnered, seal, today } from '../sharing/world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-agreement-'));
afterAll(() => rmSync(home, { recursive: true }));

test('a version that was overtaken before it began has no last day, and a dimension that nobody is rated in is a warning', { timeout: 60_000 }, async () => {
  const url = await databaseUrl();
  const sql = connect(url, { max: 2 });
  await partnered(sql, { name: 'homes' });
  const from = addDays(today, 38);
  const announced = await agreed(sql, agreementOf('homes', { windowMonths: 36, valid: { from, until: addDays(today, 700) } }));
  await agreed(sql, agreementOf('homes', { windowMonths: 48 }));
  await sql.end();
  const file = join(home, 'churn.json');
  writeFileSync(file, JSON.stringify(agreementOf('homes', { dimension: 'churn', valid: { from: addDays(today, 20_000), until: addDays(today, 21_000) } })));
  const assay = async (...args: string[]): Promise<{ code: number | null; out: string }> => {
    const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ASSAY_HOME: home, DATABASE_URL: url, ASSAY_KEY: seal[0]?.toString('base64') as string };
    const child = spawn(process.execPath, ['dist/cli/assay.js', 'agreement', ...args], { env });
    let out = '';
    child.stdout.on('data', (text: Buffer) => (out += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out };
  };
  const [list, show, check, run] = await Promise.all([
    assay('list', '--partner', 'homes'),
    assay('show', idOf(announced)),
    assay('check', file),
    assay('dry-run', file),
  ]);
  expect(list.out.split('\n').find((line) => line.includes(idOf(announced)))).toMatch(new RegExp(`superseded +${from} +-$`));
  expect(show.out).toContain(`\nfrom ${from}, replaced before that day was over, drafted by`);
  expect([check.code, check.out]).toEqual([0, expect.stringContaining('No ruleset rates customers in the dimension churn')]);
  expect([run.code, run.out]).toEqual([0, expect.stringContaining(`the document has 0 errors, 1 warnings: assay agreement check ${file}`)]);
});
