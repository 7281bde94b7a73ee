import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../src/access/token.ts';
import { limits } from '../../src/base/limits.ts';
import { type Api, api, keys, read, token } from './world.ts';

let world: Api;
let bearer: string;
beforeAll(async () => {
  world = await api();
  bearer = `Bearer ${await token('agent')}`;
});

interface Request {
  path?: string;
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}
const json = { 'content-type': 'application/json' };
const send = async (language: string | undefined, { path = '/graphql', method = 'POST', body, headers = json }: Request) =>
  read(
    await fetch(`${world.url}${path}`, {
      method,
      headers: { authorization: bearer, ...headers, ...(language === undefined ? {} : { 'accept-language': language }) },
      ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    }),
  );
const query = (text: string, variables?: object): Request => ({ body: { query: text, variables } });
const by = (fields: string): string => `{ customer(source: "crm", key: "A-1") { ${fields} } }`;
const encoded = encodeURIComponent('{ about { name } }');

/** Ways to be refused, in front of the graph, by its language, and inside it. */
const refusals: [string, () => Request | Promise<Request>, string][] = [
  ['no such path', () => ({ path: '/nothing', method: 'GET', headers: {} }), 'SERVER_PATH'],
  ['no such method', () => ({ method: 'PUT' }), 'SERVER_METHOD'],
  ['no JSON', () => ({ body: 'x' }), 'SERVER_BODY_JSON'],
  ['another type', () => ({ body: '{}', headers: { 'content-type': 'text/plain' } }), 'SERVER_BODY_TYPE'],
  ['a body too large', () => ({ body: 'x'.repeat(limits.bodyBytes + 1) }), 'SERVER_BODY_LARGE'],
  ['no token', () => ({ body: {}, headers: { ...json, authorization: 'Basic x' } }), 'ACCESS_TOKEN_MISSING'],
  ['a forged token', () => ({ body: {}, headers: { ...json, authorization: 'Bearer a.b.c' } }), 'ACCESS_TOKEN_INVALID'],
  [
    'an old token',
    async () => ({
      body: {},
      headers: { ...json, authorization: `Bearer ${await issueToken(keys.token, { role: 'agent', subject: 'x' }, '2026-11-01T10:00:00.000Z')}` },
    }),
    'ACCESS_TOKEN_EXPIRED',
  ],
  ['an empty object', () => ({ body: {} }), 'BAD_REQUEST'],
  ['a query that is no text', () => ({ body: { query: 1 } }), 'BAD_REQUEST'],
  ['an empty query', () => ({ body: { query: '' } }), 'BAD_REQUEST'],
  ['variables that are no object', () => ({ body: { query: '{ about { name } }', variables: [] } }), 'BAD_REQUEST'],
  ['variables in a text', () => ({ body: { query: '{ about { name } }', variables: '{}' } }), 'BAD_REQUEST'],
  ['an operation name that is no text', () => ({ body: { query: '{ about { name } }', operationName: 1 } }), 'BAD_REQUEST'],
  ['a link from elsewhere', () => ({ path: `/graphql?query=${encoded}`, method: 'GET', headers: {} }), 'BAD_REQUEST'],
  ['a link with two queries', () => ({ path: `/graphql?query=${encoded}&query=${encoded}`, method: 'GET' }), 'BAD_REQUEST'],
  ['a link with wrong variables', () => ({ path: `/graphql?query=${encoded}&variables=x`, method: 'GET' }), 'BAD_REQUEST'],
  ['an answer in another form', () => ({ body: { query: '{ about { name } }' }, headers: { ...json, accept: 'text/csv' } }), 'SERVER_ACCEPT'],
  ['two operations', () => query('query a { about { name } } query b { about { name } }'), 'OPERATION_RESOLUTION_FAILURE'],
  ['another operation', () => ({ body: { query: 'query a { about { name } }', operationName: 'b' } }), 'OPERATION_RESOLUTION_FAILURE'],
  ['half a document', () => query('{ about {'), 'GRAPHQL_PARSE_FAILED'],
  ['a stray character', () => query('{ about ( }'), 'GRAPHQL_PARSE_FAILED'],
  ['a text without end', () => query('{ search(text: "x) { by } }'), 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', () => query(by('nmae')), 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown argument', () => query('{ about(x: 1) { name } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown type', () => query('query ($x: Nothing) { about { name } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown fragment', () => query(by('...x')), 'GRAPHQL_VALIDATION_FAILED'],
  ['an unknown directive', () => query('{ about @x { name } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['an unused variable', () => query('query ($x: Int) { about { name } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['no selection', () => query('{ about }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['a selection too many', () => query('{ about { name { x } } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['fields that conflict', () => query('{ about { name name: version } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['a value of another type', () => query('{ customers(first: "x") { count } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['a sort there is not', () => query('{ customers(sort: X) { count } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['a required argument left out', () => query('{ search { by } }'), 'GRAPHQL_VALIDATION_FAILED'],
  ['a day that is none', () => query(by('behaviour(asOf: "2026-02-30") { bucket }')), 'GRAPHQL_VALIDATION_FAILED'],
  ['a variable of another type', () => query('query ($n: Int) { customers(first: $n) { count } }', { n: 'x' }), 'BAD_USER_INPUT'],
  ['a variable left out', () => query('query ($t: String!) { search(text: $t) { by } }'), 'BAD_USER_INPUT'],
  ['a variable with a field nobody knows', () => query('query ($f: CustomerFilter) { customers(filter: $f) { count } }', { f: { x: 1 } }), 'BAD_USER_INPUT'],
  ['too many tokens', () => query(`{ ${'about { name } '.repeat(600)} }`), 'GRAPH_TOKENS'],
  ['too dear', () => query(by('accounts(first: 100) { bills(last: 100) { payments { stated } } }')), 'GRAPH_COST'],
  ['nobody named', () => query('{ customer { id } }'), 'CUSTOMER_NOT_NAMED'],
  ['a cursor that is none', () => query('{ customers(after: "x") { count } }'), 'GRAPH_CURSOR_INVALID'],
];
const chinese = /[\u4e00-\u9fff]/;

describe('every refusal is said in the language asked for, with the way out', () => {
  it.each(refusals)('%s', async (_, make, code) => {
    const request = await make();
    for (const [asked, spoken] of [
      ['zh-Hant-TW, en;q=0.5', 'zh'],
      ['en;q=0.2, zh-CN;q=0.7', 'zh'],
      ['fr, *;q=0.1', 'en'],
      [undefined, 'en'],
      [';q=;;, zh;q=9', 'en'],
    ] as const) {
      const { headers, errors, text } = await send(asked, request);
      expect([errors[0]?.extensions['code'], headers.get('content-language'), headers.get('vary')], text).toEqual([code, spoken, 'Accept-Language']);
      for (const { message, extensions } of errors)
        for (const words of [message, String(extensions['hint'])]) expect(chinese.test(words), `${asked}: ${words}`).toBe(spoken === 'zh');
    }
  });

  it('GraphQL’s own sentences are whole sentences of Chinese', async () => {
    const said = async (request: Request) => (await send('zh', request)).errors[0]!.message;
    expect(await said(query(by('nmae')))).toBe('查询不符合接口：类型“Customer”没有字段“nmae”。是否想用 "name"？');
    expect(await said(query('{ about {'))).toBe('查询文档有语法错误：应为 Name，实际为 <EOF>。');
    expect(await said(query('query ($n: Int) { customers(first: $n) { count } }', { n: 'x' }))).toBe(
      '输入不合要求：变量“$n”的值 "x" 不合要求："x" 不能作为 Int。',
    );
  });

  it('what is wrong with a value or a selection is said in Chinese to its end', async () => {
    const latin = (text: string): string => text.replace(/[“"`][^”"`]*[”"`]|<EOF>|\b(Int|Date|Name|UTC|Decimal|String)\b/g, '');
    for (const [name, make, code] of refusals) {
      const { errors } = await send('zh', await make());
      if (code.startsWith('GRAPHQL_') || code === 'BAD_USER_INPUT') expect(latin(errors[0]!.message), name).not.toMatch(/[a-z]{3,} [a-z]{2,}/i);
    }
  });

  it('a long quotation costs nobody time', async () => {
    const since = performance.now();
    const value = '"; at "; found '.repeat(15_000);
    const { status } = await send('zh', query('query ($n: Int) { customers(first: $n) { count } }', { n: value }));
    expect(status).toBe(400);
    expect(performance.now() - since).toBeLessThan(1_000);
  });
});

it('what is answered names its language, and the page for people speaks it', async () => {
  for (const [asked, spoken] of [
    ['zh', 'zh'],
    ['de', 'en'],
  ] as const) {
    const { headers } = await send(asked, query('{ about { name } }'));
    expect([headers.get('content-language'), headers.get('vary')]).toEqual([spoken, 'Accept-Language']);
    const page = await fetch(world.url, { headers: { 'accept-language': asked } });
    expect([page.headers.get('content-language'), page.headers.get('vary')]).toEqual([spoken, 'Accept-Language']);
    expect(await page.text()).toContain(`<html lang="${spoken}">`);
  }
});

it('the patterns fit the GraphQL that is installed', () => {
  expect((JSON.parse(readFileSync('node_modules/graphql/package.json', 'utf8')) as { version: string }).version).toMatch(/^16\./);
});
