import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUrl } from '../database.ts';

let home: string;
let environment: Record<string, string>;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'assay-home-'));
  environment = { PATH: process.env['PATH'] ?? '', ASSAY_HOME: home, DATABASE_URL: await databaseUrl(), LANG: 'C.UTF-8' };
});
afterAll(() => rm(home, { recursive: true }));

interface Ended {
  code: number | null;
  out: string;
  errors: string;
}

function start(args: string[], extra: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['dist/cli/assay.js', ...args], { env: { ...environment, ...extra } });
  let [out, errors] = ['', ''];
  child.stdout?.on('data', (text: Buffer) => (out += text));
  child.stderr?.on('data', (text: Buffer) => (errors += text));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, out, errors })) };
}

const assay = (args: string[], extra?: Record<string, string>): Promise<Ended> => start(args, extra).ended;

test.each([[['nonsense']], [['migrate', '--nonsense']]])('wrong usage exits 2: %j', async (args) => {
  expect(await assay(args)).toMatchObject({ code: 2, out: '' });
});

test('help names every command and exits 0', async () => {
  const { code, out } = await assay(['--help']);
  expect(code).toBe(0);
  for (const name of ['serve', 'migrate', 'import', 'ruleset', 'rate', 'replay', 'judge', 'token', 'demo', 'backup', 'restore', 'doctor', 'stop'])
    expect(out).toContain(`  ${name} `);
});

test('with --json one line of JSON stands on stdout and nothing else', async () => {
  expect(await assay(['migrate', '--json'])).toEqual({ code: 0, out: '{"timeZone":"UTC","currency":"EUR"}\n', errors: '' });
  expect(await assay(['stop', '--json'])).toEqual({ code: 0, out: '{"stopped":false}\n', errors: '' });
});

test('keys are made once, readable by their owner alone', async () => {
  const names = await readdir(join(home, 'keys'));
  expect(names.sort()).toEqual(['cursor', 'seal', 'token.pem']);
  for (const name of names) expect((await stat(join(home, 'keys', name))).mode & 0o777).toBe(0o600);
});

test.each([
  ['a database that does not answer', { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/base' }, 'The database at 127.0.0.1:1/base does not answer.'],
  ['another currency', { ASSAY_CURRENCY: 'USD' }, 'This database was set up with currency EUR, but USD is asked for now.'],
  ['a variable that makes no sense', { PORT: 'many' }, 'The environment variable PORT cannot be used as it is set.'],
  ['the same in Chinese', { PORT: 'many', LANG: 'zh_CN.UTF-8' }, '环境变量 PORT 的值无法使用。'],
])('refuses %s with the way out and exits 1', async (_, extra, message) => {
  const { code, out, errors } = await assay(['migrate'], extra);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(errors).toContain(`error: ${message}`);
  expect(errors.trim().split('\n')).toHaveLength(2);
  expect(errors).not.toContain('secret');
});

test('serves until it is told to end, and says which other port to take when its own is taken', async () => {
  const port = String(await freePort());
  const { child, ended } = start(['serve', '--no-demo', '--json'], { PORT: port });
  await once(child.stdout ?? child, 'data');
  expect(await (await fetch(`http://localhost:${port}/readyz`)).text()).toBe('ready\n');
  const second = await assay(['serve', '--no-demo'], { PORT: port });
  expect(second.code).toBe(1);
  expect(second.errors).toContain(`Port ${port} is taken by another program.`);
  expect(second.errors).toContain(`PORT=${Number(port) + 1}`);
  child.kill('SIGTERM');
  const { code, out } = await ended;
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ url: `http://localhost:${port}` });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
