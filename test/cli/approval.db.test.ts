import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { daysLater } from '../../src/approval/approval.ts';
import { approvalPrefix } from '../../src/approval/record.ts';
import { encodeId } from '../../src/base/id.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { save } from '../../src/rating/release/save.ts';
import { submitVersion } from '../../src/rating/release/submit.ts';
import { clock } from '../../src/server/clock.ts';
import { databaseUrl } from '../database.ts';
import { sound } from '../rating/document.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-approval-'));
let environment: Record<string, string>;
let sql: Sql;
const asked: { id: string; digest: string }[] = [];
beforeAll(async () => {
  const url = await databaseUrl();
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8' };
  sql = connect(url);
  const at = clock();
  for (const en of ['One', 'Two', 'Three']) {
    await sql.begin(async (tx) => {
      const olga = { who: 'olga', at, today: at.slice(0, 10) };
      const { digest } = (await save(tx, { ...sound(), title: { en, zh: en } }, 'First thoughts.', olga)) as { digest: string };
      const { approvalId } = (await submitVersion(
        tx,
        { digest, comment: 'Please look.', deadline: daysLater(at, 3) },
        { ...olga, who: userInfo().username },
      )) as { approvalId: string };
      asked.push({ id: encodeId(approvalPrefix, approvalId), digest });
    });
  }
});
afterAll(async () => {
  await sql.end();
  rmSync(home, { recursive: true });
});

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}
const step = (verb: string, at: number, ...more: string[]) => {
  const { id, digest } = asked[at] ?? { id: '', digest: '' };
  return assay(verb, id, '--digest', digest, '--comment', 'Seen.', ...more);
};

test('the inbox shows what waits for a decision, newest first, with the digest to name', async () => {
  const [told, data] = await Promise.all([assay('inbox'), assay('inbox', '--json', '--kind', 'ruleset', '--by', 'anton')]);
  expect(told.out.split('\n').filter((line) => line.startsWith('apr_'))).toEqual(
    [2, 1, 0].map((at) => `${asked[at]?.id}  ruleset  Ruleset sample: ${['One', 'Two', 'Three'][at]}`),
  );
  for (const { digest } of asked) expect(told.out).toContain(`${digest}  0 of 1, until`);
  expect(told.out).toContain('3 submitted\n');
  expect(JSON.parse(data.out)).toMatchObject({ more: false, approvals: [{ mayDecide: true }, { mayDecide: true }, { mayDecide: true, state: 'submitted' }] });
});

test('a second person approves or refuses; author, submitter and whoever saw another form are refused with the way out', async () => {
  const [author, submitter, form, unknown] = await Promise.all([
    step('approve', 0, '--by', 'Olga'),
    step('approve', 0, '--json'),
    assay('approve', asked[0]?.id ?? '', '--digest', asked[1]?.digest ?? '', '--comment', 'Seen.', '--by', 'anton'),
    assay('refuse', 'apr_none', '--digest', 'x', '--comment', 'Seen.'),
  ]);
  expect(author).toMatchObject({ code: 1, out: '', errors: expect.stringContaining('Olga wrote this ruleset version') });
  expect(JSON.parse(submitter.out).error.code).toBe('RULESET_SUBMITTER_CANNOT_APPROVE');
  expect(form).toMatchObject({ code: 1, errors: expect.stringContaining('needs an approval of its own') });
  expect(unknown).toMatchObject({ code: 1, errors: expect.stringContaining('assay inbox') });
  expect(await step('approve', 0, '--by', 'anton')).toEqual({
    code: 0,
    out: `${asked[0]?.id} is approved: Ruleset sample: One (1 of 1 approvals)\n`,
    errors: '',
  });
  expect(JSON.parse((await step('refuse', 1, '--by', 'anton', '--json')).out)).toMatchObject({ state: 'refused', votes: [{ who: 'anton', comment: 'Seen.' }] });
});

test('the submitter names others and takes a request back', async () => {
  const moved = await step('reassign', 2, '--to', 'eve, kim', '--until', '2199-01-01T00:00:00Z');
  expect(moved).toMatchObject({ code: 1, errors: expect.stringContaining('too far away') });
  const until = daysLater(clock(), 9);
  expect(JSON.parse((await step('reassign', 2, '--to', 'eve, kim', '--until', until, '--json')).out)).toMatchObject({
    approvers: ['eve', 'kim'],
    deadline: until,
  });
  expect(await step('approve', 2, '--by', 'anton')).toMatchObject({ code: 1, errors: expect.stringContaining('anton is not among those named') });
  expect(await step('withdraw', 2)).toMatchObject({ code: 0, out: expect.stringContaining('is withdrawn') });
  expect((await assay('inbox', '--state', 'withdrawn')).out).toContain('1 withdrawn\n');
});

test('what is not said is wrong usage', async () => {
  const ends = await Promise.all([assay('approve', asked[0]?.id ?? ''), assay('inbox', '--state', 'lost')]);
  expect(ends.map(({ code }) => code)).toEqual([2, 2]);
});
