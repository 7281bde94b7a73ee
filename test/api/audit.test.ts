import { type Audit, serverAudits } from 'graphql-http';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, api } from './world.ts';

let world: Api;
beforeAll(async () => {
  world = await api();
});

/** What browsers cannot add to a request that another site's page makes: CSRF protection asks it of a GET. */
const fetchFn = (url: string, options: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...options, headers: { ...(options.headers as Record<string, string>), 'apollo-require-preflight': '1' } });

const audits: Audit[] = serverAudits({ url: () => `${world.url}/graphql`, fetchFn });

describe('GraphQL over HTTP', () => {
  it('has 61 audits', () => expect(audits.length).toBe(61));

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
  });
});

describe('a request that another site could make', () => {
  it('is refused', async () => {
    const url = `${world.url}/graphql?query=${encodeURIComponent('{ about { name } }')}`;
    for (const headers of [{}, { accept: 'application/json' }, { 'content-type': 'text/plain' }, { 'apollo-require-preflight': '' }] as Record<
      string,
      string
    >[]) {
      const response = await fetch(url, { headers });
      expect([headers, response.status >= 400 && response.status < 500, await response.json()]).toMatchObject([headers, true, { errors: [{}] }]);
    }
    expect((await fetch(url, { headers: { 'content-type': 'application/json' } })).status).toBe(200);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json, text/plain'])
      expect([
        type,
        (await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body: '{"query":"{ about { name } }"}' })).status,
      ]).toEqual([type, 415]);
  });
});
