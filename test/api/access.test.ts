import { beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../src/access/role.ts';
import { issueToken } from '../../src/access/token.ts';
import { type Api, api, canaries, keys, read, token } from './world.ts';

let world: Api;
beforeAll(async () => {
  world = await api();
});

const by = (fields: string) => `{ customer(source: "crm", key: "A-1") { ${fields} } }`;
const numbers = by('identifiers { kind value verified }');

describe('what a role sees', () => {
  it('an agent sees numbers masked, a steward in clear', async () => {
    expect((await world.ask('agent', numbers)).data!['customer'].identifiers).toEqual([
      { kind: 'national_id', value: `••••${canaries.national.slice(-4)}`, verified: true },
    ]);
    expect((await world.ask('steward', numbers)).data!['customer'].identifiers).toEqual([{ kind: 'national_id', value: canaries.national, verified: true }]);
  });

  it('an agent sees contacts, plain attributes, and nothing sensitive', async () => {
    const { data, text } = await world.ask('agent', by('contacts { kind value verified } attributes { name value class }'));
    expect(data!['customer']).toEqual({
      contacts: [{ kind: 'phone', value: canaries.phone, verified: false }],
      attributes: [{ name: 'segment', value: 'retail', class: 'plain' }],
    });
    expect(text).not.toContain('Canary');
    expect((await world.ask('agent', by('sensitiveAttributes { value }'))).errors[0]!.message).toContain('Cannot query field "sensitiveAttributes"');
  });

  it('a steward sees sensitive attributes, those nobody declared among them', async () => {
    const { data } = await world.ask('steward', by('sensitiveAttributes { name value class }'));
    expect(data!['customer'].sensitiveAttributes).toEqual([
      { name: 'religion', value: canaries.religion, class: 'religion' },
      { name: 'unknown', value: 'Canary-Undeclared', class: 'undeclared' },
    ]);
  });

  const hidden = [
    'name',
    'address',
    'bornOn',
    'identifiers { value }',
    'contacts { value }',
    'sensitiveAttributes { value }',
    'n: name',
    '...f',
    '... on Customer { name }',
  ];
  it.each(hidden)('an analyst asks for %s in vain', async (field) => {
    const fragment = field === '...f' ? ' fragment f on Customer { name }' : '';
    const { status, errors, data, text } = await world.ask('analyst', by(`id ${field}`) + fragment);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors[0]!.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    for (const canary of Object.values(canaries)) expect(text).not.toContain(canary);
  });

  it('the message for a forbidden field is that for an unknown one', async () => {
    const [forbidden, unknown] = await Promise.all([world.ask('analyst', by('address')), world.ask('analyst', by('adrress'))]);
    expect(forbidden!.text.replaceAll('address', 'adrress')).toBe(unknown!.text);
  });

  it('without a token only about is there', async () => {
    expect((await world.ask(null, '{ about { name version } }')).data).toEqual({ about: { name: 'Assay', version: expect.stringMatching(/^\d/) } });
    const { errors, text } = await world.ask(null, by('name'));
    expect(errors[0]!.message).toBe('Cannot query field "customer" on type "Query".');
    expect(text).not.toContain('Canary');
    expect((await world.ask(null, '{ __schema { types { name } } }')).text).not.toContain('Customer');
  });

  it('introspection shows a role its projection', async () => {
    const fields = async (role: 'agent' | 'analyst') =>
      (await world.ask(role, '{ __type(name: "Customer") { fields { name } } }')).data!['__type'].fields.map((field: { name: string }) => field.name);
    expect(await fields('agent')).toEqual(expect.arrayContaining(['name', 'contacts', 'identifiers']));
    const analyst = await fields('analyst');
    for (const gone of ['name', 'address', 'contacts', 'identifiers', 'sensitiveAttributes']) expect(analyst).not.toContain(gone);
    expect((await world.ask('analyst', '{ __type(name: "Identifier") { name } }')).data).toEqual({ __type: null });
  });
});

describe('caches never cross', () => {
  const orders: ('admin' | 'agent' | 'analyst')[][] = [
    ['admin', 'agent', 'analyst'],
    ['analyst', 'agent', 'admin'],
    ['agent', 'admin', 'agent'],
    ['admin', 'analyst', 'admin'],
  ];
  it.each(orders.map((order, at) => [order.join(', then '), order, at] as const))('the same text asked by %s', async (_, order, at) => {
    const query = by(`identifiers { value } name # ${at}`.replace(/ #.*/, ` a${at}: id`));
    for (const role of [...order, ...order]) {
      const { data, text } = await world.ask(role, query);
      if (role === 'admin') expect(data!['customer'].identifiers[0].value).toBe(canaries.national);
      if (role === 'agent') expect(data!['customer'].identifiers[0].value).toBe(`••••${canaries.national.slice(-4)}`);
      if (role === 'analyst') expect([data, text.includes(canaries.name)]).toEqual([undefined, false]);
    }
  });
});

describe('tokens over HTTP', () => {
  const post = async (authorization: string | undefined, language = 'en') =>
    read(
      await fetch(`${world.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': language, ...(authorization === undefined ? {} : { authorization }) },
        body: JSON.stringify({ query: '{ about { name } }' }),
      }),
    );

  it('every role has its graph', async () => {
    for (const role of roles) expect((await world.ask(role, '{ about { name } }')).data).toEqual({ about: { name: 'Assay' } });
  });

  it('an expired one is refused with the way out, in Chinese too', async () => {
    const old = await issueToken(keys.token, { role: 'agent', subject: 'x' }, '2026-11-01T10:00:00.000Z');
    const answer = await post(`Bearer ${old}`);
    expect([answer.status, answer.errors[0]!.extensions['code'], answer.headers.get('www-authenticate')]).toEqual([
      401,
      'ACCESS_TOKEN_EXPIRED',
      'Bearer error="invalid_token"',
    ]);
    expect(answer.errors[0]!.message).toBe('The token expired at 2026-11-01T22:00:00.000Z.');
    expect((await post(`Bearer ${old}`, 'zh-CN')).errors[0]!.message).toContain('过期');
  });

  const wrong: [string, (good: string) => string, string][] = [
    ['forged', (good) => `Bearer ${good.slice(0, -4)}AAAA`, 'ACCESS_TOKEN_INVALID'],
    ['of another scheme', () => 'Basic YTpi', 'ACCESS_TOKEN_MISSING'],
    ['empty', () => 'Bearer ', 'ACCESS_TOKEN_MISSING'],
    ['nonsense', () => 'Bearer x.y.z', 'ACCESS_TOKEN_INVALID'],
  ];
  it.each(wrong)('one that is %s is refused', async (_, make, code) => {
    const { status, errors, text } = await post(make(await token('agent')));
    expect([status, errors[0]!.extensions['code']]).toEqual([401, code]);
    expect(text).not.toMatch(/jose|JWS|signature|stack|node_modules/i);
  });

  it('one in the query string or the body counts nothing', async () => {
    const good = await token('agent');
    const query = encodeURIComponent(by('name'));
    const answer = await read(await fetch(`${world.url}/graphql?query=${query}&access_token=${good}`, { headers: { 'apollo-require-preflight': '1' } }));
    expect(answer.errors[0]!.message).toContain('Cannot query field "customer"');
  });
});
