import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digest } from '../../src/base/digest.ts';
import { connect, type Sql } from '../../src/db/client.ts';
import { databaseUrl } from '../database.ts';
import { activated } from '../rating/activated.ts';
import { sound, spoiled } from '../rating/document.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-release-'));
const file = (name: string, document: unknown): string => {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
};
const old = file('old.json', sound());

let sql: Sql;
let environment: Record<string, string>;
beforeAll(async () => {
  const url = await databaseUrl();
  sql = connect(url);
  await activated(sql, sound());
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8' };
});
afterAll(async () => {
  await sql.end();
  rmSync(home, { recursive: true });
});

async function assay(args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

test('a version goes from draft to active by two names, is listed, logged and stopped', { timeout: 60_000 }, async () => {
  const document = spoiled({ 'cards[0].initial': 101, golden: [] });
  const [next, of] = [file('next.json', document), digest(document)];
  const said = async (...args: string[]) => {
    const { code, out, errors } = await assay(args);
    return `${code}: ${out}${errors}`;
  };
  const by = (name: string, ...args: string[]) => said('ruleset', ...args, '--by', name, '--comment', `${name} says so.`);
  const wrong = file('wrong.json', spoiled({ 'cards[0].initial': 102 }));
  const [already, early, nobody, unasked, faulty, unnamed] = await Promise.all([
    said('ruleset', 'activate', old),
    by('olga', 'activate', next),
    said('ruleset', 'approve', 'sample', '--by', 'anton', '--comment', 'x'),
    said('ruleset', 'approve', old, '--by', 'anton', '--comment', 'x'),
    by('olga', 'submit', wrong),
    by('olga', 'cancel', 'credit', '--on', '2999-01-01'),
  ]);
  expect(already).toContain('0: sample was already the active ruleset of dimension credit for customers');
  expect(early).toContain(`1: error: sample (${of}) is not approved: it is draft.`);
  expect(early).toContain(`assay ruleset submit ${next} --comment WHY`);
  expect(nobody).toContain('1: error: `sample` says which ruleset, but not which version of it.');
  expect(unasked).toContain(`1: error: Nobody is asked to approve ${old}.`);
  expect(faulty).toContain('The ruleset has 1 errors; nothing was changed.');
  expect(await sql`select from assay.ruleset_version where document #>> '{cards,0,initial}' = '102'`).toHaveLength(0);
  expect(unnamed).toContain('1: error: No activation in dimension credit for customers names 2999-01-01.');
  expect(await by('olga', 'draft', next)).toBe(`0: ${next} is kept as a draft (${of})\n`);
  expect(await by('olga', 'submit', next)).toContain(`assay ruleset approve ${of} --by NAME --comment WHY`);
  expect(await by('Olga', 'approve', next)).toMatch(/^1: error: .*Olga/);
  const printed = of.slice('sha256:'.length, 19);
  expect(await by('anton', 'approve', printed)).toContain(`0: ${printed} is approved (${of}): 1 of 1 approvals`);
  const later = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  expect(await by('olga', 'activate', next, '--on', later)).toContain(`0: sample is, from ${later} on, the active ruleset`);
  const [badDay, past, now] = await Promise.all(['2000-02-30', '2000-01-01', undefined].map((on) => by('olga', 'activate', next, ...(on ? ['--on', on] : []))));
  expect([badDay, past]).toEqual([expect.stringContaining('1: error: `2000-02-30` is no day'), expect.stringContaining('1: error: 2000-01-01 is past')]);
  expect(now).toBe(`0: sample is now the active ruleset of dimension credit for customers (${of})\n`);
  const [list, log, other] = await Promise.all([
    assay(['ruleset', 'list', 'credit', '--json']),
    assay(['ruleset', 'log', next, '--json']),
    by('olga', 'stop', 'credit', '--digest', digest(sound())),
  ]);
  expect(other).toContain(`1: error: ${digest(sound())} is not active in dimension credit`);
  expect(JSON.parse(list.out).versions).toMatchObject([
    { digest: of, state: 'active', author: 'olga' },
    { digest: digest(sound()), state: 'retired' },
  ]);
  expect(
    JSON.parse(log.out)
      .entries.map(({ what, who }: { what: string; who: string }) => `${who} ${what}`)
      .toReversed(),
  ).toEqual(['olga ruleset.save', 'olga approval.submit', 'anton approval.approve', 'anton ruleset.check', 'olga ruleset.activate', 'olga ruleset.activate']);
  const stop = await by('olga', 'stop', 'credit');
  expect(stop).toContain(`assay ruleset cancel credit --subject customer --on ${later} --by NAME`);
  expect(await by('olga', 'cancel', 'credit', '--subject', 'customer', '--on', later)).toContain(`0: ${of} does not become the active ruleset`);
  const [, command = ''] = /assay (approve apr_\S+ --digest \S+) --by NAME/.exec(stop) ?? [];
  expect(stop).toContain(`0: ${of} is stopped; ${digest(sound())} is again the active ruleset of dimension credit for customers`);
  await sql`insert into assay.ruleset_version (digest, version, name, dimension, subject, document, added_at)
    select 'sha256:' || nth, gen_random_uuid(), 'thought', 'credit', 'customer', document, now() + interval '1 hour' from generate_series(1, 100) nth, assay.ruleset_version where digest = ${of}`;
  const [confirmed, shown, crowded] = await Promise.all([
    said(...command.split(' '), '--by', 'anton', '--comment', 'Rightly.'),
    said('ruleset', 'show', of),
    said('ruleset', 'list', 'credit'),
  ]);
  // A hundred newer thoughts do not hide what is active.
  expect(crowded.split('\n').filter((line) => line.startsWith('sample'))).toEqual([expect.stringContaining('active since')]);
  expect(confirmed).toMatch(/^0: apr_\S+ is approved/);
  expect(shown).toMatch(/added \S+, retired since \S+\nby olga: olga says so\.\n$/);
});
