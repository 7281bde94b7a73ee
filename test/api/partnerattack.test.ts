import type { GraphQLObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Scope } from '../../src/base/scope.ts';
import { schema } from '../../src/server/schema.ts';
import { plant, protects } from './canaries.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, annId, api, canaries } from './world.ts';

/** What the bank is granted; everything else that is planted must never come back. */
const granted: readonly Scope[] = ['rating.grade', 'rating.reasons', 'profile.identity'];
const secrets = [...protects.flatMap(([scope, words]) => (granted.includes(scope) ? [] : words)), 'Canary-Partner'];

let world: Api;
let bank: Asker;
let other: Asker;
/** The first customer as the other partner knows her. */
let theirs: string;
beforeAll(async () => {
  world = await api({ unboundPartners: true, gate: { waitMs: 20_000 } });
  await plant(world.sql);
  await issued(world.sql);
  bank = await asker(world.sql, world);
  other = await asker(world.sql, world, { title: 'Canary-Partner', contacts: [{ name: 'Canary-Partner' }] });
  for (const { party } of [bank, other]) await consented(world.sql, party, 'A-1', { reference: 'R-1' });
  await consented(world.sql, other.party, 'A-2', { reference: 'R-2' });
  theirs = result(await other.ask(inquire('subject'), { variables: input({ reference: 'R-1' }) })).subject;
});

const result = (answer: Answer) => answer.data?.['inquire']?.result;
const about = (fields: string, more = ''): Promise<Answer> => bank.ask(inquire(`customer { ${fields} }`) + more, { variables: input({ reference: 'R-1' }) });

/** Nothing that is planted came back, in body or headers, or went to the log. */
function expectSilent({ text, headers }: Answer): void {
  const told = `${text} ${JSON.stringify([...headers])} ${JSON.stringify(world.logged)}`;
  expect(secrets.filter((word) => told.includes(word))).toEqual([]);
}

/** A word that no schema has, as long as the one it stands for. */
const nonsense = (word: string): string => 'z'.repeat(word.length);

