import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { limits } from '../../src/base/limits.ts';
import { activated } from '../rating/activated.ts';
import { type Answer, type Api, annId, api, at } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
const document = {
  kind: 'ruleset',
  name: 'issuing',
  title: both('Issuing', '签发'),
  dimension: 'credit',
  indicators: { late: { fact: 'bill', measure: 'days_past_due', unit: 'day', better: 'lower', label: both('Days past due', '逾期天数') } },
  cards: [
    {
      name: 'main',
      initial: 500,
      characteristics: [
        {
          indicator: 'late',
          reason: 'LATE',
          bins: [
            { missing: true, points: 10 },
            { to: 1, points: 60 },
            { from: 1, points: 20 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 550 }, { grade: 'B', from: 515 }, { grade: 'C' }],
  reasons: { LATE: both('Bills are paid after their due day.', '账单在到期日之后支付。') },
  cycle: { every: 'quarter', objectionDays: 10 },
};

let it: Api;
let today = '2026-11-22';
beforeAll(async () => {
  it = await api({ today: () => today });
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  expect(await activated(it.sql, document)).toMatchObject({ state: 'activated' });
});

let keys = 0;
const types = {
  prepareIssue: 'PrepareIssueInput',
  submitIssue: 'SubmitIssueInput',
  cancelIssue: 'CancelIssueInput',
  issueCustomer: 'IssueCustomerInput',
  openReview: 'OpenReviewInput',
  decideReview: 'DecideReviewInput',
  approve: 'ApprovalInput',
};
const refusal = 'refusal { code message path hint }';
const run = `run { id state cycle preliminary asOf digest approval preparedBy submittedBy ruleset { name } customer { id } counts { subjects graded first same worse } migration { from to count } } ${refusal}`;
const review = `review { id state changedTo causeText decidedBy grade { grade } customer { id } } ${refusal}`;
const wanted: Record<string, string> = { openReview: review, decideReview: review, approve: `approval { state } ${refusal}` };

/** Does a mutation and answers its payload. */
async function act(role: Role, name: keyof typeof types, input: object = {}): Promise<Record<string, any>> {
  const query = `mutation ($input: ${types[name]}!) { ${name}(input: $input) { ${wanted[name] ?? run} } }`;
  const { data, errors } = await it.ask(role, query, { variables: { input: { idempotencyKey: `k${++keys}`, ...input } } });
  expect(errors).toEqual([]);
  return data?.[name] as Record<string, any>;
}
const customer = async (fields: string, role: Role = 'agent'): Promise<Record<string, any>> => {
  const { data, errors } = await it.ask(role, `query ($id: ID!) { customer(id: $id) { ${fields} } }`, { variables: { id: annId } });
  expect(errors).toEqual([]);
  return data?.['customer'] as Record<string, any>;
};

describe('a cycle over the graph, from its end to a review', () => {
  let issue: Record<string, any>;

  test('before its end it is refused, naming the day from which it may run', async () => {
    const { refusal } = await act('officer', 'prepareIssue', { asOf: '2027-01-01' });
    expect(refusal).toMatchObject({
      code: 'RATING_ISSUE_CYCLE_OPEN',
      message: 'Cycle 2026-Q4 has not ended yet.',
      hint: 'Prepare its run from 2027-01-01 on.',
      path: 'asOf',
    });
  });

  test('an officer prepares the one that ended last, and the same key answers the same run', async () => {
    const first = await act('officer', 'prepareIssue', { idempotencyKey: 'mine' });
    expect(first).toMatchObject({
      refusal: null,
      run: {
        ...{
          state: 'PREPARED',
          cycle: '2026-Q3',
          preliminary: false,
          asOf: '2026-10-01',
          preparedBy: 'test officer',
          ruleset: { name: 'issuing' },
          customer: null,
        },
        counts: { subjects: 2, graded: 2, first: 2 },
        migration: [
          { from: null, to: 'B', count: 1 },
          { from: null, to: 'C', count: 1 },
        ],
      },
    });
    expect(await act('officer', 'prepareIssue', { idempotencyKey: 'mine' })).toEqual(first);
    expect((await act('officer', 'prepareIssue')).refusal).toMatchObject({ code: 'RATING_ISSUE_PENDING' });
    expect((await customer('issuedGrade { grade }')).issuedGrade).toBeNull();
    issue = first.run;
  });

  test('another person approves it, and the grade is in force, with its rating', async () => {
    issue = (await act('officer', 'submitIssue', { id: issue.id, why: 'The quarter is over.' })).run;
    expect(issue).toMatchObject({ state: 'SUBMITTED', submittedBy: 'test officer' });
    const asked = { approval: issue.approval, digest: issue.digest, comment: 'Looked at it.' };
    expect((await act('approver', 'approve', asked)).approval).toEqual({ state: 'APPROVED' });
    const found = await customer(`issuedGrade {
      grade preliminary provisional cycle validFrom validUntil objectionUntil endedOn subject issueRun
      rating { grade score asOf replay { same } reasons { code } } reviews { id }
    } rating { grade }`);
    expect(found).toEqual({
      issuedGrade: {
        ...{ grade: 'B', preliminary: false, provisional: false, cycle: '2026-Q3', validFrom: '2026-11-22', validUntil: '2027-03-31' },
        ...{ objectionUntil: '2026-12-02', endedOn: null, subject: 'CUSTOMER', issueRun: issue.id, reviews: [] },
        rating: { grade: 'B', score: 520, asOf: '2026-10-01', replay: { same: true }, reasons: [{ code: 'LATE' }] },
      },
      rating: null,
    });
    expect((await customer('issuedGrade(on: "2026-11-21") { grade }')).issuedGrade).toBeNull();
    expect((await act('officer', 'prepareIssue')).refusal).toMatchObject({ code: 'RATING_ISSUE_TWICE' });
  });

  test('others are told of it by ids, and the run is in the list of who looks after the portfolio', async () => {
    const { data } = await it.ask('machine', '{ events(topic: "grade.issued") { edges { node { customer payload } } } }');
    const events = data?.['events'].edges.map(({ node }: { node: { customer: string; payload: string } }) => [node.customer, JSON.parse(node.payload).cycle]);
    expect(events).toHaveLength(2);
    expect(events).toContainEqual([annId, '2026-Q3']);
    const listed = await it.ask(
      'analyst',
      '{ issueRuns(dimension: "credit", state: ISSUED, first: 1) { edges { node { id state cycle } } pageInfo { hasNextPage } } }',
    );
    expect(listed.data?.['issueRuns']).toEqual({ edges: [{ node: { id: issue.id, state: 'ISSUED', cycle: '2026-Q3' } }], pageInfo: { hasNextPage: false } });
    const one = await it.ask('analyst', 'query ($id: ID!) { issueRun(id: $id) { counts { graded } issuedAt } }', { variables: { id: issue.id } });
    expect(one.data?.['issueRun']).toMatchObject({ counts: { graded: 2 }, issuedAt: expect.any(String) });
  });

  test('the customer objects, who issued it may not decide, and another person does', async () => {
    const opened = await act('officer', 'openReview', { customerId: annId, ground: 'The bill of September was paid in time.' });
    expect(opened).toMatchObject({ refusal: null, review: { state: 'OPEN', grade: { grade: 'B' }, customer: { id: annId } } });
    const { id } = opened.review;
    const waiting = await it.ask('officer', '{ openReviews { edges { node { id ground openedBy } } } }');
    expect(waiting.data?.['openReviews'].edges).toEqual([{ node: { id, ground: 'The bill of September was paid in time.', openedBy: 'test officer' } }]);
    const verdict = { id, verdict: 'CHANGE', grade: 'A', cause: 'REVIEW_OWN_FAULT', comment: 'It was booked late by us.' };
    expect((await act('officer', 'decideReview', verdict)).refusal).toMatchObject({
      code: 'RATING_REVIEW_OWN',
      message: 'test officer had a hand in issuing this grade and cannot review it.',
    });
    expect((await act('admin', 'decideReview', verdict)).review).toMatchObject({ state: 'CHANGED', changedTo: 'A', decidedBy: 'test admin' });
    const found = await customer(`issuedGrade { grade cycle rating { grade score reasons { code text } trace { step code binds } replay { same } } }
      issuedGrades { grade endedOn reviews { state cause causeText } }`);
    expect(found.issuedGrade).toMatchObject({
      grade: 'A',
      cycle: '2026-Q3',
      rating: {
        grade: 'A',
        score: 520,
        replay: { same: true },
        reasons: [{ code: 'REVIEW_OWN_FAULT', text: expect.stringMatching(/our own error/) }, { code: 'LATE' }],
      },
    });
    expect(found.issuedGrade.rating.trace.at(-1)).toEqual({ step: 'review', code: 'REVIEW_OWN_FAULT', binds: true });
    expect(found.issuedGrades.map(({ grade, endedOn, reviews }: Record<string, any>) => [grade, endedOn, reviews.length])).toEqual([
      ['A', null, 0],
      ['B', '2026-11-22', 1],
    ]);
  });

  test('after the objection period a review is refused, naming its end', async () => {
    today = '2026-12-03';
    expect((await act('officer', 'openReview', { customerId: annId, ground: 'Too late.' })).refusal).toMatchObject({
      code: 'RATING_REVIEW_LATE',
      message: 'The objection period of this grade ended on 2026-12-02.',
    });
    today = '2026-11-22';
  });

  test('between the ends of a cycle nobody is issued another grade, nor is a run cancelled that is issued', async () => {
    expect((await act('officer', 'issueCustomer', { customerId: annId, why: 'A new contract.' })).refusal).toMatchObject({ code: 'RATING_ISSUE_BY_CYCLE' });
    expect((await act('officer', 'cancelIssue', { id: issue.id, why: 'No.' })).refusal).toMatchObject({ code: 'RATING_ISSUE_STATE', path: 'id' });
  });
});

test('an account has a grade of its own, issued on event and approved like any other', async () => {
  const own = { ...document, name: 'accounts', subject: 'account', cycle: { every: 'event' } };
  expect(await activated(it.sql, own)).toMatchObject({ state: 'activated' });
  const { run } = await act('officer', 'issueCustomer', { customerId: annId, subject: 'ACCOUNT', why: 'A new contract.' });
  expect(run).toMatchObject({ state: 'SUBMITTED', cycle: '2026-11-22', customer: { id: annId }, counts: { subjects: 2 } });
  await act('approver', 'approve', { approval: run.approval, digest: run.digest, comment: 'Fine.' });
  const { accounts } = await customer('accounts { id issuedGrade { grade account subject } issuedGrades { cycle } }');
  expect(accounts).toHaveLength(2);
  for (const { id, ...account } of accounts)
    expect(account).toEqual({ issuedGrade: { grade: 'B', account: id, subject: 'ACCOUNT' }, issuedGrades: [{ cycle: '2026-11-22' }] });
  const { data } = await it.ask('machine', '{ events(topic: "grade.issued") { edges { node { payload } } } }');
  const told = data?.['events'].edges.map(({ node }: { node: { payload: string } }) => JSON.parse(node.payload).account);
  expect(told.filter(Boolean).sort()).toEqual(accounts.map(({ id }: { id: string }) => id).sort());
  expect(await customer('issuedGrade { grade } groupIssuedGrade { grade } groupIssuedGrades { grade }')).toEqual({
    issuedGrade: { grade: 'A' },
    groupIssuedGrade: null,
    groupIssuedGrades: [],
  });
});

test('a run over more customers than a request may take is left to the command line', async () => {
  await it.sql`
    insert into assay.customer select (jsonb_populate_record(null::assay.customer, to_jsonb(c) || jsonb_build_object('customer_id', gen_random_uuid()))).*
    from (select * from assay.customer limit 1) as c, generate_series(1, ${limits.issueCustomers})`;
  const { run, refusal } = await act('officer', 'prepareIssue', { asOf: '2026-07-01' });
  expect([run, refusal.code, refusal.hint]).toEqual([null, 'RATING_ISSUE_MANY', expect.stringContaining('assay issue prepare')]);
});

describe('does not exist for who may not', () => {
  const cannot = (answer: Answer): void => expect(answer.errors[0]?.message).toMatch(/Cannot query field|Unknown type|No mutation is answered/);

  test.each<[Role, string]>([
    ['agent', 'mutation { prepareIssue(input: { idempotencyKey: "x" }) { refusal { code } } }'],
    ['approver', 'mutation { submitIssue(input: { id: "x", why: "x", idempotencyKey: "x" }) { refusal { code } } }'],
    ['approver', 'mutation { decideReview(input: { id: "x", verdict: UPHOLD, comment: "x", idempotencyKey: "x" }) { refusal { code } } }'],
    ['machine', '{ issueRuns { edges { node { id } } } }'],
    ['agent', '{ openReviews { edges { node { ground } } } }'],
  ])('%s: %s', async (role, query) => {
    cannot(await it.ask(role, query));
  });

  test('the words of who objected and who decided: for who reviews', async () => {
    cannot(await it.ask('agent', `{ customer(id: "${annId}") { issuedGrades { reviews { ground } } } }`));
  });
});
