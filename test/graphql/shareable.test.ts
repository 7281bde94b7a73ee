import { performance } from 'node:perf_hooks';
import { GraphQLID, GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Grants } from '../../src/access/role.ts';
import type { Reads } from '../../src/graphql/reads.ts';
import { requireShareable, unshareable } from '../../src/graphql/shareable.ts';
import { reads, schema } from '../../src/server/schema.ts';
import { everything, shareableScopes } from '../../src/sharing/agreement/grain.ts';
import { wear } from '../access/world.ts';

const agreed = wear('payment.summary');
const rows = { type: GraphQLInt, extensions: agreed };
const resolved = { ...rows, resolve: () => 1 };
const Bill = new GraphQLObjectType({ name: 'Bill', fields: { dueOn: rows, derived: resolved, formed: resolved } });
const Seal = new GraphQLObjectType({ name: 'Seal', fields: { kind: rows, opened: resolved } });
const list = { type: new GraphQLList(Bill), extensions: agreed };
const Client = new GraphQLObjectType({
  name: 'Client',
  fields: {
    id: { type: GraphQLID, extensions: wear('open') },
    hidden: { type: GraphQLString, extensions: wear('audit.read'), resolve: () => 'x' },
    inside: { type: GraphQLString, extensions: wear('payment.summary', { inside: true }), resolve: () => 'x' },
    bills: list,
    latest: { type: Bill, extensions: agreed },
    seals: { type: new GraphQLList(Seal), extensions: agreed },
  },
});
const full = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { client: { type: Client, extensions: wear('customer.read') } } }) });
const grants: Grants = { open: 'clear', 'inquiry.ask': 'clear', 'payment.summary': 'clear' };

const fit: Reads = {
  Client: {
    bills: { many: (_, row) => ({ from: `from bill as ${row}`, day: `${row}.due_on` }) },
    latest: { one: (_, row) => ({ from: `from bill as ${row}`, day: null }) },
    seals: { late: () => 'x', value: () => [] },
  },
  Bill: { derived: { column: () => '1' }, formed: { late: () => '1', value: () => 1 } },
  Seal: { opened: { of: () => 1 } },
};
const without = (type: string, ...fields: string[]): Reads => ({
  ...fit,
  [type]: Object.fromEntries(Object.entries(fit[type] ?? {}).filter(([name]) => !fields.includes(name))),
});

describe('what can be agreed on', () => {
  it('is told by statements within the data window, all of it, or the program does not start', () => {
    expect(unshareable(schema(), reads(), everything, 'Customer')).toEqual([]);
    expect(() => requireShareable(schema(), reads(), everything, 'Customer')).not.toThrow();
    const since = performance.now();
    unshareable(schema(), reads(), everything, 'Customer');
    expect(performance.now() - since).toBeLessThan(500);
  });

  it('is fit where every field says what it reads, and rows of which day they are or that they have none', () => {
    expect(unshareable(full, fit, grants, 'Client')).toEqual([]);
    expect(unshareable(full, fit, { open: 'clear', 'inquiry.ask': 'clear' }, 'Client')).toEqual([]);
  });

  const cases: [string, Reads, string[]][] = [
    ['a list that does not say of which day its rows are', { ...fit, Client: { ...fit['Client'], bills: { many: () => ({ from: 'x' }) } } }, ['Client.bills']],
    ['one row that does not', { ...fit, Client: { ...fit['Client'], latest: { one: () => ({ from: 'x' }) } } }, ['Client.latest']],
    ['a list without a read', without('Client', 'bills'), ['Client.bills']],
    ['what a row derives by a resolver', without('Bill', 'derived', 'formed'), ['Bill.derived', 'Bill.formed']],
    ['a field of what is formed that has a resolver', without('Seal', 'opened'), ['Seal.opened']],
  ];
  it.each(cases)('is not fit: %s', (_, unfit, faults) => {
    expect(unshareable(full, unfit, grants, 'Client')).toEqual(faults);
    expect(() => requireShareable(full, unfit, grants, 'Client')).toThrow('GRAPH_UNSHAREABLE');
  });

  it('is nothing but facts and grades of one customer', () => {
    expect(shareableScopes.filter((scope) => !/^(profile|account|usage|balance|payment|contract|rating)\./.test(scope))).toEqual([]);
  });
});
