import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { connect } from '../../src/db/client.ts';
import { publicKeys } from '../../src/sharing/key/publickeys.ts';
import { signReport } from '../../src/sharing/report/sign.ts';
import { databaseUrl } from '../database.ts';
import { recorder } from '../sharing/ledger/asked.ts';
import { report } from '../sharing/report/reports.ts';
import { partnered, seal } from '../sharing/world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-ledger-'));
const customer = nameKey('crm', 'customer', 'A-1');
const at = '2026-02-03T04:05:06.000Z';
let [url, signed] = ['', ''];
let signedOf: (iss: string) => Promise<string>;
beforeAll(async () => {
  url = await databaseUrl();
  const sql = connect(url, { max: 2 });
  const homes = await partnered(sql, { name: 'homes', on: '2026-01-01', agreement: { valid: { from: '2026-01-01', until: '2027-01-01' } } });
  const fields = ['Customer.name masked', 'SharedGrade.grade'];
  const record = recorder(sql);
  await record({ partner: homes, at, kid: 'out', purpose: 'letting', subjects: [{ customerId: customer, outcome: 'not_rated', fields, report: true }] });
  await record({
    partner: homes,
    at: '2026-02-03T05:00:00.000Z',
    kid: 'safe',
    purpose: 'letting',
    subjects: [{ customerId: customer, outcome: 'answered', fields }],
  });
  await record({
    partner: homes,
    at: '2026-02-04T05:00:00.000Z',
    kid: 'out',
    purpose: 'letting',
    subjects: [{ customerId: customer, outcome: 'refused', fields }],
  });
  signedOf = async (iss) => {
    const again = connect(url, { max: 1 });
    return signReport(again, seal, { ...report(), iss, iat: Date.parse(at) / 1000 }, at).finally(() => again.end());
  };
  signed = await signedOf(report().iss);
  writeFileSync(join(home, 'report.jwt'), `${signed}\n`);
  writeFileSync(join(home, 'assay-keys.json'), JSON.stringify({ keys: await publicKeys(sql, ['report', 'receipt', 'checkpoint']) }));
  await sql.end();
});
afterAll(() => rmSync(home, { recursive: true }));

/** `offline`: without a database and a home. */
async function assay(args: string[], { offline = false } = {}): Promise<{ code: number | null; out: string; json: any; errors: string }> {
  const place = offline ? { ASSAY_HOME: join(home, 'none') } : { ASSAY_HOME: home, DATABASE_URL: url, ASSAY_KEY: seal[0]?.toString('base64') as string };
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], {
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...place },
  });
  const [out, errors] = [[] as Buffer[], [] as Buffer[]];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [code] = await once(child, 'close');
  const text = Buffer.concat(out).toString();
  return { code, out: text, json: text.startsWith('{') ? JSON.parse(text) : undefined, errors: Buffer.concat(errors).toString() };
}

test('a report is verified by the keys beside it, without a database, and one that was changed is not', async () => {
  const file = join(home, 'report.jwt');
  const [head, , signature] = signed.split('.');
  const payload = Buffer.from(JSON.stringify({ ...report(), grade: 'A' })).toString('base64url');
  writeFileSync(join(home, 'changed.jwt'), [head, payload, signature].join('.'));
  const alone = join(mkdtempSync(join(home, 'alone-')), 'report.jwt');
  writeFileSync(alone, signed);
  const [good, changed, overheard, without] = await Promise.all([
    assay(['verify', file, '--audience', 'north-bank'], { offline: true }),
    assay(['verify', 'report', join(home, 'changed.jwt'), '--keys', join(home, 'assay-keys.json'), '--json'], { offline: true }),
    assay(['verify', file, '--keys', 'http://assay.example/.well-known/assay-keys.json', '--json'], { offline: true }),
    assay(['verify', alone, '--json'], { offline: true }),
  ]);
  expect([good.code, good.errors]).toEqual([0, '']);
  expect(good.out).toMatch(/^the report is what was signed with the key \S+\nnorth-bank-00000042 of https:\/\/assay\.example for north-bank/);
  expect(good.out).toContain('grade B, as of 2026-01-01, valid 2026-01-20 to 2027-03-31');
  expect(good.out).toContain(`held against the keys of ${join(home, 'assay-keys.json')}`);
  expect(good.out).toMatch(/\nit says that it is of https:\/\/assay\.example, which was NOT CHECKED: name the company with --issuer\n$/);
  expect([changed.code, changed.json.error.code]).toEqual([1, 'SHARING_REPORT_SIGNATURE']);
  expect([overheard.code, overheard.json.error.code]).toEqual([1, 'SHARING_KEYS_UNREAD']);
  expect(overheard.json.error.message).toContain('not an https address');
  expect([without.code, without.json.error.code]).toEqual([1, 'SHARING_KEYS_UNREAD']);
  expect(existsSync(join(home, 'none'))).toBe(false);
});

