import { resolve } from 'node:path';
import { expect, test, vi } from 'vitest';
import { clock, secondsLeft, today } from '../../src/server/clock.ts';
import { config, language } from '../../src/server/config.ts';

test('an empty environment gives the defaults; an empty variable counts as not set', () => {
  const defaults = { home: resolve('.assay'), url: 'http://localhost:4000', port: 4000, databaseUrl: undefined, profile: undefined, log: 'info' };
  expect(config({})).toMatchObject(defaults);
  expect(config({ PORT: '', DATABASE_URL: '', ASSAY_HOME: '' })).toMatchObject(defaults);
});

test('takes what is set', () => {
  const set = {
    PORT: '8080',
    ASSAY_HOME: '/srv/assay',
    DATABASE_URL: 'postgres://a@b/c',
    ASSAY_TIME_ZONE: 'Asia/Taipei',
    ASSAY_CURRENCY: 'TWD',
    ASSAY_LOG: 'silent',
  };
  const taken = {
    url: 'http://localhost:8080',
    port: 8080,
    home: '/srv/assay',
    databaseUrl: 'postgres://a@b/c',
    timeZone: 'Asia/Taipei',
    currency: 'TWD',
    log: 'silent',
  };
  expect(config(set)).toMatchObject(taken);
  const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(config({ ASSAY_KEY: `${keys[0]?.toString('hex')},${keys[1]?.toString('base64')}` }).sealKeys).toEqual(keys);
});

test.each([
  ['PORT', '0'],
  ['PORT', '65536'],
  ['PORT', 'x'],
  ['DATABASE_URL', 'mysql://a@b/c'],
  ['DATABASE_URL', 'b/c'],
  ['ASSAY_URL', 'ftp://x'],
  ['ASSAY_KEY', 'short'],
  ['ASSAY_TIME_ZONE', 'Mars/Olympus'],
  ['ASSAY_CURRENCY', 'euro'],
  ['ASSAY_PROFILE', 'other'],
  ['ASSAY_LOG', 'loud'],
  ['ASSAY_OIDC_ISSUER', 'http://login.example'],
  ['ASSAY_OIDC_ISSUER', 'http://localhost.example'],
  ['ASSAY_OIDC_ISSUER', 'login.example'],
  ['ASSAY_OIDC_ISSUER', 'https:login.example'],
  ['ASSAY_OIDC_ISSUER', 'https://login.example/?tenant=1'],
  ['ASSAY_OIDC_ISSUER', 'https://login.example/#x'],
  ['ASSAY_OIDC_ISSUER', 'https://user:password@login.example'],
  ['ASSAY_OIDC_ISSUER', 'file:///etc/passwd'],
  ['ASSAY_OWN_TOKENS', 'yes'],
])('refuses %s=%s by its name', (name, value) => {
  expect(() => config({ [name]: value })).toThrow(expect.objectContaining({ code: 'SERVER_CONFIG', path: name, params: expect.objectContaining({ name }) }));
});

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{}, 'en'],
])('the language of %o is %s', (environment, expected) => {
  expect(language(environment)).toBe(expected);
});

test('the clock gives instants and the days of a time zone', () => {
  expect(clock()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  expect(today('Pacific/Kiritimati') > today('Pacific/Pago_Pago')).toBe(true);
});

test.each([
  ['2026-03-01T22:59:59.999Z', 'Europe/Berlin', '2026-03-01', 1],
  ['2026-03-01T23:00:00.000Z', 'Europe/Berlin', '2026-03-02', 86_400],
  ['2026-03-01T23:00:59.500Z', 'Europe/Berlin', '2026-03-02', 86_341],
  ['2026-03-01T23:01:00.000Z', 'Europe/Berlin', '2026-03-02', 86_340],
  ['2026-03-01T18:29:30.000Z', 'Asia/Kolkata', '2026-03-01', 30],
])('at %s it is %s: %s, with %i seconds left of it', (at, timeZone, day, seconds) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(at) });
  expect([today(timeZone), secondsLeft(timeZone)]).toEqual([day, seconds]);
  vi.useRealTimers();
});

const oidc = { ASSAY_OIDC_ISSUER: 'https://login.example/realms/staff', ASSAY_OIDC_AUDIENCE: 'api://assay' };
test('people sign in at an issuer, and own tokens end with it unless they are switched on', () => {
  const signIn = { issuer: 'https://login.example/realms/staff', audience: 'api://assay', roleClaim: 'roles' };
  expect(config({})).toMatchObject({ signIn: undefined, ownTokens: true });
  expect(config(oidc)).toMatchObject({ signIn, ownTokens: false });
  expect(config({ ...oidc, ASSAY_OWN_TOKENS: 'on', ASSAY_OIDC_ROLE_CLAIM: 'a.b' })).toMatchObject({ signIn: { ...signIn, roleClaim: 'a.b' }, ownTokens: true });
  expect(config({ ...oidc, ASSAY_OIDC_ISSUER: 'http://localhost:8080/realms/staff' }).signIn?.issuer).toBe('http://localhost:8080/realms/staff');
});

test.each([
  [{ ASSAY_OIDC_ISSUER: oidc.ASSAY_OIDC_ISSUER }, 'ASSAY_OIDC_AUDIENCE', 'ASSAY_OIDC_ISSUER'],
  [{ ASSAY_OIDC_ISSUER: oidc.ASSAY_OIDC_ISSUER, ASSAY_OIDC_AUDIENCE: '' }, 'ASSAY_OIDC_AUDIENCE', 'ASSAY_OIDC_ISSUER'],
  [{ ASSAY_OIDC_AUDIENCE: 'x' }, 'ASSAY_OIDC_ISSUER', 'ASSAY_OIDC_AUDIENCE'],
  [{ ASSAY_OIDC_ROLE_CLAIM: 'x' }, 'ASSAY_OIDC_ISSUER', 'ASSAY_OIDC_ROLE_CLAIM'],
  [{ ASSAY_OWN_TOKENS: 'off' }, 'ASSAY_OIDC_ISSUER', 'ASSAY_OWN_TOKENS=off'],
])('half of a sign-in (%o) is refused: %s is needed', (set, name, beside) => {
  expect(() => config(set)).toThrow(expect.objectContaining({ code: 'SERVER_CONFIG_ALONE', path: name, params: expect.objectContaining({ name, beside }) }));
});
