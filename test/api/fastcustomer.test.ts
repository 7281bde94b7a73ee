import { beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../src/base/digest.ts';
import { encodeId } from '../../src/base/id.ts';
import { tell } from '../customer/staging.ts';
import { type Both, both } from './both.ts';

let world: Both;
const id = encodeId('cus', nameKey('fastcrm', 'customer', 'F-1'));
beforeAll(async () => {
  world = await both();
  const { sql } = world;
  await sql`insert into assay.attribute (fact, name, source, class, type) values ('customer', 'zone', 'fastcrm', 'plain', 'word'), ('customer', 'belief', 'fastcrm', 'religion', 'word') on conflict do nothing`;
  const national = 'FASTID4711998877';
  await tell(sql, 'fastcrm', [
    {
      key: 'F-1',
      kind: 'person',
      name: 'Fast "Ann" \\ 王',
      attributes: { zone: 'north', belief: 'none', odd: 'x' },
      ids: { national_id: national, phone: '+15550987654?', email: 'fast@example.org?' },
    },
    { key: 'F-2', kind: 'organisation', name: 'Bare Ltd' },
  ]);
  await tell(sql, 'fastbank', [{ key: 'B-1', kind: 'person', name: 'Fast Ann', ids: { national_id: national, bank_account: 'DE89370400440532013000' } }], 200);
}, 120_000);

const profile = `id name identifiers { kind value verified } contacts { kind value verified } provenance { field source recordKey rule at } sourceRecords { source key recordedAt linkedSince rule } attributes { name value class } sensitiveAttributes { name value class }`;

describe('who a customer is, by one statement', () => {
  it('as the resolvers tell, sealed numbers opened', async () => {
    const { customer } = await world.ask('admin', `query ($id: ID) { customer(id: $id) { ${profile} } }`, { id });
    expect(customer.identifiers.map((each: { kind: string }) => each.kind)).toEqual(['bank_account', 'national_id']);
    expect(customer.identifiers[1].value).toBe('FASTID4711998877');
    expect(customer.contacts.map((each: { kind: string; verified: boolean }) => [each.kind, each.verified])).toEqual([
      ['email', false],
      ['phone', false],
    ]);
    expect(customer.sourceRecords.map((each: { source: string; rule: string }) => [each.source, each.rule])).toEqual([
      ['fastbank', 'identifier'],
      ['fastcrm', 'own'],
    ]);
    const fields = customer.provenance.map((each: { field: string }) => each.field);
    expect(fields).toContain('attributes.zone');
    expect(fields).not.toContain('attributes.belief');
  });

  it('masked for the agent, under aliases, in both languages', async () => {
    for (const language of ['en', 'zh'] as const) {
      const { customer } = await world.ask(
        'agent',
        'query ($id: ID) { customer(id: $id) { a: identifiers { k: kind v: value } identifiers { __typename verified } contacts { value } } }',
        { id },
        language,
      );
      expect(customer.a[1]).toEqual({ k: 'national_id', v: expect.stringMatching(/8877$/) });
      expect(JSON.stringify(customer)).not.toContain('FASTID');
    }
  });

  it.each(['admin', 'steward'] as const)('of everybody on a page, for %s', async (role) => {
    const told = role === 'admin' ? profile : 'id provenance { field source recordKey rule at } sourceRecords { source key recordedAt linkedSince rule }';
    const query = role === 'admin' ? `{ customers(first: 100) { edges { node { ${told} } } } }` : `query ($id: ID) { customer(id: $id) { ${told} } }`;
    await world.ask(role, query, { id });
  });

  it('of nothing answers empty lists', async () => {
    const { customer } = await world.ask(
      'admin',
      '{ customer(source: "fastcrm", key: "F-2") { identifiers { value } contacts { value } attributes { name } sourceRecords { source } } }',
    );
    expect(customer).toEqual({ identifiers: [], contacts: [], attributes: [], sourceRecords: [{ source: 'fastcrm' }] });
  });

  it('that cannot be opened is refused by the resolvers', async () => {
    await world.sql`update assay.identifier set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where customer_id = ${nameKey('fastcrm', 'customer', 'F-1')} and kind = 'national_id'`;
    const { errors } = await world.left('admin', 'query ($id: ID) { customer(id: $id) { identifiers { value } } }', { id });
    expect(errors[0].extensions.code).toBe('CUSTOMER_SEAL_BROKEN');
  });
});