test('a report must be of the company whose address the keys were got at, or that was named', async () => {
  const served = createServer((_, response) => response.end(readFileSync(join(home, 'assay-keys.json'))));
  served.listen(0, '127.0.0.1');
  await once(served, 'listening');
  const address = `http://127.0.0.1:${(served.address() as AddressInfo).port}/base`;
  const file = join(home, 'own.jwt');
  writeFileSync(file, await signedOf(address));
  const [keys, other] = [`${address}/.well-known/assay-keys.json`, join(home, 'report.jwt')];
  const verify = (...args: string[]) => assay(['verify', 'report', ...args, '--json'], { offline: true });
  const [own, foreign, named, misnamed, unnamed, beside] = await Promise.all([
    verify(file, '--keys', keys),
    verify(other, '--keys', keys),
    verify(other, '--keys', keys, '--issuer', 'https://assay.example/'),
    verify(other, '--issuer', 'https://other.example'),
    verify(other),
    assay(['verify', 'report', other, '--issuer', 'https://assay.example'], { offline: true }),
  ]);
  served.close();
  expect([own, foreign, named, misnamed, unnamed].map(({ code, json }) => [code, json.error?.code ?? json.issuer])).toEqual([
    [0, address],
    [1, 'SHARING_REPORT_ISSUER'],
    [0, 'https://assay.example/'],
    [1, 'SHARING_REPORT_ISSUER'],
    [0, null],
  ]);
  expect(foreign.json.error.message).toBe(`The report says that it is of https://assay.example, not of ${address}.`);
  expect(beside.out).toContain('it is of https://assay.example, as expected\n');
});

test('what was told under a key that was out, what a month costs, and a report decided again', async () => {
  const [breach, statement, replayed] = await Promise.all([
    assay(['partner', 'breach', '--key', 'out', '--from', '2026-02-03T00:00Z', '--until', '2026-02-04T00:00+08:00', '--json']),
    assay(['partner', 'statement', 'homes', '--month', '2026-02']),
    assay(['replay-report', 'homes-00000001', '--json']),
  ]);
  expect(breach.json).toMatchObject({ count: 1, customers: 1, partners: ['homes'], purposes: ['letting'], firstAt: at, lastAt: at });
  expect(breach.json.fields).toEqual([
    { field: 'Customer.name', masked: true },
    { field: 'SharedGrade.grade', masked: false },
  ]);
  expect(breach.json.disclosures).toEqual([
    expect.objectContaining({ at, partner: 'homes', key: 'out', entry: 1, customer: encodeId('cus', customer), outcome: 'not_rated' }),
  ]);
  expect(statement.out.split('\n')[0]).toBe('homes, 2026-02: 3 inquiries, 2 charged, 1.00 EUR');
  expect([replayed.code, replayed.json]).toMatchObject([0, { number: 'homes-00000001', partner: 'homes', same: null, differences: [] }]);
});
