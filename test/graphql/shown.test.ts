import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { tellShown } from '../../src/graphql/shown.ts';

const schema = buildSchema(`
  type Query { customers: [Customer!]! consents: [Consent!]! hits: [Hit!]! counts: [Count!]! }
  type Customer { name: String others: [Customer!] }
  type Consent { customer: ID! purpose: String }
  type Hit { customer: Customer! by: String }
  type Count { customers: Int }
`);
tellShown(schema);
const rootValue = {
  customers: [
    { customerId: 'a', name: 'A', others: [{ customerId: 'b' }] },
    { customerId: 'c', name: 'C' },
  ],
  consents: [{ customer: 'cus_d', purpose: 'lending' }],
  hits: [{ customer: { customerId: 'f', name: 'F' }, by: 'name' }],
  counts: [{ customers: 7, customerId: 'e' }],
};
const shown = async (source: string): Promise<string[]> => {
  const customers: string[] = [];
  const { errors } = await graphql({ schema, source, rootValue, contextValue: { shown: { customers } } });
  expect(errors).toBeUndefined();
  return [...new Set(customers)].sort();
};

describe('whom an answer of the resolvers shows', () => {
  it.each<[string, string[]]>([
    ['{ customers { name } }', ['a', 'c']],
    ['{ customers { others { name } } }', ['a', 'b', 'c']],
    ['{ consents { purpose } }', ['cus_d']],
    ['{ hits { by } }', ['f']],
    ['{ hits { customer { name } } }', ['f']],
    ['{ counts { customers } }', []],
    ['{ customers @skip(if: true) { name } __typename }', []],
  ])('is every customer in it, and whom its rows name: %s', async (query, customers) => expect(await shown(query)).toEqual(customers));

  it('is told by nobody where nothing is noted, as for partners', async () => {
    const { data } = await graphql({ schema, source: '{ customers { name } }', rootValue, contextValue: {} });
    expect(data).toEqual({ customers: [{ name: 'A' }, { name: 'C' }] });
  });
});
