import { connect as open } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLField, type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Role, roles } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Sql } from '../../src/db/client.ts';
import { schema } from '../../src/server/schema.ts';
import { plant, protects } from './canaries.ts';
import { type Answer, type Api, annId, api, canaries, read, token } from './world.ts';

let world: Api;
let plain: Api;
beforeAll(async () => {
  world = await api();
  await plant(world.sql);
  plain = await api({ sql: world.sql, plain: true });
});
/** What is answered by one statement, and what by the resolvers: that both tell the same is held elsewhere, so a few roles ask those. */
const servers: [string, () => Api, readonly Role[]][] = [
  ['by one statement', () => world, roles],
  ['by the resolvers', () => plain, ['agent', 'steward']],
];

const leaks = (role: Role, text: string): string[] =>
  protects.flatMap(([, words, holders]) => (role === 'admin' || holders.includes(role) ? [] : words.filter((word) => text.includes(word))));

/** What a field leads to is asked whole on so many ways to the field, by one leaf on the ways that come after: what it gives does not hang on the way to it. */
const mostWays = 1;

interface Reached {
  readonly type: GraphQLObjectType;
  /** The field that led to it: `Customer.rating`. */
  readonly by: string;
  readonly on: readonly string[];
  /** Types on the way: each once. */
  readonly through: readonly string[];
}

/** Ways from a customer to every leaf, as the fields on them, the short ones first. */
function ways(root: GraphQLObjectType): string[][] {
  const met = new Map<string, number>();
  const found: string[][] = [];
  for (let open: Reached[] = [{ type: root, by: '', on: [], through: [root.name] }]; open.length > 0; ) {
    const next: Reached[] = [];
    for (const reached of open) {
      const times = met.get(reached.by) ?? 0;
      met.set(reached.by, times + 1);
      const { leaves, inner } = fieldsOf(reached);
      found.push(...(times < mostWays ? leaves : leaves.slice(0, 1)));
      if (times < mostWays) next.push(...inner);
    }
    open = next;
  }
  return found;
}

function fieldsOf({ type, on, through }: Reached): { leaves: string[][]; inner: Reached[] } {
  const fields = Object.values(type.getFields()).map((field: GraphQLField<unknown, unknown>) => ({
    way: [...on, field.name],
    by: `${type.name}.${field.name}`,
    inner: getNamedType(field.type),
  }));
  return {
    leaves: fields.filter(({ inner }) => isLeafType(inner)).map(({ way }) => way),
    inner: fields.flatMap(({ way, by, inner }) =>
      isObjectType(inner) && !through.includes(inner.name) ? [{ type: inner, by, on: way, through: [...through, inner.name] }] : [],
    ),
  };
}
/** Forecasts and paths of every rating of every account cost more than an operation may. */
const isTooMuch = (way: readonly string[]): boolean => way[0] === 'accounts' && (way.includes('forecast') || way.includes('path'));
const all = ways(schema().getType('Customer') as GraphQLObjectType).filter((way) => !isTooMuch(way));
const nested = (way: readonly string[]): string => way.reduceRight((inner, field) => (inner ? `${field} { ${inner} }` : field), '');
const asked = (way: readonly string[]): string => `{ customer(id: "${annId}") { ${nested(way)} } }`;

describe.each(servers)('every leaf of the full schema, asked by every role and answered %s', (_, server, asking) => {
  it.each(asking)('%s: is answered, or unknown in the words for a field that never was', async (role) => {
    expect(all.length).toBeGreaterThan(100);
    let refused = 0;
    let seen = '';
    // What does not exist for a role hides whatever lies behind it: the first way to it is asked.
    const gone = new Set<string>();
    for (const way of all) {
      if (way.some((_, at) => gone.has(way.slice(0, at + 1).join('.')))) continue;
      const { status, errors, text } = await server().ask(role, asked(way));
      expect(leaks(role, text), `${role} asks ${asked(way)}`).toEqual([]);
      seen += text;
      if (status === 200) {
        expect(errors, asked(way)).toEqual([]);
        continue;
      }
      refused += 1;
      const [, field = ''] = /^Cannot query field "(\w+)" on type/.exec(errors[0]!.message) ?? [];
      expect([errors[0]!.extensions['code'], [...way, 'customer']]).toEqual(['GRAPHQL_VALIDATION_FAILED', expect.arrayContaining([field])]);
      const never = await server().ask(role, asked(way).replaceAll(new RegExp(`\\b${field}\\b`, 'g'), 'zzzzzzzzzzzz'));
      expect(errors[0]!.message.replace(/ Did you mean .*/, '').replace(field, 'zzzzzzzzzzzz')).toBe(never.errors[0]!.message);
      if (field === 'customer') break;
      gone.add(way.slice(0, way.indexOf(field) + 1).join('.'));
    }
    expect(refused > 0).toBe(role !== 'admin');
    for (const [scope, words, holders] of protects)
      if (role === 'admin' || holders.includes(role)) for (const word of words) expect(seen, scope).toContain(word);
  });

  it('whoever stands in a relation shows no more than when asked for alone', async () => {
    const other = encodeId('cus', nameKey('crm', 'customer', 'A-2'));
    for (const role of asking.filter((each) => ['agent', 'analyst', 'steward'].includes(each))) {
      let seen = '';
      for (const way of all.filter((each) => each.length < 3)) {
        const { status, errors, text } = await server().ask(role, `{ customer(id: "${other}") { relations { other { ${nested(way)} } } } }`);
        expect([leaks(role, text), status === 200 ? errors : []], `${role} asks for ${nested(way)} of the other`).toEqual([[], []]);
        expect(status, `${role} asks for ${nested(way)}`).toBe((await server().ask(role, asked(way))).status);
        seen += text;
      }
      expect(seen.includes(canaries.name)).toBe(role !== 'analyst');
    }
  });

  it('all that a role is granted in one operation betrays nothing else, not even in what is logged', async () => {
    for (const role of asking) {
      const granted: string[][] = [];
      for (const way of all.filter((each) => each.length < 3)) if ((await server().ask(role, asked(way))).status === 200) granted.push(way);
      if (granted.length === 0) continue;
      const fields = granted.map((way, at) => nested([`a${at}: ${way[0]}`, ...way.slice(1)])).join(' ');
      const { errors, text, headers } = await server().ask(role, `{ customer(id: "${annId}") { ${fields} } }`);
      expect([errors, leaks(role, text + JSON.stringify([...headers]))]).toEqual([[], []]);
    }
    for (const word of protects.flatMap(([, words]) => words)) expect(JSON.stringify(server().logged)).not.toContain(word);
  });
});

