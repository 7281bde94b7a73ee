import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Verifier } from '../../src/access/token.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-token-'));
afterAll(() => rmSync(home, { recursive: true }));

const assay = (language: string, ...args: string[]) => assayWith({}, language, ...args);
const assayWith = (more: Record<string, string>, language: string, ...args: string[]) =>
  spawnSync(process.execPath, ['dist/cli/assay.js', 'token', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ASSAY_HOME: home, LC_ALL: language, ...more },
  });

describe('assay token', () => {
  it('prints the token alone, which the key of the home verifies', async () => {
    const { stdout, stderr, status } = assay('C', '--role', 'agent', '--subject', 'ann');
    expect([status, stderr, stdout.split('\n').length]).toEqual([0, '', 2]);
    const file = join(home, 'keys', 'token.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await new Verifier(createPrivateKey(readFileSync(file, 'utf8'))).principal(stdout.trim(), new Date().toISOString())).toEqual({
      subject: 'ann',
      role: 'agent',
    });
  });

  it('prints one line of JSON when asked', () => {
    expect(JSON.parse(assay('C', '--role', 'steward', '--json').stdout)).toEqual({ token: expect.any(String), role: 'steward', subject: 'steward' });
  });

  it('names the roles when there is no such role, in Chinese too', () => {
    const { stdout, stderr, status } = assay('C', '--role', 'king');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe('error: There is no role `king`.\n       The roles are agent, analyst, officer, approver, steward, machine, operator, admin.\n');
    expect(assay('zh_CN.UTF-8', '--role', 'king').stderr).toContain('没有角色 `king`');
  });

  it('needs a name to be told by: a blank one would be another person than everybody', () => {
    expect(assay('C', '--role', 'officer', '--subject', ' ')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('the name is blank') });
    expect(assay('zh_CN.UTF-8', '--role', 'officer', '--subject', '').stderr).toContain('姓名为空');
  });

  it('refuses when people sign in elsewhere, unless both are taken', () => {
    const oidc = { ASSAY_OIDC_ISSUER: 'https://login.example', ASSAY_OIDC_AUDIENCE: 'assay' };
    const { stdout, stderr, status } = assayWith(oidc, 'C', '--role', 'agent');
    expect([status, stdout, stderr.split('\n')[0]]).toEqual([
      1,
      '',
      'error: Tokens of `assay token` are not accepted here: people sign in at https://login.example.',
    ]);
    expect(assayWith({ ...oidc, ASSAY_OWN_TOKENS: 'on' }, 'C', '--role', 'agent').status).toBe(0);
  });

  it('without a role is wrong usage', () => expect(assay('C').status).toBe(2));
});
