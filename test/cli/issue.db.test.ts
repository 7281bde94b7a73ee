import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { databaseUrl } from '../database.ts';
import { activated } from '../rating/activated.ts';
import { declare, document, world } from '../rating/issue/world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-issue-'));
let environment: Record<string, string>;
beforeAll(async () => {
  const url = await databaseUrl();
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8' };
  const sql = connect(url);
  await declare(sql);
  await world(sql, { ada: 85, bob: 65, cyd: 65, none: null, out: undefined });
  expect(await activated(sql, document({ cycle: { every: 'quarter' } }))).toMatchObject({ state: 'activated' });
  await sql.end();
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
const data = async (...args: string[]) => JSON.parse((await assay(...args, '--json')).out);

test('an issue is prepared and submitted by one person, approved by another, and shown', async () => {
  const prepared = await assay('issue', 'prepare', '--by', 'Olga');
  expect(prepared).toMatchObject({ code: 0, errors: 'issue\nissue: prepared\n' });
  const [id = ''] = prepared.out.split(' ');
  const [head, people, digest, counts, blank, ...matrix] = prepared.out.trimEnd().split('\n');
  expect(head).toMatch(/^iss_\w+ is prepared: credit grades of customers, cycle \d{4}-Q[1-4], as of \d{4}-\d\d-01$/);
  expect([people, counts, blank]).toEqual([
    'prepared by Olga',
    '3 of 5 graded: 3 first, 0 better, 0 as before, 0 worse; 1 without a score, 1 outside the scope',
    '',
  ]);
  expect(matrix).toEqual(['from \\ to  A  B  none', 'none       1  2     2']);
  expect(await data('issue', 'submit', id, '--why', 'The quarter is over.', '--by', 'Olga')).toMatchObject({ id, state: 'submitted', digest });
  const { approval } = await data('issue', 'show', id);
  expect((await assay('approve', approval, '--digest', String(digest), '--comment', 'Fine.', '--by', 'Olga')).code).toBe(1);
  expect((await assay('approve', approval, '--digest', String(digest), '--comment', 'Fine.', '--by', 'Anton')).code).toBe(0);
  expect(await data('issue', 'list', '--state', 'issued')).toMatchObject({
    more: false,
    runs: [{ id, state: 'issued', customer: null, hands: ['Olga', 'Anton'] }],
  });
  expect(await assay('issue', 'prepare')).toMatchObject({ code: 1, out: '', errors: expect.stringMatching(/^error: Cycle \d{4}-Q[1-4] was issued at/) });
}, 60_000);

test.each<[string[], string]>([
  [['prepare', '--as-of', '2026-02-30'], 'RATING_DAY'],
  [['prepare', '--as-of', '2099-01-01'], 'RATING_ISSUE_CYCLE_OPEN'],
  [['prepare', '--dimension', 'churn'], 'RATING_NO_RULESET'],
  [['show', 'iss_nothing'], 'RATING_ISSUE_UNKNOWN'],
  [['cancel', 'iss_nothing', '--why', 'No.'], 'RATING_ISSUE_UNKNOWN'],
])('%j is refused as data too', async (args, code) => {
  expect(JSON.parse((await assay('issue', ...args, '--json')).out)).toMatchObject({ error: { code } });
});
