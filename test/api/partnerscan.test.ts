import { beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/base/limits.ts';
import { type Asker, asker, consented, input, inquire, issued, tokenOf } from './market.ts';
import { type Api, api, read } from './world.ts';

let world: Api;
let bank: Asker;
let authorization: string;
beforeAll(async () => {
  world = await api({ unboundPartners: true });
  await issued(world.sql);
  bank = await asker(world.sql, world);
  await consented(world.sql, bank.party, 'A-1', { reference: 'R-1' });
  authorization = `Bearer ${await tokenOf(world.sql, world, bank.party)}`;
});

const entries = async (): Promise<number> => (await world.sql`select from assay.audit_entry where stream = ${bank.party.partnerId}`).length;
const post = async (body: string, headers: Record<string, string> = {}) =>
  read(await fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization, ...headers }, body }));
const times = (count: number, text: (at: number) => string): string => Array.from({ length: count }, (_, at) => text(at)).join(' ');
const about = (reference: string, at = 0): string =>
  `inquire(input: { subject: { reference: "${reference}" }, purpose: "letting", idempotencyKey: "scan-${reference}-${at}" })`;

describe('what a scanner tries is bounded before anything is read', () => {
  const cases: [string, string, string][] = [
    ['a thousand inquiries under aliases', `mutation { ${times(1_000, (at) => `a${at}: ${about('R-1', at)} { result { __typename } }`)} }`, 'GRAPH_TOKENS'],
    ['three thousand names of a type', `{ ${times(3_000, (at) => `a${at}: __typename`)} }`, 'GRAPH_TOKENS'],
    ['a field three thousand times', `{ about { ${'name '.repeat(3_000)} } }`, 'GRAPH_TOKENS'],
    ['a thousand directives', `{ about { name ${'@include(if: true) '.repeat(1_000)} } }`, 'GRAPH_TOKENS'],
    ['a directive twice', '{ about { name @include(if: true) @include(if: true) } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a directive that nobody knows, forty times', `{ about { name ${times(40, (at) => `@a${at}`)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'fragments in a ring',
      `mutation { ${about('R-1')} { ...a } } fragment a on InquirePayload { ...b } fragment b on InquirePayload { ...a }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a thousand levels',
      `mutation { ${about('R-1')} { result { ${'... on AnsweredInquiry { '.repeat(1_000)} subject ${'} '.repeat(1_000)} } } }`,
      'GRAPH_TOKENS',
    ],
    [
      'introspection in introspection',
      `{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ];
  it.each(cases)('%s', async (_, query, code) => {
    const before = await entries();
    const since = performance.now();
    const answer = await post(JSON.stringify({ query }));
    expect([answer.status, answer.errors[0]?.extensions['code']]).toEqual([400, code]);
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(await entries()).toBe(before);
  });

  it('a type of a type of a type, which is answered as fast as it is asked', async () => {
    const deep = `${'ofType { '.repeat(40)}name${' }'.repeat(40)}`;
    const since = performance.now();
    expect((await post(JSON.stringify({ query: `{ __schema { types { fields { type { ${deep} } } } } }` }))).status).toBe(200);
    expect(performance.now() - since).toBeLessThan(2_000);
  });

  it('forty inquiries in one request: each is counted, and those beyond the burst are refused', async () => {
    const { ask } = await asker(world.sql, world, { agreement: { quotas: { day: 1_000, subject: 1_000, burst: 10, perSecond: 0.01 } } });
    const { data, errors, status } = await ask(`mutation { ${times(40, (at) => `a${at}: ${about('guess', at)} { result { __typename } }`)} }`);
    const told = Object.values(data ?? {}).filter((each) => each !== null);
    expect([status, told.length, errors.length]).toEqual([200, 10, 30]);
    expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(new Set(['SHARING_QUOTA_BURST']));
  });

  it(`${limits.inquirySubjects + 1} subjects, and none`, async () => {
    const query = 'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { __typename } } }';
    for (const count of [0, limits.inquirySubjects + 1]) {
      const subjects = Array.from({ length: count }, (_, at) => ({ subject: { reference: `n-${at}` } }));
      const answer = await bank.ask(query, { variables: { input: { subjects, purpose: 'letting', idempotencyKey: `many-${count}` } } });
      expect(answer.errors[0]?.extensions['code']).toBe('SHARING_SUBJECTS_MANY');
    }
  });

  it('five megabytes of variables, and a header of one', async () => {
    const big = await post(JSON.stringify({ query: inquire('subject'), variables: input({ reference: 'x'.repeat(5_000_000) }) }));
    expect([big.status, big.errors[0]?.extensions['code']]).toEqual([413, 'SERVER_BODY_LARGE']);
    const header = await fetch(`${world.url}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${'x'.repeat(1_000_000)}` }, body: '{}' }).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([431, 'closed']).toContain(header);
  });
});

describe('a request of another form', () => {
  const question = `mutation { ${about('R-1', 99)} { result { __typename } } }`;
  const forms: [string, () => Promise<{ status: number }>, number][] = [
    ['several operations in one list', () => post(JSON.stringify([{ query: question }, { query: question }])), 400],
    [
      'an inquiry by GET',
      () => fetch(`${world.url}/graphql?query=${encodeURIComponent(question)}`, { headers: { authorization, 'apollo-require-preflight': '1' } }),
      405,
    ],
    ['a form', () => post(`query=${encodeURIComponent(question)}`, { 'content-type': 'application/x-www-form-urlencoded' }), 415],
    [
      'a form with files',
      () => post(`--b\r\ncontent-disposition: form-data; name="query"\r\n\r\n${question}\r\n--b--`, { 'content-type': 'multipart/form-data; boundary=b' }),
      415,
    ],
    ['plain text', () => post(JSON.stringify({ query: question }), { 'content-type': 'text/plain' }), 415],
    ['no operation', () => post('{}'), 400],
    ['a name of another operation', () => post(JSON.stringify({ query: question, operationName: 'other' })), 400],
    [
      'the hash of a text that was sent before',
      () => post(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } })),
      200,
    ],
    [
      'the token in the address',
      () =>
        fetch(`${world.url}/graphql?query=${encodeURIComponent('{ usage { day } }')}&access_token=${authorization.slice(7)}`, {
          headers: { 'apollo-require-preflight': '1' },
        }),
      400,
    ],
  ];
  it.each(forms)('%s is no inquiry', async (_, send, status) => {
    const before = await entries();
    expect((await send()).status).toBe(status);
    expect(await entries()).toBe(before);
  });

  it('tells no traces, timings or names of what runs, whatever is asked for', async () => {
    const headers = { 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1', 'x-debug': '1', authorization };
    const answer = await bank.ask(inquire('subject'), { variables: input({ reference: 'R-1' }), headers });
    expect(answer.extensions).toBeUndefined();
    expect(JSON.stringify([...answer.headers])).not.toMatch(/x-powered-by|apollo|express|trace|server-timing/i);
  });

  it('is counted to the partner, whatever it says of where it comes from', async () => {
    const left = [];
    for (const forwarded of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) {
      const headers = { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded, 'x-client-id': forwarded, authorization };
      const answer = await bank.ask(inquire('subject'), { variables: input({ reference: `n-${forwarded}` }), headers });
      left.push(Number(answer.headers.get('assay-quota-remaining')));
    }
    const [first = 0] = left;
    expect(left).toEqual([first, first - 1, first - 2]);
  });
});