describe('what is not granted cannot be told from what never was', () => {
  const pairs: [string, Role, string, string][] = [
    ['a mutation', 'agent', 'mutation { rateCustomer(input: {}) { refusal { code } } }', 'mutation { nothing(input: {}) { refusal { code } } }'],
    ['a type', 'analyst', 'query ($x: RateCustomerInput) { about { name } }', 'query ($x: RateCustomerInpux) { about { name } }'],
    ['a fragment on a type', 'analyst', '{ ... on Contact { value } }', '{ ... on Contucx { value } }'],
    ['a sort', 'analyst', '{ customers(sort: NAME) { count } }', '{ customers(sort: NAMX) { count } }'],
    ['another customer', 'agent', `{ customer(id: "cus_${'0'.repeat(26)}") { id } }`, '{ customer(id: "no id") { id } }'],
  ];
  it.each(pairs)('%s', async (_, role, forbidden, never) => {
    const [one, other] = await Promise.all([world.ask(role, forbidden), world.ask(role, never)]);
    const same = ({ status, text }: Answer) => [
      status,
      text.replaceAll(/nothing|Inpux|Contucx|NAMX/g, (word) => ({ nothing: 'rateCustomer', Inpux: 'Input', Contucx: 'Contact', NAMX: 'NAME' })[word] ?? ''),
    ];
    expect(same(one)).toEqual(same(other));
  });

  it('an order that is not granted is no default either: it must be said which', async () => {
    expect((await world.ask('analyst', '{ customers { count } }')).errors[0]!.message).toContain('argument "sort" of type "CustomerSort!" is required');
    expect((await world.ask('analyst', '{ customers(sort: GRADE_WORST) { count } }')).data).toEqual({ customers: { count: 0 } });
    expect((await world.ask('agent', '{ customers { count edges { node { id } } } }')).data!['customers']).toMatchObject({ count: 2, edges: [{}, {}] });
  });
});

