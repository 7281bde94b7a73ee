import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { digest } from '../../src/base/digest.ts';
import { read } from '../../src/rating/version/read.ts';
import { databaseUrl } from '../database.ts';
import type { Loose } from '../rating/document.ts';
import { weighed } from '../rating/weights/weighed.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-weigh-'));
const judged = `# by the credit committee
      ahp:
        compare: [worst, service, cover]
        experts:
          li: [[1, 3, 5], [1, 3], [1]]   # in May
          wang: [[1, 2, 6], [1, 4], [1]]`;

/** A file with these lines as the weights of its card. */
function file(name: string, weights: string): string {
  const path = join(home, name);
  writeFileSync(path, stringify(weighed('here')).replace('weights: here', `weights:\n      ${weights}`));
  return path;
}

let environment: Record<string, string>;
beforeAll(async () => {
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: await databaseUrl(), LANG: 'C.UTF-8' };
});
afterAll(() => rmSync(home, { recursive: true }));

async function assay(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, ['dist/cli/assay.js', 'ruleset', ...args], { env: environment });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text));
  child.stderr.on('data', (text: Buffer) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

test('weights are shown with the consistency of every expert, and written where asked for, so that the check passes', async () => {
  const path = file('judged.yaml', judged);
  const before = readFileSync(path, 'utf8');
  const shown = await assay('weigh', path);
  expect(shown).toMatchObject({ code: 0, errors: '' });
  expect(shown.out.split('\n').slice(0, 11)).toEqual([
    'card main',
    '',
    '  weights by ahp',
    '    indicator    weight',
    '    worst      0.613434',
    '    service    0.289775',
    '    cover      0.096792',
    '',
    '  consistency (random index 0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)',
    '    level  judged by       lambda        CI        CR',
    '    -      all together  3.021328  0.010664  0.018386',
  ]);
  expect(shown.out).toContain('    -      wang          3.009203  0.004601  0.007933');
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(await assay('check', path)).toMatchObject({ code: 1, out: expect.stringContaining('The weights are still to be found.') });

  const written = await assay('weigh', path, '--write', '--json');
  const after = readFileSync(path, 'utf8');
  const { document } = read(after);
  const [card] = (document as Loose).cards;
  expect(JSON.parse(written.out)).toEqual({
    digest: digest(document),
    written: true,
    cards: [{ card: 'main', result: card.weights.result, found: card.weights.found }],
    faults: [],
  });
  for (const comment of ['# by the credit committee', '# in May']) expect(after).toContain(comment);
  expect(await assay('check', path)).toMatchObject({ code: 0, out: `${path}: 0 errors, 0 warnings\n` });
});

test('a matrix whose comparisons contradict each other is refused with its line, and nothing is written', async () => {
  const path = file('strange.yaml', judged.replace('[[1, 3, 5], [1, 3], [1]]', '[[1, 9, "1/9"], [1, 9], [1]]').replace('[[1, 2, 6]', '[[1, 9, "1/9"]'));
  const before = readFileSync(path, 'utf8');
  const line = before.split('\n').findIndex((text) => text.includes('experts:')) + 1;
  const { code, out, errors } = await assay('weigh', path, '--write');
  expect([code, out]).toEqual([1, '']);
  expect(errors).toContain(`error: ${path}:${line} cards[0].weights.ahp.experts: The comparisons contradict each other`);
  expect(errors).toContain('nothing was changed');
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('entropies want a portfolio, a day that exists, and one that is over', async () => {
  const path = file('entropy.yaml', 'entropy:\n        asOf: 2026-01-01');
  const text = readFileSync(path, 'utf8');
  const document = read(text).document as Loose;
  document.cards[0].characteristics.splice(1, 1);
  writeFileSync(path, stringify(document));
  const [nobody, none, future] = await Promise.all([
    assay('weigh', path),
    assay('weigh', path, '--as-of', '2026-02-30'),
    assay('weigh', path, '--as-of', '2999-01-01', '--json'),
  ]);
  expect(nobody).toMatchObject({ code: 1, errors: expect.stringContaining('Card main rates nobody as of 2026-01-01.') });
  expect(none).toMatchObject({ code: 1, errors: expect.stringContaining('`2026-02-30` is no day of the calendar.') });
  expect(JSON.parse(future.out)).toMatchObject({ error: { code: 'RATING_AS_OF_FUTURE' } });
});
