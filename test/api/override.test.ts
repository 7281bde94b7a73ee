import { beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../src/base/id.ts';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { activated } from '../rating/activated.ts';
import { type Answer, type Api, annId, api, at } from './world.ts';

const both = (en: string, zh: string) => ({ en, zh });
const today = at.slice(0, 10);
/** Ann scores 480, a D. */
const document = (dimension: string, more: object = {}) => ({
  kind: 'ruleset',
  name: dimension,
  title: both('Utility', '公用事业'),
  dimension,
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
            { to: 1, points: 60 },
            { from: 1, points: -20 },
          ],
        },
      ],
    },
  ],
  grades: [{ grade: 'A', from: 600 }, { grade: 'B', from: 550 }, { grade: 'C', from: 505 }, { grade: 'D', from: 400 }, { grade: 'E' }],
  reasons: { LATE: both('Bills are paid late.', '账单支付逾期。') },
  ...more,
});
const overrides = {
  causes: { BANK_ERROR: both('The bank booked late.', '银行入账延迟。'), KNOWN_RISK: both('Known risk.', '已知风险。') },
  notches: 2,
  alone: 1,
  months: 6,
};

let it: Api;
let emptyId: string;
beforeAll(async () => {
  it = await api();
  await it.sql`update assay.account set currency = 'TWD'`;
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', ${at}), ('crm', 'payment', '2026-01-01', '2026-12-31', ${at})`;
  await activated(it.sql, document('credit', { overrides }));
  await activated(it.sql, document('churn'));
  for (const dimension of ['credit', 'churn']) {
    const version = (await find(it.sql, { dimension })) as Version;
    await rate(it.sql, { version, asOf: today, today, now: () => at });
  }
  await activated(it.sql, document('value', { overrides }));
  const [empty] = await it.sql<{ id: string }[]>`select customer_id as id from assay.customer where name = 'Empty Ltd'`;
  emptyId = encodeId('cus', empty?.id as string);
});

let keys = 0;
const whole = `override { id state computed grade notches cause causeText fromOn expiresOn askedBy approvalId decidedBy endedOn endedBy endedWhy ratingId }
  rating { grade score reasons { code text } trace { step code grade binds } } refusal { code message path hint }`;
const wanted = () => ({ customerId: annId, grade: 'C', cause: 'BANK_ERROR', why: 'The receipt of 12 November was shown.', expiresOn: '2027-03-01' });
const act = async (name: 'requestOverride' | 'endOverride', input: object, role: 'officer' | 'admin' = 'officer'): Promise<Answer['data']> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await it.ask(role, `mutation ($input: ${type}!) { ${name}(input: $input) { ${whole} } }`, {
    variables: { input: { idempotencyKey: `key ${++keys}`, ...input } },
  });
  expect(errors).toEqual([]);
  return data?.[name];
};
const decide = async (verb: 'approve' | 'refuse', approval: string): Promise<Answer['data']> => {
  const { data } = await it.ask('approver', '{ approvals(state: SUBMITTED) { edges { node { id digest title } } } }');
  const { digest } = data?.['approvals'].edges.map(({ node }: Answer['data'] & { node: never }) => node).find(({ id }: { id: string }) => id === approval);
  const input = { approval, digest, comment: 'Seen.', idempotencyKey: `key ${++keys}` };
  const { data: made } = await it.ask('approver', `mutation ($input: ApprovalInput!) { ${verb}(input: $input) { approval { state } refusal { code } } }`, {
    variables: { input },
  });
  return made?.[verb];
};
const gradeNow = async (): Promise<string> =>
  (await it.ask('agent', 'query ($id: ID!) { customer(id: $id) { rating { grade } } }', { variables: { id: annId } })).data?.['customer'].rating.grade;
const logged = async (): Promise<string[]> =>
  (await it.sql<{ what: string }[]>`select what from assay.log_entry where kind = 'override' order by entry_id`).map(({ what }) => what);