describe('input that is meant to hurt', () => {
  const nul = String.fromCharCode(0);
  const cases: [string, Role, string, object, number, string][] = [
    ['null for a page by way of a variable', 'agent', 'query ($n: Int) { customers(first: $n) { count } }', { n: null }, 400, 'BAD_USER_INPUT'],
    ['null for a directive', 'agent', 'query ($n: Boolean = true) { about @include(if: $n) { name } }', { n: null }, 400, 'BAD_USER_INPUT'],
    ['NUL in a search', 'agent', 'query ($t: String!) { search(text: $t) { by } }', { t: `ab${nul}cd` }, 400, 'GRAPH_CHARACTER'],
    ['NUL in a filter', 'agent', 'query ($t: String) { customers(filter: { kind: $t }) { count } }', { t: nul }, 400, 'GRAPH_CHARACTER'],
    [
      'NUL in what is kept',
      'officer',
      'mutation ($t: ID!) { rateCustomer(input: { customerId: $t, idempotencyKey: $t }) { refusal { code } } }',
      { t: nul },
      400,
      'GRAPH_CHARACTER',
    ],
    ['NUL in the document', 'agent', '{ search(text: "ab\\u0000cd") { by } }', {}, 400, 'GRAPH_CHARACTER'],
    ['half a character', 'agent', 'query ($t: String!) { customers(dimension: $t) { count } }', { t: 'ab\ud800' }, 400, 'GRAPH_CHARACTER'],
    ['a day before the calendar', 'agent', `{ customer(id: "${annId}") { behaviour(asOf: "0001-01-01") { bucket } } }`, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription', 'agent', 'subscription { customer { id } }', {}, 400, 'GRAPH_OPERATION'],
    [
      'fragments in a ring',
      'agent',
      `{ customer(id: "${annId}") { ...a } } fragment a on Customer { ...b } fragment b on Customer { ...a }`,
      {},
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a cursor that is none', 'agent', '{ customers(after: "") { count } }', {}, 200, 'GRAPH_CURSOR_INVALID'],
  ];
  it.each(cases)('%s is refused in words and is no incident', async (_, role, query, variables, status, code) => {
    world.logged.length = 0;
    const answer = await world.ask(role, query, { variables });
    expect([answer.status, answer.errors[0]!.extensions['code'], world.logged]).toEqual([status, code, []]);
  });

  it('a hundred thousand wrong values cost no more than one', async () => {
    const since = performance.now();
    const { status } = await world.ask('agent', 'query ($f: CustomerFilter) { customers(filter: $f) { count } }', {
      variables: { f: { grades: Array(100_000).fill(1) } },
    });
    expect(status).toBe(400);
    expect(performance.now() - since).toBeLessThan(3_000);
  });

  it('the whole introspection sixty times over stalls nobody', async () => {
    const types = Array.from({ length: 60 }, (_, at) => `a${at}: __schema { types { name fields { name type { name } args { name } } } }`).join(' ');
    const since = performance.now();
    expect((await world.ask('admin', `{ ${types} }`)).status).toBe(200);
    expect(performance.now() - since).toBeLessThan(3_000);
  });

  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = open(Number(new URL(world.url).port), 'localhost', () => socket.write(text.replaceAll('\n', '\r\n')));
      let heard = '';
      socket.on('data', (part) => (heard += part));
      socket.on('error', () => resolve(heard));
      socket.on('close', () => resolve(heard));
    });
  const lines: [string, string, string][] = [
    ['no path', 'GET // HTTP/1.1\nhost: x\nconnection: close\n\n', '404'],
    ['half an address', 'GET http://[ HTTP/1.1\nhost: x\nconnection: close\n\n', '404'],
    ['two lengths', 'POST /graphql HTTP/1.1\nhost: x\ncontent-length: 5\ntransfer-encoding: chunked\n\n0\n\n', '400'],
    ['a trace', 'TRACE /graphql HTTP/1.1\nhost: x\nconnection: close\n\n', '405'],
    ['no type', 'POST /graphql HTTP/1.1\nhost: x\nconnection: close\ncontent-length: 2\n\n{}', '415'],
    ['no HTTP', 'hello\n\n', '400'],
  ];
  it.each(lines)('a request of %s is the sender’s fault', async (_, text, status) => {
    world.logged.length = 0;
    expect([(await raw(text)).slice(9, 12), world.logged]).toEqual([status, []]);
  });

  it('a refused method names those there are', async () => {
    expect((await fetch(`${world.url}/graphql`, { method: 'DELETE' })).headers.get('allow')).toBe('GET, POST');
  });

  it('a mutation by GET is refused whoever asks', async () => {
    const query = encodeURIComponent('mutation { rateCustomer(input: { customerId: "x", idempotencyKey: "get" }) { refusal { code } } }');
    const headers = { authorization: `Bearer ${await token('officer')}`, 'apollo-require-preflight': '1' };
    expect((await read(await fetch(`${world.url}/graphql?query=${query}`, { headers }))).status).toBe(405);
    expect(await world.sql`select from assay.request_key where key = 'get'`).toHaveLength(0);
  });
});

it('a crowd that asks whether the server is ready is one question to the database', async () => {
  let asked = 0;
  let answer = (): void => {};
  const pending = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const question = () => {
    asked++;
    return pending;
  };
  const sql = Object.assign(question, { options: {} }) as unknown as Sql;
  const crowd = await api({ sql });
  const answers = Array.from({ length: 50 }, () => fetch(`${crowd.url}/readyz`));
  await sleep(300);
  expect(asked).toBe(1);
  answer();
  expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
});

describe('a connection that is lost in the middle', () => {
  const lost: [string, Role, string, string][] = [
    ['of a query', 'agent', `{ customer(id: "${annId}") { name } }`, 'assay.customer'],
    [
      'of a mutation',
      'officer',
      `mutation { rateCustomer(input: { customerId: "${annId}", idempotencyKey: "lost" }) { refusal { code } } }`,
      'assay.request_key',
    ],
  ];
  it.each(lost)('%s is a typed error, and the next answer is right', async (_, role, query, table) => {
    const { asked: answer } = await world.sql.begin(async (tx) => {
      await tx.unsafe(`lock table ${table}`);
      const pending = world.ask(role, query);
      const waits = () => world.sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waits()).length, { timeout: 10_000 }).toBe(1);
      await tx`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return { asked: await pending };
    });
    expect([answer.status, answer.errors[0]!.extensions['code']]).toEqual([503, 'DB_LOST']);
    expect(answer.text).not.toMatch(/terminat|administrator|57P01/);
    const next = await world.ask(role, query);
    expect([next.status, next.errors]).toEqual([200, []]);
  });
});
