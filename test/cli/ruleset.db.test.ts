import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { databaseUrl } from '../database.ts';
import { sound, spoiled } from '../rating/document.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-ruleset-'));
const file = (name: string, document: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
};
const old = file('old.json', sound());
const now = file('now.json', spoiled({ 'cards[0].characteristics[0].bins[3].points': 5, 'grades[0].from': 160 }));

let environment: Record<string, string>;
beforeAll(async () => {
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: await databaseUrl(), LANG: 'C.UTF-8' };
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(args: string[], extra: Record<string, string> = {}): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: { ...environment, ...extra } });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

const nowhere = { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/base' };

test.each<[string, string[], Record<string, string>, string]>([
  ['two files, one sentence per change', [old, now], nowhere, 'Worst status 1 month: 10 -> 5 points\ncut-off of A: 150 -> 160\n'],
  ['the same in Chinese', [old, now], { ...nowhere, LANG: 'zh_CN.UTF-8' }, 'Worst status（中文） 1 个月：10 -> 5 分\n等级 A 的起点分：150 -> 160\n'],
])('the difference is told of %s, without a database', async (_, files, extra, out) => {
  expect(await assay(['ruleset', 'diff', ...files], extra)).toEqual({ code: 0, out, errors: '' });
});

test('a stored version is compared by name, by digest and by both, with --json as data', async () => {
  expect((await assay(['ruleset', 'activate', old])).code).toBe(0);
  const short = digest(sound()).slice('sha256:'.length, 20);
  const [byName, byBoth, unknown] = await Promise.all([
    assay(['ruleset', 'diff', 'sample', now, '--json']),
    assay(['ruleset', 'diff', `sample@${short}`, digest(sound())]),
    assay(['ruleset', 'diff', 'sample', 'nothing']),
  ]);
  expect(JSON.parse(byName.out)).toMatchObject({
    from: digest(sound()),
    changes: [
      {
        path: 'cards[0].characteristics[0].bins[3].points',
        what: 'Worst status 1 month',
        old: 10,
        new: 5,
      },
      { path: 'grades[0].from', what: 'cut-off of A', old: 150, new: 160 },
    ],
  });
  expect(byBoth).toEqual({ code: 0, out: 'nothing changed\n', errors: '' });
  expect(unknown).toMatchObject({ code: 1, out: '' });
  expect(unknown.errors).toContain('There is no ruleset `nothing`');
});

test('a rating nobody made is not replayed', async () => {
  const id = encodeId('rat', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002');
  const unknown = await assay(['replay', id, '--from-facts']);
  expect(unknown).toMatchObject({ code: 1, out: '' });
  expect(unknown.errors).toContain(`There is no rating ${id}.`);
});
