import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { tell } from '../customer/staging.ts';
import { databaseUrl } from '../database.ts';
import { activated } from '../rating/activated.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-override-'));
const both = (en: string) => ({ en, zh: en });
const document = {
  kind: 'ruleset',
  name: 'alike',
  title: both('All alike'),
  dimension: 'credit',
  indicators: { bills: { fact: 'bill', measure: 'count', unit: 'bill', better: 'neither', label: both('Bills') } },
  cards: [
    {
      name: 'main',
      initial: 5,
      characteristics: [
        {
          indicator: 'bills',
          bins: [
            { missing: true, points: 0 },
            { from: 0, points: 0 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 20 }, { grade: 'B', from: 10 }, { grade: 'C' }],
  overrides: { causes: { KNOWN: both('Known.') }, notches: 2, alone: 1, months: 12 },
};
const until = '2999-01-01';

let environment: Record<string, string>;
let soon: string;
let day: string;
beforeAll(async () => {
  const url = await databaseUrl();
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: url, LANG: 'C.UTF-8' };
  const sql = connect(url, { max: 2 });
  const [row] = await sql<{ day: string; soon: string }[]>`select (now() at time zone 'UTC')::date as day, (now() + interval '60 days')::date as soon`;
  [day, soon] = [row?.day as string, row?.soon as string];
  await tell(sql, 'crm', [{ key: 'A-1', kind: 'person', name: 'Ann' }]);
  await activated(sql, document);
  await rate(sql, { version: (await find(sql, { dimension: 'credit' })) as Version, asOf: day, today: day, now: () => `${day}T00:00:00.000Z` });
  await sql.end();
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', 'override', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

test('one person asks, lists, ends and counts from the shell', async () => {
  const asked = await assay('request', 'A-1', '--grade', 'B', '--cause', 'KNOWN', '--why', 'Seen myself.', '--until', soon, '--by', 'Olga', '--json');
  expect(asked.errors).toBe('');
  const { id } = JSON.parse(asked.out);
  expect(JSON.parse(asked.out)).toMatchObject({ state: 'in_force', computed: 'C', grade: 'B', notches: 1, askedBy: 'Olga', approvalId: null });
  expect((await assay('list', '--customer', 'A-1', '--state', 'in_force')).out).toMatch(
    new RegExp(`^${id}  in_force: credit of cus_\\w+ from C to B, .*KNOWN \\(Olga: Seen myself\\.\\)\\n1 overrides\\n$`),
  );
  expect((await assay('end', id, '--why', 'Enough.', '--by', 'Anton')).out).toMatch(/ ended: /);
  const rates = await assay('rates', '--from', '2000-01-01', '--until', until, '--json');
  expect(JSON.parse(rates.out)).toMatchObject({ graded: 1, count: 1, rate: 1, officers: [{ name: 'Olga', count: 1 }] });
});

test('beyond what one person may decide, it says who decides and how', async () => {
  const asked = await assay('request', 'A-1', '--grade', 'A', '--cause', 'KNOWN', '--why', 'Seen myself.', '--until', soon, '--by', 'Olga');
  expect(asked.out).toMatch(/ asked: .*\n {2}assay approve apr_\w+ --digest sha256:[0-9a-f]{64} /);
});

test.each([
  [['request', 'nobody', '--grade', 'B', '--cause', 'KNOWN', '--why', 'x', '--until', until], 1, /no customer nobody/],
  [['request', 'A-1', '--grade', 'B', '--cause', 'KNOWN', '--why', 'x', '--until', 'soon'], 1, /`soon` is no day/],
  [['end'], 2, /'--why <text>' not specified/],
])('%j is refused', async (args, code, said) => {
  const refused = await assay(...args);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.errors).toMatch(said);
});
