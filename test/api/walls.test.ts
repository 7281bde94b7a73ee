import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { pairwise } from '../../src/access/pairwise.ts';
import type { Grants } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Sql } from '../../src/db/client.ts';
import type { Entry } from '../../src/db/enter.ts';
import { Graphs } from '../../src/graphql/graphs.ts';
import { everything, shareableScopes } from '../../src/sharing/agreement/grain.ts';
import { purposeOf, seal } from '../sharing/world.ts';
import { plant } from './canaries.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Answer, type Api, api, canaries } from './world.ts';

/** Which wall is down. */
const down = vi.hoisted(() => ({ wall: 0, owner: undefined as unknown }));
afterEach(() => {
  down.wall = 0;
});

// Wall 2: the decision finds a consent for whoever was meant.
vi.mock('../../src/sharing/inquiry/decision.ts', async (original) => {
  const real = await original<typeof import('../../src/sharing/inquiry/decision.ts')>();
  return {
    ...real,
    verdict: (...given: Parameters<typeof real.verdict>) => {
      const [{ customerId, consents }] = given;
      const [consent = { customerId, consentId: '018f0000-0000-7000-8000-000000000001' }] = consents;
      return down.wall === 2 && customerId !== null ? { disclosed: true, customerId, consent } : real.verdict(...given);
    },
  };
});

// Wall 3: the statement runs as the owner of everything.
vi.mock('../../src/db/enter.ts', async (original) => {
  const real = await original<typeof import('../../src/db/enter.ts')>();
  const asOwner = (_: Sql, _entry: Entry, text: string, values: readonly unknown[]) => (down.owner as Sql).unsafe(text, values as never[], { prepare: true });
  return { ...real, underRole: (...given: Parameters<typeof asOwner>) => (down.wall === 3 ? asOwner(...given) : real.underRole(...given)) };
});

let it: Api;
let bank: Asker;
/** Customers as the bank knows them. */
let ann: object;
let ben: object;
beforeAll(async () => {
  // Wall 1: a partner sees whatever can be agreed, of whatever agreement.
  const { of } = Graphs.prototype;
  vi.spyOn(Graphs.prototype, 'of').mockImplementation(function (this: Graphs, grants: Grants, leaving) {
    return of.call(this, down.wall === 1 && grants['inquiry.ask'] ? everything : grants, leaving);
  });
  it = await api({ unboundPartners: true });
  down.owner = it.sql;
  await plant(it.sql);
  await issued(it.sql);
  bank = await asker(it.sql, it, { agreement: { purposes: { letting: purposeOf({ 'rating.grade': 'clear', 'profile.identity': 'clear' }) } } });
  await consented(it.sql, bank.party, 'A-1', { reference: 'Ann' });
  // What Ann consented to is more than what is agreed; Ben took it back.
  await it.sql`update assay.consent set scopes = ${[...shareableScopes]} where partner_id = ${bank.party.partnerId}`;
  await consented(it.sql, bank.party, 'A-2', { reference: 'Ben' });
  await it.sql`update assay.consent set withdrawn_at = now() where customer_id = ${nameKey('crm', 'customer', 'A-2')}`;
  const { name } = pairwise(seal, bank.party.partnerId);
  [ann, ben] = ['A-1', 'A-2'].map((key) => ({ id: name(encodeId('cus', nameKey('crm', 'customer', key))) })) as [object, object];
});

const ask = (fields: string, subject: object) => bank.ask(inquire(fields), { variables: input(subject) });
const result = (answer: Answer) => answer.data?.['inquire']?.result;
const granted = 'grade { grade } customer { name bornOn }';
const annAnswers = { __typename: 'AnsweredInquiry', grade: { grade: expect.any(String) }, customer: { name: canaries.name, bornOn: '1980-05-06' } };
/** All that is planted of Ann but not granted to the bank. */
const hidden = [
  canaries.address,
  canaries.national,
  canaries.phone,
  canaries.religion,
  'engineer',
  'no-card',
  'Canary-Income',
  'Canary-Notice',
  '987654321',
  '1313371337',
  'transfer',
];
const silent = (answer: Answer): void => {
  const text = answer.text + JSON.stringify([...answer.headers]) + JSON.stringify(it.logged);
  for (const canary of hidden) expect(text).not.toContain(canary);
};

/** Everything there is to ask of a customer, a field of each scope at least. */
const ungranted = [
  'customer { address }',
  'customer { occupation }',
  'customer { attributes { name value } }',
  'customer { identifiers { value } }',
  'customer { contacts { value } }',
  'customer { accounts { number } }',
  'customer { accounts { bills { payments { payment { channel } } } } }',
  'customer { accounts { balances { amount { amountMinor } } } }',
  'customer { accounts { notices { channel } contractEvents { severity } } }',
  'customer { accounts { usages { quantity } } }',
  'customer { rating { score } }',
  'customer { behaviour { daysPastDue } }',
  'grade { reasons { code } }',
];

describe.each([
  [0, 'all three walls'],
  [1, 'the first wall (what is not granted does not exist) down'],
  [2, 'the second wall (who did not consent is not spoken of) down'],
  [3, 'the third wall (Postgres) down'],
])('with %i: %s', (wall) => {
  const under = async (fields: string, subject: object): Promise<Answer> => {
    down.wall = wall;
    const answer = await ask(fields, subject);
    silent(answer);
    return answer;
  };

  test('what is granted of who consented is answered', async () => {
    for (const subject of [ann, { reference: 'Ann' }]) expect(result(await under(granted, subject))).toEqual(annAnswers);
  });

  test.each(ungranted)('%s is not told', async (fields) => {
    const answer = await under(fields, ann);
    expect(answer.errors.length).toBeGreaterThan(0);
    // Behind the first wall the database itself refuses the column.
    expect(JSON.stringify(it.logged).includes('42501')).toBe(wall === 1);
    it.logged.length = 0;
  });

  test('nothing is said of who took the consent back', async () => {
    for (const subject of [ben, { reference: 'Ben' }]) {
      const answer = await under('customer { name bornOn }', subject);
      expect(answer.text).not.toContain('Empty Ltd');
      expect(result(answer)?.customer?.name ?? null).toBeNull();
    }
    it.logged.length = 0;
  });
});

test('the answers with the third wall down are the same but for what each entry names', async () => {
  const bare = async (wall: number, subject: object) => {
    down.wall = wall;
    return JSON.stringify(result(await ask(`subject ${granted}`, subject)));
  };
  for (const subject of [ann, ben, { reference: 'nobody' }]) expect(await bare(3, subject)).toBe(await bare(0, subject));
});
