import { beforeAll, describe, expect, it } from 'vitest';
import { type Api, annId, api, canaries } from './world.ts';

let world: Api;
beforeAll(async () => {
  world = await api();
});

const by = (fields: string) => `{ customer(source: "crm", key: "A-1") { ${fields} } }`;

describe('one customer', () => {
  it('is found by a source and its key, and by the id that answers', async () => {
    const { data } = await world.ask('agent', by('id name kind bornOn'));
    expect(data).toEqual({ customer: { id: annId, name: canaries.name, kind: 'person', bornOn: '1980-05-06' } });
    expect((await world.ask('agent', 'query ($id: ID) { customer(id: $id) { name } }', { variables: { id: annId } })).data).toEqual({
      customer: { name: canaries.name },
    });
    expect((await world.ask('agent', '{ customer(source: "billing", key: "B-9") { id } }')).data).toEqual({ customer: { id: annId } });
  });

  it.each(['id: "cus_nobody"', 'id: "acc_1"', 'id: ""', 'source: "crm", key: "no"', `id: "cus_${'0'.repeat(26)}"`])(
    'that does not exist (%s) is null or a clear refusal',
    async (args) => {
      const { data, errors } = await world.ask('agent', `{ customer(${args}) { id } }`);
      expect(data).toEqual({ customer: null });
      expect(errors.map((error) => error.extensions['code'])).toEqual(args === 'id: ""' ? ['CUSTOMER_NOT_NAMED'] : []);
    },
  );

  it('comes with provenance and the records it was made of', async () => {
    const { data } = await world.ask('agent', by('provenance { field source recordKey rule } sourceRecords { source key rule linkedSince }'));
    expect(data!['customer'].provenance).toContainEqual({ field: 'bornOn', source: 'crm', recordKey: 'A-1', rule: 'only' });
    expect(data!['customer'].sourceRecords.map((record: { source: string; key: string; rule: string }) => [record.source, record.key, record.rule])).toEqual([
      ['billing', 'B-9', 'identifier'],
      ['crm', 'A-1', 'own'],
    ]);
    expect(JSON.stringify(data)).not.toContain('attributes.religion');
    expect(JSON.stringify(data)).toContain('attributes.segment');
  });

  it("comes with accounts, bills, payments, usage and statuses, in the account's currency, newest first", async () => {
    const { data } = await world.ask(
      'agent',
      by(`accounts { service number currency creditLimit { amountMinor amount currency } attributes { name value class }
      bills(last: 2) { period statement { amountMinor amount currency } amountDue { amount } dueOn coveredOn cause payments { payment { paidOn } allocated { amount currency } stated } }
      payments(last: 1) { paidOn amount { amount } bill channel } usages(last: 1) { period quantity unit } statuses(last: 1, until: "2026-04-30") { month daysPastDue } }`),
    );
    const card = data!['customer'].accounts.find((account: { service: string }) => account.service === 'card');
    const power = data!['customer'].accounts.find((account: { service: string }) => account.service === 'electricity');
    expect(card.creditLimit).toEqual({ amountMinor: 500_000, amount: '5000.00', currency: 'TWD' });
    expect(power.creditLimit).toEqual({ amountMinor: 500_000, amount: '500000', currency: 'JPY' });
    expect(card.attributes).toEqual([{ name: 'branch', value: 'north', class: 'plain' }]);
    expect(card.bills.map((bill: { period: string; coveredOn: string }) => [bill.period, bill.coveredOn])).toEqual([
      ['2026-09', null],
      ['2026-08', '2026-08-15'],
    ]);
    expect(card.bills[0].statement).toEqual({ amountMinor: 1009, amount: '10.09', currency: 'TWD' });
    expect(card.bills[0].payments).toEqual([{ payment: { paidOn: '2026-09-15' }, allocated: { amount: '0.40', currency: 'TWD' }, stated: false }]);
    expect(card.payments[0]).toEqual({ paidOn: '2026-09-15', amount: { amount: '0.40' }, bill: null, channel: 'transfer' });
    expect(card.usages).toEqual([{ period: '2026-09', quantity: '12.345', unit: 'kWh' }]);
    expect(card.statuses).toEqual([{ month: '2026-04', daysPastDue: 4 }]);
  });

  it('answers under a bill the payments its source stated, which name that bill', async () => {
    const { data } = await world.ask(
      'agent',
      by('accounts { bills(until: "2026-01-31") { id payments { stated allocated { amountMinor } payment { bill amount { amountMinor } } } } }'),
    );
    for (const { bills } of data!['customer'].accounts)
      expect(bills).toEqual([
        { id: bills[0].id, payments: [{ stated: true, allocated: { amountMinor: 100 }, payment: { bill: bills[0].id, amount: { amountMinor: 100 } } }] },
      ]);
  });

  it('of nothing answers empty lists', async () => {
    const { data } = await world.ask(
      'admin',
      '{ customer(source: "crm", key: "A-2") { accounts { id } outcomes { id } identifiers { value } contacts { value } attributes { name } sensitiveAttributes { name } } }',
    );
    expect(data!['customer']).toEqual({ accounts: [], outcomes: [], identifiers: [], contacts: [], attributes: [], sensitiveAttributes: [] });
  });

  it('refuses a page that is too large or nothing', async () => {
    const { errors } = await world.ask('agent', by('accounts { bills(last: 101) { id } }'));
    expect(errors[0]!.extensions).toEqual({ code: 'GRAPH_PAGE_SIZE', hint: expect.any(String), path: 'last' });
  });
});

describe('statements of the resolvers', () => {
  let resolved: Api;
  beforeAll(async () => {
    resolved = await api({ sql: world.sql, plain: true });
  });

  const count = async (query: string, variables: object = {}) => {
    resolved.statements.length = 0;
    const { errors } = await resolved.ask('admin', query, { variables });
    expect(errors).toEqual([]);
    return resolved.statements.filter((statement) => !statement.includes('pg_catalog')).length;
  };

  it('one per level, however many parents', async () => {
    expect(await count('query ($id: ID) { customer(id: $id) { name } }', { id: annId })).toBe(1);
    expect(await count(by('name'))).toBe(2);
    expect(await count(by('accounts { number }'))).toBe(3);
    expect(
      await count(by('accounts { bills { period coveredOn payments { payment { paidOn } } } payments { paidOn } usages { period } statuses { code } }')),
    ).toBe(9);
  });

  it('aliases of the same thing share one', async () => {
    expect(
      await count(`query ($id: ID) { ${Array.from({ length: 20 }, (_, at) => `c${at}: customer(id: $id) { name accounts { id } }`).join(' ')} }`, {
        id: annId,
      }),
    ).toBe(2);
  });

  it('identifiers and contacts are read once, attribute classes once', async () => {
    expect(await count(by('identifiers { value } contacts { value } attributes { name } sensitiveAttributes { name } provenance { field }'))).toBe(4);
  });
});
