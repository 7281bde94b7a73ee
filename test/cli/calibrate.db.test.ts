import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { connect } from '../../src/db/client.ts';
import { newId } from '../../src/db/id.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import { read } from '../../src/rating/version/read.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { tell } from '../customer/staging.ts';
import { databaseUrl } from '../database.ts';
import { activated } from '../rating/activated.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-calibrate-'));
const file = join(home, 'kinds.yaml');
const text = `# Persons are an A, organisations a B.
kind: ruleset
name: kinds
title: { en: Kinds, zh: 类别 }
dimension: credit
indicators:
  kind: { fact: customer, measure: latest, column: kind, unit: word, better: neither, label: { en: Kind, zh: 类别 } }
cards:
  - name: main
    characteristics:
      - { indicator: kind, reason: KIND, bins: [ { in: [person], points: 1 }, { in: [organisation], points: 0 }, { missing: true, points: 0 } ] }
grades: [ { grade: A, from: 1 }, { grade: B } ]
external: [ { agency: bureau, scale: letters, words: [ { word: good, grade: A }, { word: poor, grade: B } ] } ]
reasons: { KIND: { en: Kind, zh: 类别 } } # one will do
`;

let environment: Record<string, string>;
beforeAll(async () => {
  writeFileSync(file, text);
  const url = await databaseUrl();
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8' };
  const sql = connect(url, { max: 2 });
  const keys = Array.from({ length: 20 }, (_, nth) => `K-${nth}`);
  await tell(
    sql,
    'crm',
    keys.map((key, nth) => ({ key, kind: nth < 12 ? 'person' : 'organisation', name: key })),
  );
  const known = { source: 'crm', content_hash: 1, available_on: '2026-01-01', available_assumed: false, recorded_at: '2026-01-01T00:00:00.000Z' };
  const of = (key: string) => ({ customer_id: nameKey('crm', 'customer', key), key: newId(), ...known });
  const observed = { kind: 'default', observed_from: '2026-01-01', observed_until: '2026-12-31' };
  await sql`insert into assay.outcome ${sql(keys.map((key, nth) => ({ ...of(key), ...observed, happened_on: nth > 16 ? '2026-05-05' : null })) as never)}`;
  const said = { agency: 'bureau', scale: 'letters', rated_on: '2026-02-01' };
  await sql`insert into assay.external_rating ${sql(keys.map((key, nth) => ({ ...of(key), ...said, grade: nth < 12 ? 'good' : 'poor' })) as never)}`;
  await activated(sql, read(text).document);
  await rate(sql, {
    version: (await find(sql, { dimension: 'credit' })) as Version,
    asOf: '2026-03-31',
    today: '2026-03-31',
    now: () => '2026-03-31T00:00:00.000Z',
  });
  await sql.end();
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (told: Buffer) => (out += told));
  child.stderr.on('data', (told: Buffer) => (errors += told));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

test('a ruleset file is calibrated, written only when asked, with its comments', async () => {
  const asked = ['ruleset', 'calibrate', file, '--as-of', '2026-03-31', '--horizon', '3m'];
  const shown = await assay(...asked);
  expect(shown).toMatchObject({ code: 0, errors: '' });
  expect(shown.out.split('\n').slice(0, 5)).toEqual([
    'default within 3 months of 2026-03-31, 20 customers',
    '',
    'grade  customers  bad  probability  95 % from         to',
    'A             12    0     3.8462 %   0.0040 %  18.5306 %',
    'B              8    3    38.8889 %  11.9039 %  70.5177 %',
  ]);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const written = await assay(...asked, '--write', '--json');
  expect(JSON.parse(written.out)).toMatchObject({
    written: true,
    calibration: { customers: 20, grades: { A: { customers: 12, bad: 0 } } },
    indeterminate: 0,
    ungraded: 0,
  });
  const now = readFileSync(file, 'utf8');
  expect(now).toContain('# Persons are an A, organisations a B.\n');
  expect(now).toMatch(/\{ grade: B \} \]\ncalibration:\n {2}outcome: default\n[\s\S]*\n {4}B: \{ customers: 8, bad: 3, pd: 0\.388889, [^\n]*\}\nexternal:/);
  expect((await assay('ruleset', 'check', file)).out).toMatch(/0 errors, 0 warnings/);
});

test('its ratings are held against those of a bureau', async () => {
  const { out } = await assay('external-agreement', '--as-of', '2026-03-31', '--agency', 'bureau');
  expect(out.split('\n').slice(1)).toEqual([
    '20 customers with both; 0 that it has not rated, 0 with a word that the ruleset does not read',
    "Spearman's rho 1.0000   Kendall's tau-b 1.0000   the same grade 100.00 %   within one 100.00 %",
    '',
    'word  stands for   A  B',
    'good  A           12  0',
    'poor  B            0  8',
    '',
  ]);
});

test('a horizon in days is none for grades that carry months', async () => {
  const refused = await assay('ruleset', 'calibrate', file, '--as-of', '2026-03-31', '--horizon', '90d');
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.errors).toMatch(/`90d` is no horizon in months\. \(--horizon\)/);
  const far = await assay('ruleset', 'calibrate', file, '--as-of', '2026-03-31', '--horizon', '121m', '--write');
  expect(far).toMatchObject({ code: 1, out: '', errors: expect.stringMatching(/`121m` is no horizon in months\.[\s\S]*up to 120/) });
});
