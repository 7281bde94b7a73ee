import { subscribe } from 'node:diagnostics_channel';
import { connect as open } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { connect } from '../../src/db/client.ts';
import { startServer } from '../../src/server/http.ts';
import { type Api, api, at, keys, read, token } from './world.ts';

let world: Api;
beforeAll(async () => {
  world = await api({ requestSeconds: 1 });
});

const post = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  read(await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }));
const code = (answer: { errors: { extensions: Record<string, unknown> }[] }) => answer.errors[0]?.extensions['code'];

describe('limits', () => {
  it('a body that is too large is refused, with and without a length', async () => {
    const large = JSON.stringify({ query: `{ about { name } } # ${'x'.repeat(limits.bodyBytes)}` });
    const answer = await post(large);
    expect([answer.status, code(answer)]).toEqual([413, 'SERVER_BODY_LARGE']);
    const stream = new Blob([large]).stream();
    const chunked = await read(
      await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' } as RequestInit),
    );
    expect([chunked.status, code(chunked)]).toEqual([413, 'SERVER_BODY_LARGE']);
  });

  it('a document of too many tokens is refused with both numbers', async () => {
    const answer = await world.ask('agent', `{ ${'about { name } '.repeat(600)} }`);
    expect([answer.status, code(answer), answer.errors[0]!.message]).toEqual([
      400,
      'GRAPH_TOKENS',
      `The document has 2402 tokens; at most ${limits.documentTokens} are read.`,
    ]);
  });

  it('an operation that costs too much is refused before anything is read, after its variables are known', async () => {
    const query = 'query ($n: Int!) { customer(source: "crm", key: "A-1") { accounts(first: $n) { bills(last: $n) { payments { stated } } } } }';
    world.statements.length = 0;
    const answer = await world.ask('agent', query, { variables: { n: 100 } });
    expect([answer.status, code(answer), world.statements.length]).toEqual([400, 'GRAPH_COST', 0]);
    expect(answer.errors[0]!.message).toMatch(/may cost \d+; at most 10000 /);
    expect((await world.ask('agent', query, { variables: { n: 12 } })).status).toBe(200);
    expect((await world.ask('agent', query, { variables: { n: 100 }, language: 'zh' })).errors[0]!.message).toContain('最多 10000');
  });

  it('aliases add up', async () => {
    const many = Array.from({ length: 120 }, (_, at) => `a${at}: accounts(first: 100) { id }`).join(' ');
    expect(code(await world.ask('agent', `{ customer(source: "crm", key: "A-1") { ${many} } }`))).toBe('GRAPH_COST');
  });

  it('a body that comes too slowly is given up', async () => {
    const { port } = new URL(world.url);
    const heard = await new Promise<string>((resolve) => {
      const socket = open(Number(port), 'localhost', () =>
        socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{'),
      );
      let text = '';
      socket.on('data', (part) => (text += part));
      socket.on('error', () => resolve(text));
      socket.on('close', () => resolve(text));
    });
    expect(heard).toMatch(/^HTTP\/1\.1 408/);
  });

  it('headers that are too large are refused', async () => {
    expect((await fetch(`${world.url}/livez`, { headers: { 'x-large': 'x'.repeat(limits.headerBytes) } })).status).toBe(431);
  });
});

describe('requests that are not right', () => {
  const cases: [string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string][] = [
    ['no JSON', 'query', {}, 400, 'SERVER_BODY_JSON'],
    ['a JSON list', '[]', {}, 400, 'SERVER_BODY_JSON'],
    ['wrong bytes', new Uint8Array([0x7b, 0xff, 0x7d]), {}, 400, 'SERVER_BODY_JSON'],
    ['a form', 'query=%7Babout%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'SERVER_BODY_TYPE'],
    ['plain text', '{"query":"{ about { name } }"}', { 'content-type': 'text/plain' }, 415, 'SERVER_BODY_TYPE'],
    ['no query', '{"variables":{}}', {}, 400, 'BAD_REQUEST'],
  ];
  it.each(cases)('%s is refused', async (_, body, headers, status, expected) => {
    const answer = await post(body, headers);
    expect([answer.status, code(answer)]).toEqual([status, expected]);
  });

  it('a query by GET needs the header that browsers cannot forge, and mutations are never taken so', async () => {
    const url = `${world.url}/graphql?query=${encodeURIComponent('{ about { name } }')}`;
    expect((await read(await fetch(url))).status).toBe(400);
    expect((await read(await fetch(url, { headers: { 'apollo-require-preflight': '1' } }))).data).toEqual({ about: { name: 'Assay' } });
    const other = await read(await fetch(`${world.url}/graphql`, { method: 'PUT' }));
    expect([other.status, code(other)]).toEqual([405, 'SERVER_METHOD']);
  });

  it('an error inside a request says what, how to mend it, and in Chinese when asked', async () => {
    const query = '{ customer { id } }';
    const { errors } = await world.ask('agent', query);
    expect(errors[0]).toEqual({
      message: 'It is not said which customer.',
      locations: expect.any(Array),
      path: ['customer'],
      extensions: { code: 'CUSTOMER_NOT_NAMED', hint: 'Give `id`, or `source` and `key` together.' },
    });
    expect((await world.ask('agent', query, { language: 'zh-CN,zh;q=0.9' })).errors[0]!.message).toBe('没有说明是哪个客户。');
  });
});

describe('the rest of the server', () => {
  it('lives, is ready, says what it is, and has nothing else', async () => {
    expect([(await fetch(`${world.url}/livez`)).status, (await fetch(`${world.url}/readyz`)).status]).toEqual([200, 200]);
    expect(await (await fetch(world.url)).text()).toContain('/graphql');
    expect((await fetch(`${world.url}/.env`)).status).toBe(404);
  });

  it('an unforeseen failure is an incident number outside and a shape without data in the log', async () => {
    const { sql } = world;
    await sql`alter table assay.customer rename to customer_away`;
    try {
      const { errors, text } = await world.ask('agent', '{ customer(source: "crm", key: "A-1") { name } }');
      expect(errors[0]!.extensions['code']).toBe('INTERNAL');
      expect(text).not.toMatch(/relation|assay\.customer|select/);
      const incident = /incident ([0-9a-f-]{36})/.exec(errors[0]!.message)![1];
      expect(world.logged).toContainEqual(expect.objectContaining({ incident, code: '42P01' }));
      expect(JSON.stringify(world.logged)).not.toContain('A-1');
    } finally {
      await sql`alter table assay.customer_away rename to customer`;
    }
  });

  it('a statement that takes too long is given up in words', async () => {
    await world.sql.begin(async (tx) => {
      await tx`lock table assay.customer`;
      const slow = connect(urlOf(world), { max: 1, statementSeconds: 1 });
      const other = await api({ sql: slow });
      const { status, errors } = await other.ask('agent', '{ customer(source: "crm", key: "A-1") { name } }');
      expect([status, errors[0]!.extensions['code']]).toEqual([503, 'GRAPH_TIME']);
      await slow.end();
    });
  });

  it('a database that is away is a typed error, and not being ready', async () => {
    const sql = connect('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    const other = await api({ sql });
    const { status, errors } = await other.ask('agent', '{ customer(source: "crm", key: "A-1") { name } }');
    expect([status, errors[0]!.extensions['code']]).toEqual([503, 'DB_UNREACHABLE']);
    expect((await other.ask('agent', '{ about { name } }')).status).toBe(200);
    expect((await fetch(`${other.url}/readyz`)).status).toBe(503);
  });

  it('a port that is taken is named', async () => {
    const port = Number(new URL(world.url).port);
    await expect(
      startServer({ sql: world.sql, keys, currency: 'EUR', log: { error: () => {}, warn: () => {} }, now: () => at, today: () => at.slice(0, 10), port }),
    ).rejects.toMatchObject({ code: 'SERVER_PORT_TAKEN' });
  });

  it('closing answers what is in flight', async () => {
    const served = await startServer({
      sql: world.sql,
      keys,
      currency: 'EUR',
      log: { error: () => {}, warn: () => {} },
      now: () => at,
      today: () => at.slice(0, 10),
      port: 0,
    });
    const authorization = `Bearer ${await token('agent')}`;
    const sent = new Promise<void>((resolve) => {
      let count = 0;
      subscribe('undici:client:sendHeaders', () => void (++count === 20 && resolve()));
    });
    const asked = Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${served.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization },
          body: JSON.stringify({ query: '{ customer(source: "crm", key: "A-1") { name accounts { bills { id } } } }' }),
        }),
      ),
    );
    await sent;
    await served.close();
    expect((await asked).map((response) => response.status)).toEqual(Array(20).fill(200));
    await expect(fetch(`${served.url}/livez`)).rejects.toThrow();
  });
});

function urlOf({ sql }: Api): string {
  const { host, port, user, pass, database } = sql.options as unknown as { host: string[]; port: number[]; user: string; pass: string; database: string };
  return `postgres://${user}:${pass}@${host[0]}:${port[0]}/${database}`;
}
