import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { databaseUrl } from '../database.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-key-'));
afterAll(() => rmSync(home, { recursive: true }));
let url: string;
beforeAll(async () => {
  url = await databaseUrl();
});

const assay = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/cli/assay.js', 'key', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ASSAY_HOME: home, DATABASE_URL: url, LC_ALL: 'C' },
  });

it('assay key makes a new key and lists it, its public half alone', () => {
  const { stdout } = assay('rotate', '--use', 'report', '--by', 'ann', '--json');
  const { kid, ...rotated } = JSON.parse(stdout);
  expect(rotated).toEqual({ use: 'report', retired: [] });
  const listed = assay('list');
  expect([listed.status, listed.stdout.replace(/\d{4}-\S+Z/, 'TIME')]).toEqual([0, `report      ${kid}  EdDSA  TIME ... \n`]);
});
