import { beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { issueToken } from '../../src/access/token.ts';
import { digest as digestOf } from '../../src/base/digest.ts';
import { addDays, type Day } from '../../src/base/time.ts';
import { bootstrap } from '../../src/rating/release/bootstrap.ts';
import { person } from '../rating/activated.ts';
import { sound } from '../rating/document.ts';
import { type Answer, type Api, annId, api, keys } from './world.ts';

/** The company's day, moved by the tests. */
let today: Day = '2026-11-22';
const now = (): string => `${today}T10:00:00.000Z`;

const document = (initial: number) => {
  const made = { ...sound(), name: 'utility', golden: [] as object[] };
  made.cards[0].initial = initial;
  return made;
};
const [oldest, second, third] = [document(100), document(101), document(102)];

let it: Api;
const digests: string[] = [];
beforeAll(async () => {
  it = await api({ now, today: () => today });
  digests.push(...[oldest, second, third].map(digestOf));
  await it.sql.begin((tx) => bootstrap(tx, { document: oldest, comment: 'The first.' }, person('Olga', '2026-11-01')));
  await it.sql`update assay.account set currency = 'TWD'`;
});

/** Whoever asks does so on the day that it is. */
async function as(
  who: string,
  role: Role,
  query: string,
  { variables = {}, language = 'en' }: { variables?: object; language?: string } = {},
): Promise<Answer> {
  const authorization = `Bearer ${await issueToken(keys.token, { role, subject: who }, now())}`;
  return it.ask(null, query, { variables, language, headers: { authorization } });
}
const asAnalyst = (query: string, variables: object = {}): Promise<Answer> => as('ana', 'analyst', query, { variables });
let steps = 0;
/** One person's step, each with a key of its own. */
const ask = (who: string, role: Role, query: string, input: object, language = 'en'): Promise<Answer> =>
  as(who, role, query, { variables: { input: { ...input, idempotencyKey: `step ${++steps}` } }, language });
const mutation = (name: string, type: string): string => `mutation ($input: ${type}!) { ${name}(input: $input) {
  isChanged ruleset { digest state } approval { id digest state mayDecide } activation { digest kind beginsOn name }
  faults { severity code path line message } refusal { code message hint path } } }`;
const names = {
  saveRuleset: 'SaveRulesetInput',
  submitRuleset: 'SubmitRulesetInput',
  activateRuleset: 'ActivateRulesetInput',
  cancelActivation: 'CancelActivationInput',
  stopRuleset: 'StopRulesetInput',
};
const officer = async (name: keyof typeof names, input: object, language?: string) =>
  (await ask('olga', 'officer', mutation(name, names[name]), input, language)).data?.[name];
const decide = async (who: string, choice: 'approve' | 'refuse', input: object) =>
  (await ask(who, 'approver', `mutation ($input: ApprovalInput!) { ${choice}(input: $input) { approval { state } refusal { code } } }`, input)).data?.[choice];
const life = `... on RulesetDraft { since } ... on RulesetSubmitted { since } ... on RulesetApproved { since coming { beginsOn } }
  ... on RulesetActive { since activation { kind who } until { digest } } ... on RulesetRetired { since replacedBy { kind digest } coming { beginsOn } }`;
const ruleset = async (digest: string | undefined) =>
  (await asAnalyst(`query ($digest: String!) { ruleset(digest: $digest) { state life { __typename ${life} } } }`, { digest })).data?.['ruleset'];
const inForce = async (): Promise<string> => {
  const query = `mutation ($input: RateCustomerInput!) { rateCustomer(input: $input) { rating { ruleset { digest } } refusal { code } } }`;
  const { rateCustomer } = (await ask('olga', 'officer', query, { customerId: annId, asOf: '2026-10-31' })).data as never as {
    rateCustomer: { rating: { ruleset: { digest: string } } };
  };
  return rateCustomer.rating.ruleset.digest;
};

test('a rule is changed, approved by a second person, and active from the day on that it names', async () => {
  const [first, next] = digests as [string, string];
  expect(await ruleset(first)).toMatchObject({
    state: 'ACTIVE',
    life: { __typename: 'RulesetActive', activation: { kind: 'BOOTSTRAP', who: 'Olga' } },
  });

  const saved = await officer('saveRuleset', { text: JSON.stringify(second, null, 1), comment: 'One point more.' });
  expect(saved).toMatchObject({ isChanged: true, ruleset: { digest: next, state: 'DRAFT' }, refusal: null });
  expect(await officer('activateRuleset', { digest: next, on: '2026-11-23', comment: 'At last.' })).toMatchObject({
    ruleset: null,
    refusal: { code: 'RULESET_NOT_APPROVED', path: 'digest', hint: expect.stringContaining('submitRuleset') },
  });

  const { approval } = await officer('submitRuleset', { digest: next, comment: 'Please look.' });
  expect(approval).toMatchObject({ digest: next, state: 'SUBMITTED', mayDecide: false });
  const vote = { approval: approval.id, digest: next, comment: 'Looked into it.' };
  expect(await decide('olga', 'approve', vote)).toMatchObject({ approval: null, refusal: { code: 'RULESET_AUTHOR_CANNOT_APPROVE' } });
  expect((await ruleset(next)).life.__typename).toBe('RulesetSubmitted');
  expect(await decide('anton', 'approve', vote)).toMatchObject({ approval: { state: 'APPROVED' }, refusal: null });
  expect(await ruleset(next)).toMatchObject({ state: 'APPROVED', life: { coming: [] } });

  expect(await officer('activateRuleset', { digest: next, on: '2026-11-21', comment: 'As agreed.' })).toMatchObject({
    refusal: { code: 'RULESET_ACTIVATION_PAST', path: 'on' },
  });
  expect(await officer('activateRuleset', { digest: next, on: '2026-11-23', comment: 'As agreed.' })).toMatchObject({
    isChanged: true,
    activation: { beginsOn: '2026-11-23', name: 'utility' },
  });
  expect(await ruleset(first)).toMatchObject({ state: 'ACTIVE', life: { until: { digest: next } } });
  expect([(await ruleset(next)).life, await inForce()]).toMatchObject([{ __typename: 'RulesetApproved', coming: [{ beginsOn: '2026-11-23' }] }, first]);

  today = addDays(today, 1);
  expect([await ruleset(first), await ruleset(next), await inForce()]).toMatchObject([
    { state: 'RETIRED' },
    { state: 'ACTIVE', life: { activation: { kind: 'ACTIVATION', who: 'olga' } } },
    next,
  ]);
});

test('what was active before is gone back to: approved once, it is approved for good', async () => {
  const [first, next] = digests as [string, string];
  expect(await officer('activateRuleset', { digest: first, on: '2026-11-24', comment: 'It was better.' })).toMatchObject({ isChanged: true });
  today = addDays(today, 1);
  expect([await inForce(), (await ruleset(next)).state]).toEqual([first, 'RETIRED']);
});

test('a version that harms is stopped by one person, and a second agrees', async () => {
  const [first, , last] = digests as [string, string, string];
  today = addDays(today, 1);
  await officer('saveRuleset', { text: JSON.stringify(third), comment: 'Two points more.' });
  const asked = (await officer('submitRuleset', { digest: last, comment: 'Please look.' })).approval;
  await decide('anton', 'approve', { approval: asked.id, digest: last, comment: 'Why not.' });
  await officer('activateRuleset', { digest: last, on: today, comment: 'At once.' });
  expect(await inForce()).toBe(last);
  const stop = await officer('stopRuleset', { comment: 'It harms.' });
  expect(stop).toMatchObject({
    ruleset: { digest: last, state: 'RETIRED' },
    activation: { kind: 'STOP', digest: first },
    approval: { state: 'SUBMITTED' },
    refusal: null,
  });
  expect(await inForce()).toBe(first);
  expect(await decide('anton', 'approve', { approval: stop.approval.id, digest: stop.approval.digest, comment: 'Rightly.' })).toMatchObject({
    approval: { state: 'APPROVED' },
  });
  expect((await ruleset(last)).life).toMatchObject({ __typename: 'RulesetRetired', replacedBy: { kind: 'STOP', digest: first } });

  const log = `query ($digest: String!) { ruleset(digest: $digest) { log { edges { node { what who why } } } } }`;
  const told = (await as('olga', 'officer', log, { variables: { digest: last } })).data?.['ruleset'].log.edges.map(
    ({ node }: { node: { what: string; who: string; why: string | null } }) => node,
  );
  expect(told.toReversed()).toEqual([
    { what: 'ruleset.save', who: 'olga', why: 'Two points more.' },
    { what: 'approval.submit', who: 'olga', why: 'Please look.' },
    { what: 'approval.approve', who: 'anton', why: 'Why not.' },
    { what: 'ruleset.check', who: 'anton', why: null },
    { what: 'ruleset.activate', who: 'olga', why: 'At once.' },
    { what: 'ruleset.stop', who: 'olga', why: 'It harms.' },
    { what: 'ruleset.confirm', who: 'anton', why: 'Rightly.' },
  ]);
  expect((await asAnalyst(log, { digest: last })).errors?.[0]?.message).toContain('Cannot query field "why"');
});

test('versions are listed newest first, page by page, with all that is to be known of them', async () => {
  const query = `query ($after: String) { rulesets(dimension: "credit", first: 2, after: $after) { edges { node {
    digest name title dimension subject author comment state document listing faults { code } changes { sentence } activations { kind beginsOn } } } pageInfo { hasNextPage endCursor } } }`;
  const { edges, pageInfo } = (await asAnalyst(query)).data?.['rulesets'];
  expect(edges.map(({ node }: { node: { digest: string } }) => node.digest)).toEqual([digests[2], digests[1]]);
  const [{ node }] = edges;
  expect(node).toMatchObject({
    name: 'utility',
    dimension: 'credit',
    subject: 'CUSTOMER',
    author: 'olga',
    comment: 'Two points more.',
    state: 'RETIRED',
    faults: [],
  });
  expect([digestOf(JSON.parse(node.document)), node.listing[0], node.changes, node.activations]).toEqual([
    digests[2],
    expect.stringContaining('utility'),
    [{ sentence: 'card main: initial 100 -> 102' }],
    [{ kind: 'ACTIVATION', beginsOn: '2026-11-25' }],
  ]);
  const rest = (await asAnalyst(query, { after: pageInfo.endCursor })).data?.['rulesets'];
  expect([pageInfo.hasNextPage, rest.edges.map(({ node: { digest } }: { node: { digest: string } }) => digest), rest.pageInfo.hasNextPage]).toEqual([
    true,
    [digests[0]],
    false,
  ]);
  it.statements.length = 0;
  const lives = await asAnalyst('{ rulesets(first: 3) { edges { node { state life { __typename } activations { name } } } } }');
  expect([lives.errors, it.statements.length]).toEqual([[], 4]);
});

test('what is wrong with a draft is told with its line, and in the reader’s language', async () => {
  const text = `kind: ruleset\nname: utility\ntitle: { en: x, zh: x }\ndimension: credit\nindicators: {}\ncards: 7\ngrades: [ { grade: A } ]\n`;
  expect(await officer('saveRuleset', { text, comment: 'Hm.' }, 'zh')).toMatchObject({
    ruleset: null,
    refusal: { code: 'RATING_RULESET_REFUSED' },
    faults: [{ severity: 'error', code: 'RATING_TYPE', path: 'cards', line: 6, message: expect.stringMatching(/[一-鿿]/) }],
  });
  expect((await officer('saveRuleset', { text: 'a: [', comment: 'Hm.' })).refusal.code).toBe('RATING_DOCUMENT_FORM');
  expect((await officer('saveRuleset', { text: JSON.stringify(second), comment: ' ' })).refusal).toMatchObject({
    code: 'RULESET_COMMENT_MISSING',
    path: 'comment',
  });

  const golden = { ...document(103), golden: [{ name: 'wrong', values: { worst: 0, service: 'water' }, expect: { grade: 'C' } }] };
  expect(await officer('saveRuleset', { text: JSON.stringify(golden), comment: 'Hm.' })).toMatchObject({
    isChanged: true,
    faults: [{ code: 'RATING_GOLDEN_DIFFERS' }],
  });
  expect(await officer('submitRuleset', { digest: digestOf(golden), comment: 'Please look.' })).toMatchObject({
    ruleset: { state: 'DRAFT' },
    approval: null,
    faults: [{ code: 'RATING_GOLDEN_DIFFERS', path: 'golden[0].expect.grade', line: null }],
    refusal: { code: 'RULESET_FAULTS', message: expect.stringContaining('golden[0].expect.grade') },
  });
});

test('one step is done once, whatever else is refused', async () => {
  const [first, next] = digests as [string, string];
  await officer('activateRuleset', { digest: next, on: '2026-12-01', comment: 'As agreed.' });
  expect(await officer('activateRuleset', { digest: digests[2], on: '2026-12-01', comment: 'No, this.' })).toMatchObject({
    refusal: { code: 'RULESET_ACTIVATION_CONFLICT', path: 'on', message: expect.stringContaining(next) },
  });
  expect(await officer('activateRuleset', { digest: first, on: today, comment: 'As it is.' })).toMatchObject({
    isChanged: false,
    activation: { kind: 'STOP' },
  });
  expect(await officer('cancelActivation', { on: '2026-12-01', comment: 'Not yet.' })).toMatchObject({ activation: { digest: next, beginsOn: '2026-12-01' } });
  expect(await officer('cancelActivation', { on: '2026-12-01', comment: 'Not yet.' })).toMatchObject({ refusal: { code: 'RULESET_ACTIVATION_UNKNOWN' } });
  expect(await officer('submitRuleset', { digest: 'sha256:none', comment: 'Please look.' })).toMatchObject({
    refusal: { code: 'RATING_RULESET_UNKNOWN', path: 'digest' },
  });

  const input = { text: JSON.stringify(document(104)), comment: 'Once.', idempotencyKey: 'once' };
  const again = async () => (await as('olga', 'officer', mutation('saveRuleset', 'SaveRulesetInput'), { variables: { input } })).data?.['saveRuleset'];
  expect([(await again()).isChanged, (await again()).isChanged]).toEqual([true, true]);
});

test('who may not read rulesets, edit them or see requests has no such schema, in the states either', async () => {
  const codes = async (role: Role, query: string) => [...new Set((await as('somebody', role, query)).errors.map(({ extensions }) => extensions['code']))];
  const state = `{ ruleset(digest: "${digests[0]}") { life { ... on RulesetActive { since } } } }`;
  const request = `{ ruleset(digest: "${digests[1]}") { life { ... on RulesetRetired { approval { submitter votes { who } } } } } }`;
  expect([await codes('agent', state), await codes('analyst', state)]).toEqual([['GRAPHQL_VALIDATION_FAILED'], []]);
  expect([await codes('analyst', request), await codes('approver', request)]).toEqual([['GRAPHQL_VALIDATION_FAILED'], []]);
  expect((await as('anton', 'approver', request)).data?.['ruleset'].life.approval).toEqual({ submitter: 'olga', votes: [{ who: 'anton' }] });
  // Why a version is active can be what an approver said: it is seen by whoever sees requests.
  const why = `{ ruleset(digest: "${digests[0]}") { activations { why } } }`;
  expect([await codes('analyst', why), await codes('approver', why)]).toEqual([['GRAPHQL_VALIDATION_FAILED'], []]);
  expect((await as('anton', 'approver', why)).data?.['ruleset'].activations[0]).toEqual({ why: 'The first.' });
  for (const role of ['analyst', 'approver', 'machine'] as const) {
    const told = await codes(role, `mutation { stopRuleset(input: { comment: "x", idempotencyKey: "x" }) { isChanged } }`);
    expect(['GRAPHQL_VALIDATION_FAILED', 'GRAPH_OPERATION'], role).toContain(told.join());
  }
});