describe('a field that the agreement does not grant', () => {
  const cases: [string, string, string, string?][] = [
    ['asked directly', 'address', 'address'],
    ['under an alias', 'address', 'a: address'],
    ['under the name of an allowed field', 'address', 'name: address'],
    ['beside the field whose name it takes', 'address', 'name address'],
    ['in an inline fragment', 'address', '... on Customer { ... { address } }'],
    ['in a named fragment', 'address', '...f', 'fragment f on Customer { address }'],
    ['three fragments deep', 'address', '...f', 'fragment f on Customer { ...g } fragment g on Customer { ... { ...h } } fragment h on Customer { address }'],
    ['left out by a directive', 'address', 'address @skip(if: true)'],
    ['with an argument of the wrong type', 'accounts', 'accounts(first: "many") { id }'],
    ['behind an account', 'accounts', 'accounts { holder { name } }'],
    ['behind somebody else', 'relations', 'relations { other { name } }'],
    ['of the records it came from', 'sourceRecords', 'sourceRecords { key }'],
    ['of who says so', 'provenance', 'provenance { source }'],
    ['of what is sensitive', 'sensitiveAttributes', 'sensitiveAttributes { value }'],
    ['of lists of the company', 'listEntries', 'listEntries { text }'],
    ['of disputes', 'marks', 'marks { text }'],
    ['of another rating', 'externalRatings', 'externalRatings { grade }'],
    ['of what became of it', 'outcomes', 'outcomes { kind }'],
    ['of what follows from it', 'policy', 'policy { decision }'],
    ['of who else asked', 'disclosures', 'disclosures { edges { node { partner } } }'],
    ['of what it consented to elsewhere', 'consents', 'consents { edges { node { partner } } }'],
  ];
  it.each(cases)('%s is refused as one that never was', async (_, name, fields, more = '') => {
    const [asked, never] = [await about(fields, more), await about(fields.replaceAll(name, nonsense(name)), more.replaceAll(name, nonsense(name)))];
    expect([asked.status, asked.errors[0]?.extensions['code'], asked.data]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED', undefined]);
    const first = ({ errors }: Answer) =>
      errors
        .map(({ message }) => message.replace(/ Did you mean .*/, ''))
        .filter((message) => message.includes(`"${name}"`) || message.includes(`"${nonsense(name)}"`));
    expect(first(asked).map((message) => message.replaceAll(name, nonsense(name)))).toEqual(first(never));
    expect(first(asked).length).toBeGreaterThan(0);
    expectSilent(asked);
  });

  it('is not suggested to who is nearly right, and what is granted is', async () => {
    for (const near of ['adress', 'address2', 'bornOnn', 'contact', 'accountss']) {
      const { errors } = await about(near);
      const [, suggested = ''] = / Did you mean (.*)/.exec(errors[0]?.message ?? '') ?? [];
      expect([near, /address|contacts|accounts/.test(suggested)]).toEqual([near, false]);
    }
    expect((await about('nme')).errors[0]?.message).toContain('Did you mean "name"?');
  });

  it('is in no type that introspection tells, nor is a type that only it reaches', async () => {
    const { data } = await bank.ask('{ __schema { types { name fields { name args { name } } inputFields { name } enumValues { name } } } }');
    const types = new Map<string, { fields: { name: string }[] | null }>(data?.['__schema'].types.map((type: { name: string }) => [type.name, type]));
    const fields = (name: string) =>
      types
        .get(name)
        ?.fields?.map((each) => each.name)
        .sort();
    expect(fields('Query')?.every((name) => ['about', 'usage', 'statement', 'rulesetChanges', 'agreement'].includes(name))).toBe(true);
    expect(fields('Mutation')).toEqual(['fileConsents', 'inquire', 'inquireMany']);
    expect(fields('Customer')).toEqual(expect.arrayContaining(['name', 'bornOn']));
    for (const gone of ['address', 'accounts', 'contacts', 'occupation']) expect(fields('Customer')).not.toContain(gone);
    for (const gone of ['Account', 'Bill', 'Contact', 'SourceRecord', 'CustomerConnection', 'CustomerSort', 'LogEntry', 'Consent', 'Partner'])
      expect([gone, types.has(gone)]).toEqual([gone, false]);
  });
});

describe('a way in beside the inquiry', () => {
  const roots = ['Query', 'Mutation'].flatMap((kind) =>
    Object.values((schema().getType(kind) as GraphQLObjectType).getFields()).map(({ name }) => [kind, name] as const),
  );
  it('is none of the roots of the company: each is unknown in the words for what never was', async () => {
    const { data } = await bank.ask('{ q: __type(name: "Query") { fields { name } } m: __type(name: "Mutation") { fields { name } } }');
    const own = new Set([...data?.['q'].fields, ...data?.['m'].fields].map(({ name }: { name: string }) => name));
    expect(roots.length - own.size).toBeGreaterThan(30);
    for (const [kind, name] of roots) {
      if (own.has(name)) continue;
      const answer = await bank.ask(`${kind === 'Query' ? 'query' : 'mutation'} { ${name} { id } }`);
      expect(answer.errors[0]?.message.replace(/ Did you mean .*/, '')).toBe(`Cannot query field "${name}" on type "${kind}".`);
    }
  });

  const ways: [string, string, number, string][] = [
    ['a node by its id', `{ node(id: "${annId}") { id } }`, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a customer by its id', `{ customer(id: "${annId}") { name } }`, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a search', '{ search(text: "Canary") { by } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription', 'subscription { customer { id } }', 400, 'GRAPH_OPERATION'],
    ['an inquiry by a query', '{ inquire { result { __typename } } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a fragment on a type that is not there', 'query { about { ... on Contact { value } } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of a type that is not there', 'query ($a: CustomerFilter) { about { name } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ];
  it.each(ways)('%s leads nowhere', async (_, query, status, code) => {
    const answer = await bank.ask(query);
    expect([answer.status, answer.errors[0]?.extensions['code']]).toEqual([status, code]);
    expectSilent(answer);
  });

  it('is no name of an operation or a fragment that introspection uses', async () => {
    const named = `mutation __schema($input: InquireInput!) { inquire(input: $input) { result { __typename ...__type } } } fragment __type on AnsweredInquiry { customer { ...__schema } } fragment __schema on Customer { name }`;
    expect(result(await bank.ask(named, { variables: input({ reference: 'R-1' }) }))).toEqual({
      __typename: 'AnsweredInquiry',
      customer: { name: canaries.name },
    });
  });
});

describe('somebody it may not ask about', () => {
  const subjects: [string, () => object][] = [
    ['under our own id', () => ({ id: annId })],
    ['under the id that another partner was told', () => ({ id: theirs })],
    ['under an id that is guessed', () => ({ id: encodeId('cus', nameKey('crm', 'customer', 'A-2'), nameKey('crm', 'customer', 'A-1')) })],
    ['under the next id', () => ({ id: `${theirs.slice(0, -1)}0` })],
    ['under a reference of another partner', () => ({ reference: 'R-2' })],
    ['who does not exist', () => ({ reference: 'nobody' })],
  ];
  it('is nobody, in the same bytes whatever was sent', async () => {
    const texts = [];
    for (const [, subject] of subjects) {
      const answer = await bank.ask(inquire('subject customer { name }'), { variables: input(subject()) });
      expectSilent(answer);
      texts.push(`${answer.status} ${answer.text}`);
    }
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('SHARING_REFUSED');
  });

  it('is as long in coming as somebody unknown, asked for by turns', async () => {
    const kinds = { unknown: { reference: 'nobody' }, foreign: { reference: 'R-2' }, id: { id: theirs } };
    const took: Record<string, number[]> = { unknown: [], foreign: [], id: [] };
    for (let turn = 0; turn < 45; turn += 1)
      for (const [kind, subject] of Object.entries(kinds)) {
        const since = performance.now();
        await bank.ask(inquire('subject'), { variables: input(subject) });
        if (turn > 4) took[kind]?.push(performance.now() - since);
      }
    const median = (list: number[] = []): number => list.toSorted((a, b) => a - b)[list.length >> 1] as number;
    for (const kind of ['foreign', 'id']) {
      const ratio = median(took[kind]) / median(took['unknown']);
      expect([kind, ratio > 0.6 && ratio < 1.67]).toEqual([kind, true]);
    }
  });

  it('is not told from the place in a list: those who are refused are alike wherever they stand', async () => {
    const query =
      'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { __typename ... on AnsweredInquiry { customer { name } } ... on RefusedInquiry { code message hint } } } }';
    const ask = async (...references: string[]) => {
      const variables = { input: { ...input({}).input, subject: undefined, subjects: references.map((reference) => ({ subject: { reference } })) } };
      const answer = await bank.ask(query, { variables });
      expectSilent(answer);
      return answer.data?.['inquireMany'].results.map((each: object) => JSON.stringify(each));
    };
    const [first, second, third, fourth] = await ask('R-1', 'R-2', 'nobody', 'R-1');
    expect([second, first]).toEqual([third, fourth]);
    expect(await ask('nobody', 'R-1', 'R-2')).toEqual([third, first, third]);
  });
});

describe('what goes wrong', () => {
  it('tells nothing of the inside, and the log keeps nothing that was sent', async () => {
    world.logged.length = 0;
    const number = '4711-0815-SECRET';
    const wrong: [string, object][] = [
      [inquire('subject'), input({ identifier: { kind: 'national_id', value: number } })],
      [inquire('subject'), input({ identifier: { kind: 'no such kind', value: number } })],
      [inquire('subject'), input({ identifier: { kind: 'national_id', hash: number } })],
      [inquire('subject'), input({ reference: number, id: number })],
      [inquire('subject'), { input: { subject: number } }],
      [inquire('subject customer { accounts(first: $x) { id } }'), input({ reference: number })],
      [inquire('subject'), input({ reference: `${number}\u0000` })],
    ];
    for (const [query, variables] of wrong) {
      const answer = await bank.ask(query, { variables });
      expect(answer.text).not.toMatch(/node_modules|\.ts:|stack|postgres|select |assay\./i);
      expectSilent(answer);
    }
    expect(JSON.stringify(world.logged)).not.toContain('SECRET');
  });

  it('is refused alike whether the token, the partner or the agreement is at fault, as far as nobody is known', async () => {
    const form = { 'content-type': 'application/json' };
    const ask = (authorization: string) =>
      fetch(`${world.url}/graphql`, { method: 'POST', headers: { ...form, authorization }, body: '{"query":"{ about { name } }"}' });
    const [forged, nobody] = await Promise.all(['Bearer a.b.c', `Bearer ${'x'.repeat(40)}`].map(async (each) => await (await ask(each)).text()));
    expect(forged).toBe(nobody);
  });
});
