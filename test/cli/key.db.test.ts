import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseUrl } from '../database.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-key-'));
afterAll(() => rmSync(home, { recursive: true }));
let url: string;
beforeAll(async () => {
  url = await databaseUrl();
});

const assay = (...args: string[]) =>
  spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'src/cli/assay.ts', 'key', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ASSAY_HOME: home, DATABASE_URL: url, LC_ALL: 'C' },
  });

describe('assay key', () => {
  it('makes a new key and lists it beside the one it took the place of, public halves alone', () => {
    const [first, second] = [1, 2].map(() => JSON.parse(assay('rotate', '--use', 'report', '--by', 'ann', '--json').stdout));
    expect([first, second]).toEqual([
      { use: 'report', kid: expect.any(String), retired: [] },
      { use: 'report', kid: expect.any(String), retired: [first.kid] },
    ]);
    const { stdout, status } = assay('list');
    expect([status, stdout.split('\n').map((line) => line.replace(/\d{4}-\S+Z/g, 'TIME'))]).toEqual([
      0,
      [`report      ${first.kid}  EdDSA  TIME ... TIME`, `report      ${second.kid}  EdDSA  TIME ... `, ''],
    ]);
  });

  it('of a use that there is not is wrong usage', () => expect(assay('rotate', '--use', 'gossip').status).toBe(2));
});
