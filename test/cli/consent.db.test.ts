import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { connect } from '../../src/db/client.ts';
import { tell } from '../customer/staging.ts';
import { databaseUrl } from '../database.ts';
import { agreementOf, partnered, seal } from '../sharing/world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-consent-'));
let environment: Record<string, string>;
beforeAll(async () => {
  const url = await databaseUrl();
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8', ASSAY_KEY: seal[0]?.toString('base64') as string };
  const sql = connect(url, { max: 2 });
  const rows = Array.from({ length: 700 }, (_, at) => ({ key: `A-${at}`, kind: 'person', name: `Person ${at}` }));
  await tell(sql, 'crm', rows);
  const [row] = await sql<{ day: string }[]>`select (now() at time zone 'UTC')::date as day`;
  const on = row?.day as string;
  await partnered(sql, { name: 'bank', on, agreement: { valid: { ...agreementOf('bank').valid, from: on, until: '2999-01-01' } } });
  await sql.end();
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: any; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', 'consent', ...args, '--json'], { env: environment });
  const [out, errors] = [[] as Buffer[], [] as Buffer[]];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [code] = await once(child, 'close');
  const text = Buffer.concat(out).toString();
  return { code, out: text === '' ? undefined : JSON.parse(text), errors: Buffer.concat(errors).toString() };
}

test('a file is recorded but for what is wrong, which is told; again it adds nothing; a consent is withdrawn', async () => {
  const file = join(home, 'forms.csv');
  const line = (customer: string, at: number, more = '"rating.grade profile.identity"') => `${customer},letting,${more},2026-1,en,2026-01-31,F-${at}`;
  const rows = Array.from({ length: 700 }, (_, at) => line(`A-${at}`, at));
  writeFileSync(
    file,
    ['customer,purpose,scopes,text_version,language,given_on,form_number', ...rows, line('A-0', 0, 'usage.detail'), line('B-1', 800), 'torn', ''].join('\n'),
  );
  const first = await assay('import', file, '--partner', 'bank', '--by', 'Stella');
  expect(first).toMatchObject({ code: 1, out: { lines: 703, recorded: 700, unchanged: 0, rejected: 3, rejectsFile: `${file}.rejects.csv` } });
  const rejects = readFileSync(`${file}.rejects.csv`, 'utf8').trim().split('\n');
  expect(rejects.map((row) => row.split(',').slice(0, 4).join())).toEqual([
    'line,column,cell,code',
    '702,scopes,usage.detail,SHARING_CONSENT_SCOPES',
    '703,customer,B-1,SHARING_CUSTOMER_UNKNOWN',
    '704,,,INTAKE_ROW_RAGGED',
  ]);
  expect(statSync(`${file}.rejects.csv`).mode & 0o777).toBe(0o600);
  expect(await assay('import', file, '--partner', 'bank')).toMatchObject({ code: 1, out: { recorded: 0, unchanged: 700, rejected: 3 } });

  const customer = encodeId('cus', nameKey('crm', 'customer', 'A-7'));
  const { code, out } = await assay('withdraw', customer, '--partner', 'bank', '--why', 'She called.');
  expect({ code, out }).toEqual({ code: 0, out: { withdrawn: [expect.stringMatching(/^con_/)] } });
});