describe('what is refused, with the place and the way out', () => {
  test.each([
    ['a grade that the ruleset does not have', { grade: 'Z' }, 'OVERRIDE_GRADE_UNKNOWN', 'grade', /A, B, C, D, E/],
    ['a cause that it does not list', { cause: 'MOOD' }, 'OVERRIDE_CAUSE_UNKNOWN', 'cause', /BANK_ERROR, KNOWN_RISK/],
    ['more notches than it allows', { grade: 'A' }, 'OVERRIDE_NOTCHES', 'grade', /within 2 notches of D/],
    ['the grade there is', { grade: 'D' }, 'OVERRIDE_SAME', 'grade', /another grade/],
    ['an end that has passed', { expiresOn: today }, 'OVERRIDE_EXPIRY_PAST', 'expiresOn', /later day/],
    ['an end beyond what it allows', { expiresOn: '2027-05-23' }, 'OVERRIDE_EXPIRY_FAR', 'expiresOn', /2027-05-22/],
    ['nothing said for it', { why: '  ' }, 'OVERRIDE_TEXT_MISSING', 'why', /second person/],
    ['too much said for it', { why: 'x'.repeat(2_001) }, 'OVERRIDE_TEXT_LONG', 'why', /Shorten/],
    ['no customer', { customerId: 'cus_none' }, 'RATING_CUSTOMER_UNKNOWN', 'customerId', /id/],
    ['an account without its id', { subject: 'ACCOUNT' }, 'OVERRIDE_ACCOUNT_MISSING', 'account', /account/],
    ['an account where the customer is meant', { account: 'acc_1' }, 'OVERRIDE_ACCOUNT_MISPLACED', 'account', /ACCOUNT/],
    ['an account of nobody', { subject: 'ACCOUNT', account: 'acc_1' }, 'OVERRIDE_ACCOUNT_UNKNOWN', 'account', /accounts/],
    ['a dimension without a ruleset', { dimension: 'taste' }, 'RATING_NO_RULESET', 'dimension', /./],
    ['a ruleset that allows none', { dimension: 'churn' }, 'OVERRIDE_NOT_ALLOWED', 'dimension', /`overrides`/],
    ['a customer whom the active ruleset has not rated', { dimension: 'value' }, 'OVERRIDE_NOT_RATED', undefined, /rateCustomer/],
  ])('%s', async (_, changes, code, path, hint) => {
    const { override, rating, refusal } = (await act('requestOverride', { ...wanted(), ...changes })) as NonNullable<Answer['data']>;
    expect({ override, rating, code: refusal.code, path: refusal.path ?? undefined }).toEqual({ override: null, rating: null, code, path });
    expect(refusal.hint).toMatch(hint);
  });

  test('a customer without a grade', async () => {
    expect(await act('requestOverride', { ...wanted(), customerId: emptyId })).toMatchObject({ refusal: { code: 'OVERRIDE_NO_GRADE' } });
  });

  test('the end of what is not there', async () => {
    expect(await act('endOverride', { id: 'ovr_none', why: 'Over.' })).toMatchObject({ refusal: { code: 'OVERRIDE_UNKNOWN', path: 'id' } });
  });

  test('nothing of it was kept', async () => {
    expect(await it.sql`select from assay.override`).toHaveLength(0);
    expect(await logged()).toEqual([]);
  });
});

