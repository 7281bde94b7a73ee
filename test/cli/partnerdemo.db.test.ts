import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUrl } from '../database.ts';

let home: string;
let environment: Record<string, string>;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'assay-sandbox-'));
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: await databaseUrl(), LANG: 'C.UTF-8' };
});
afterAll(() => rm(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = await once(child, 'close');
  return { code: code as number | null, out, errors };
}

test('a sandbox partner needs the demo world, is made once, and keeps its keys to itself', { timeout: 60_000 }, async () => {
  const none = await assay('partner', 'demo', '--json');
  expect([none.code, JSON.parse(none.out).error.code]).toEqual([1, 'SHARING_SANDBOX_DEMO']);
  expect((await assay('demo', '--customers', '20')).code).toBe(0);

  const made = await assay('partner', 'demo', '--json');
  expect(made.errors).toBe('');
  const { isNew, folder, client, curl, subjects } = JSON.parse(made.out);
  expect([made.code, isNew, folder]).toEqual([0, true, join(home, 'partners', 'sandbox')]);
  expect(subjects.map(({ reference }: { reference: string }) => reference)).toContain('test-unknown');
  expect(curl).toContain(client);
  const modes = await Promise.all(['key.json', 'subject.key', 'client.mjs', 'client.json'].map(async (name) => (await stat(join(folder, name))).mode & 0o777));
  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);

  const key = await readFile(join(folder, 'key.json'), 'utf8');
  const again = await assay('partner', 'demo', '--json');
  expect({ ...JSON.parse(again.out), isNew: true }).toEqual({ ...JSON.parse(made.out), others: JSON.parse(again.out).others });
  expect(await readFile(join(folder, 'key.json'), 'utf8')).toBe(key);

  expect((await assay('partner', 'clock', 'sandbox', '--days', 'soon')).errors).toMatch(/^error: soon is no number of days/);
  expect(await assay('partner', 'clock', 'sandbox', '--days', '400')).toEqual({ code: 0, out: 'the clock of sandbox is 400 days ahead\n', errors: '' });
  const ahead = (await assay('partner', 'demo')).out;
  expect(ahead).toMatch(/^its clock is 400 days ahead: .* refused/m);
  expect(ahead).toMatch(/^nobody in this demo world stands behind .*test-knock-out/m);
  expect(ahead).toContain('partner clock sandbox --days 0\n');
});

test('a sandbox partner is refused where other data lies beside the demo world', { timeout: 60_000 }, async () => {
  const [mapping, people] = [join(home, 'own.yaml'), join(home, 'people.csv')];
  await writeFile(people, 'ID,NAME\n1,Somebody Real\n');
  await writeFile(
    mapping,
    '{ kind: mapping, name: own, source: own, files: { people: { format: csv } }, rows: [ { fact: customer, key: ID, set: { kind: person, name: { column: NAME } } } ] }\n',
  );
  expect((await assay('import', mapping, people)).code).toBe(0);
  const refused = await assay('partner', 'demo', '--name', 'other');
  expect(refused.code).toBe(1);
  expect(refused.errors).toMatch(/^error: This home holds other data beside the demo world \(imported by own\)/);
  expect(refused.errors).toContain('ASSAY_HOME=./demo assay partner demo');
  expect((await assay('partner', 'show', 'other')).code).toBe(1);
});
