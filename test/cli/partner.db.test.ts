import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, type Day } from '../../src/base/time.ts';
import { today as todayIn } from '../../src/server/clock.ts';
import { databaseUrl } from '../database.ts';
import { agreementOf, keyPair, purposeOf } from '../sharing/world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-partner-'));
const file = (name: string, content: unknown): string => {
  writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(home, name);
};

let environment: Record<string, string>;
let today: Day;
beforeAll(async () => {
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: await databaseUrl(), LANG: 'C.UTF-8' };
  today = todayIn('UTC');
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}
const json = async (...args: string[]) => JSON.parse((await assay(...args, '--json')).out);
const by = ['--by', 'Stella', '--why', 'They asked.'];

test('a partner and its agreement are made, compared, rehearsed and suspended from the shell', { timeout: 60_000 }, async () => {
  const jwks = file('jwks.json', { keys: [keyPair('k1').jwk] });
  const contact = ['--contact', 'Cora <cora@homes.example>'];
  const added = await assay('partner', 'add', 'homes', '--title', 'Homes', '--kind', 'landlord', ...contact, '--jwks', jwks, ...by);
  expect(added).toMatchObject({ code: 0, errors: '' });
  expect(added.out).toMatch(/^homes is registered \(par_\w+\)\n[^\n]+\n {2}[\w+/]{43}=\n/);

  const document = agreementOf('homes', { valid: { from: today, until: addDays(today, 300) } });
  const wrong = file('bad.json', JSON.stringify({ ...document, purposes: { letting: purposeOf({ 'usage.detail': 'clear' }) } }, null, 1));
  const [bad, key, submitted] = await Promise.all([
    assay('agreement', 'check', wrong),
    json('partner', 'key', 'revoke', 'homes', 'k1', ...by),
    json('agreement', 'submit', file('v1.json', document), '--comment', 'As agreed.', '--by', 'Stella'),
  ]);
  expect(bad.code).toBe(1);
  expect(bad.out).toMatch(/^error: .*bad.json:\d+ purposes.letting.scopes.usage.detail: By the profile general a partner of the kind landlord may not receive/);
  expect([key, submitted]).toMatchObject([
    { kid: 'k1', until: null },
    { number: 1, version: expect.stringMatching(/^agr_/), warnings: 1 },
  ]);
  const approve = ['approve', submitted.approval, '--digest', submitted.digest, '--comment', 'Agreed.', '--by'];
  expect(await assay(...approve, 'Anton')).toMatchObject({ code: 0, errors: '' });

  const next = file('v2.json', { ...document, windowMonths: 12, purposes: { letting: purposeOf({ 'rating.grade': 'clear', 'rating.reasons': 'clear' }) } });
  const [diff, run, soon, shown] = await Promise.all([
    assay('agreement', 'diff', next),
    assay('agreement', 'dry-run', next),
    assay('agreement', 'submit', next, '--comment', 'Less.'),
    assay('agreement', 'show', submitted.version),
  ]);
  expect(diff.out).toMatch(/^homes, for letting: no longer has Customer\.name$/m);
  expect(run.out).toMatch(/^0 inquiries in 0 requests\n/);
  expect(soon).toMatchObject({ code: 1, errors: expect.stringMatching(/^error: From .*must be told 30 days beforehand/m) });
  expect(shown.out).toMatch(/^homes, version 1: .* \(in_force\)\n[\s\S]*letting: Before a flat is let {2}\(grade, about person and organisation\)/);

  const why = ['--why', 'A complaint.', '--by', 'Stella'];
  expect((await assay('agreement', 'suspend', 'homes', ...why)).out).toBe('version 1: suspended\n');
  const [list, partner] = await Promise.all([json('agreement', 'list', '--partner', 'homes'), assay('partner', 'show', 'homes')]);
  expect(list).toMatchObject({ versions: [{ id: submitted.version, number: 1, state: 'suspended' }], more: false });
  expect(partner.out).toMatch(
    /^homes {2}Homes {2}\(landlord, active since [^\n]+\n {2}contact {2}Cora, cora@homes.example\n {2}key {2}k1 {2}ES256 {2}revoked, /,
  );
});