describe('from the request to the end', () => {
  let id: string;
  let large: { id: string; approvalId: string };

  test('within what one person may decide it begins at once, and the customer is rated again', async () => {
    const input = { ...wanted(), idempotencyKey: 'once' };
    const made = await act('requestOverride', input);
    expect(made).toMatchObject({
      override: {
        ...{ state: 'IN_FORCE', computed: 'D', grade: 'C', notches: 1, causeText: 'The bank booked late.', fromOn: today, expiresOn: '2027-03-01' },
        ...{ askedBy: 'test officer', decidedBy: 'test officer', approvalId: null },
      },
      rating: { grade: 'C', score: 480, reasons: [{ code: 'BANK_ERROR', text: 'The bank booked late.' }, { code: 'LATE' }] },
      refusal: null,
    });
    expect(made?.['rating'].trace.map(({ step, binds }: { step: string; binds: boolean }) => [step, binds])).toEqual([
      ['scope', false],
      ['score', false],
      ['override', true],
    ]);
    id = made?.['override'].id;
    expect(await act('requestOverride', input)).toEqual(made);
    expect(await gradeNow()).toBe('C');
    expect(await logged()).toEqual(['override.begin']);
  });

  test('another is refused while it is in force', async () => {
    const { refusal } = (await act('requestOverride', wanted())) as NonNullable<Answer['data']>;
    expect(refusal).toMatchObject({ code: 'OVERRIDE_STANDING' });
    expect(refusal.message).toContain(id);
  });

  test('once ended, the customer has the computed grade again', async () => {
    expect(await act('endOverride', { id, why: ' ' })).toMatchObject({ refusal: { code: 'OVERRIDE_TEXT_MISSING', path: 'why' } });
    expect(await act('endOverride', { id, why: 'The receipt was forged.' })).toMatchObject({
      override: { state: 'ENDED', endedOn: today, endedBy: 'test officer', endedWhy: 'The receipt was forged.' },
      rating: { grade: 'D' },
    });
    expect(await act('endOverride', { id, why: 'Again.' })).toMatchObject({ refusal: { code: 'OVERRIDE_NOT_IN_FORCE' } });
    expect(await gradeNow()).toBe('D');
  });

  test('beyond, it waits for a second person; meanwhile nothing changes and no other can be asked for', async () => {
    const made = await act('requestOverride', { ...wanted(), grade: 'B' });
    expect(made).toMatchObject({ override: { state: 'ASKED', notches: 2, fromOn: null, decidedBy: null }, rating: { grade: 'D' } });
    large = made?.['override'];
    expect(await act('requestOverride', wanted())).toMatchObject({ refusal: { code: 'OVERRIDE_PENDING' } });
    expect(await act('endOverride', { id: large.id, why: 'No.' })).toMatchObject({ refusal: { code: 'OVERRIDE_NOT_IN_FORCE' } });
  });

  test('the approver sees what is asked for, and what he approves begins', async () => {
    const { data } = await it.ask('approver', '{ approvals(kind: "override") { edges { node { title subjectId mayDecide } } } }');
    expect(data?.['approvals'].edges).toEqual([
      { node: { title: 'Override of the grade (credit) from D to B until 2027-03-01: The bank booked late.', subjectId: large.id, mayDecide: true } },
    ]);
    expect(await decide('approve', large.approvalId)).toEqual({ approval: { state: 'APPROVED' }, refusal: null });
    expect(await gradeNow()).toBe('B');
    await act('endOverride', { id: large.id, why: 'Next.' });
  });

  test('what is refused never begins', async () => {
    const { override } = (await act('requestOverride', { ...wanted(), grade: 'B', cause: 'KNOWN_RISK' })) as NonNullable<Answer['data']>;
    expect(await decide('refuse', override.approvalId)).toEqual({ approval: { state: 'REFUSED' }, refusal: null });
    expect(await gradeNow()).toBe('D');
  });

  test('the ledger shows each with what became of it, and pages', async () => {
    const query =
      'query ($filter: OverrideFilterInput, $after: String) { overrides(filter: $filter, first: 2, after: $after) { edges { node { state cause } } pageInfo { hasNextPage endCursor } } }';
    const page = async (variables: object) => (await it.ask('approver', query, { variables })).data?.['overrides'];
    const [first, ended, none] = [
      await page({}),
      await page({ filter: { state: 'ENDED', dimension: 'credit', customerId: annId, askedBy: 'test officer' } }),
      await page({ filter: { cause: 'X' } }),
    ];
    expect(first.edges.map(({ node }: { node: { state: string } }) => node.state)).toEqual(['REFUSED', 'ENDED']);
    const rest = await page({ after: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ edges: [{ node: { state: 'ENDED' } }], pageInfo: { hasNextPage: false } });
    expect([ended.edges.length, none.edges.length]).toEqual([2, 0]);
    expect(await logged()).toEqual([
      'override.begin',
      'override.end',
      'approval.submit',
      'approval.approve',
      'override.begin',
      'override.end',
      'approval.submit',
      'approval.refuse',
    ]);
  });

  test('rates count those that began, by who asked and why, against everybody graded', async () => {
    const query = `{ overrideRates(of: { from: "2026-11-01", until: "2026-11-30" }) { graded asOf count rate up { count good bad indeterminate badRate } down { count } officers { name count rate } causes { name count } } }`;
    expect((await it.ask('analyst', query)).data).toEqual({
      overrideRates: {
        ...{ graded: 1, asOf: today, count: 2, rate: 2, up: { count: 2, good: 0, bad: 0, indeterminate: 2, badRate: null }, down: { count: 0 } },
        ...{ officers: [{ name: 'test officer', count: 2, rate: 2 }], causes: [{ name: 'BANK_ERROR', count: 2 }] },
      },
    });
    const wrong = await it.ask('analyst', '{ overrideRates(of: { from: "2026-12-01", until: "2026-11-30" }) { count } }');
    expect(wrong.errors[0]?.extensions['code']).toBe('OVERRIDE_PERIOD');
  });
});

test('neither an approver asks nor an agent reads the ledger', async () => {
  const asked = await it.ask('approver', 'mutation { endOverride(input: { id: "ovr_1", why: "x", idempotencyKey: "k" }) { refusal { code } } }');
  const read = await it.ask('agent', '{ overrides { edges { node { id } } } }');
  expect([asked, read].map(({ errors }) => errors[0]?.message)).toEqual([
    expect.stringMatching(/Cannot query field "endOverride"|not configured for mutations/),
    expect.stringMatching(/Cannot query field "overrides"/),
  ]);
});
