import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  graphql,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { moneyBandMask } from '../../src/access/mask.ts';
import { isPartners, project } from '../../src/access/projection.ts';
import { type Grants, roleGrants } from '../../src/access/role.ts';
import { canary, graph, wear } from './world.ts';

const text = (value: string) => ({ type: GraphQLString, resolve: () => value });
const Amount = new GraphQLObjectType({
  name: 'Amount',
  fields: {
    amount: { type: new GraphQLNonNull(GraphQLString), extensions: wear('open') },
    currency: { type: GraphQLString, extensions: wear('open') },
  },
});
const Bill = new GraphQLObjectType({
  name: 'Bill',
  fields: {
    id: { type: GraphQLID, extensions: wear('payment.summary') },
    amount: { type: new GraphQLNonNull(Amount), extensions: wear('payment.summary', { mask: moneyBandMask }) },
    cause: { type: new GraphQLNonNull(GraphQLString), extensions: wear('payment.summary', { coarse: true }) },
    number: { type: GraphQLString, extensions: wear('payment.detail') },
    group: { type: GraphQLString, extensions: wear('payment.summary', { inside: true }) },
  },
});
const Note = new GraphQLObjectType({ name: 'Note', fields: { text: { type: GraphQLString, extensions: wear('open') } } });
const Client = new GraphQLObjectType({
  name: 'Client',
  fields: {
    id: { type: GraphQLID, extensions: wear('open') },
    ids: { type: new GraphQLList(GraphQLID), extensions: wear('open') },
    bills: {
      type: new GraphQLList(Bill),
      args: { last: { type: GraphQLInt, defaultValue: 3 }, from: { type: GraphQLString } },
      extensions: wear('payment.summary', { args: { last: 'open', from: 'payment.summary' } }),
    },
    notes: { type: new GraphQLList(Note), extensions: wear('payment.summary') },
    grade: { ...text('A'), extensions: wear('rating.grade') },
    sorted: {
      type: GraphQLString,
      args: { by: { type: GraphQLString, defaultValue: 'amount' } },
      extensions: wear('payment.summary', { coarse: true, args: { by: 'payment.summary' } }),
    },
  },
});

const bills = [{ id: 'bil_1', amount: { amount: '1500.00', currency: 'CNY' }, cause: 'regular', number: canary('number'), group: canary('group') }];
const client = { id: 'cus_1', ids: ['a', null], bills, notes: [{ text: canary('note') }], sorted: 'x' };
const full = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      about: { ...text('Assay'), extensions: wear('open') },
      client: { type: Client, resolve: () => client, extensions: wear('customer.read') },
      bills: { type: new GraphQLList(Bill), resolve: () => bills, extensions: wear('payment.summary') },
      asked: { type: Client, resolve: () => client, extensions: wear('inquiry.ask') },
      odd: { type: Client, resolve: () => client, extensions: wear('inquiry.ask', { inside: true }) },
    },
  }),
});

const partner = (treatment: 'clear' | 'masked' | 'withheld'): Grants => ({ open: 'clear', 'inquiry.ask': 'clear', 'payment.summary': treatment });
const staff: Grants = { open: 'clear', 'customer.read': 'clear', 'payment.summary': 'masked' };
const unknown = (grants: Grants, source: string): string[] => validate(project(full, grants), parse(source)).map(({ message }) => message);

function ask(grants: Grants, source: string, named = (id: string): string => `named ${id}`) {
  const contextValue = { masked: new Set<string>(), withheld: new Set<string>(), partner: { named } };
  return graphql({ schema: project(full, grants), source, contextValue });
}

describe('what a partner is shown', () => {
  it('begins at what is made for partners alone, whatever scope another root wears', () => {
    const schema = project(full, { ...partner('clear'), 'customer.read': 'clear' });
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['about', 'asked']);
    expect([isPartners(schema), isPartners(project(full, staff))]).toEqual([true, false]);
  });

  it('holds nothing that stays inside, under an alias, in fragments or by another way', () => {
    for (const source of [
      '{ asked { bills { group } } }',
      '{ asked { bills { id: group } } }',
      '{ asked { bills { ... on Bill { group } } } }',
      'query { asked { ...a } } fragment a on Client { bills { ...b } } fragment b on Bill { group }',
    ])
      expect(unknown(partner('clear'), source)).toEqual(['Cannot query field "group" on type "Bill".']);
    expect(unknown({ ...staff, 'payment.summary': 'clear' }, '{ client { bills { group } } }')).toEqual([]);
  });

  it('has no role that would be one', () => {
    for (const grants of Object.values(roleGrants)) expect(grants['inquiry.ask']).toBeUndefined();
  });
});

describe('ids', () => {
  it('have names of the partner, wherever and under whatever name they stand, and of two partners other ones', async () => {
    const source = '{ asked { id name: id ids ...F } } fragment F on Client { bills { id } }';
    for (const named of [(id: string) => `one ${id}`, (id: string) => `two ${id}`]) {
      const { data } = await ask(partner('clear'), source, named);
      expect(data).toEqual({ asked: { id: named('cus_1'), name: named('cus_1'), ids: [named('a'), null], bills: [{ id: named('bil_1') }] } });
    }
  });

  it('are not told at all where nobody knows whose names they have; of the company they are as they are', async () => {
    const none = await graphql({
      schema: project(full, partner('clear')),
      source: '{ asked { id } }',
      contextValue: { masked: new Set(), withheld: new Set() },
    });
    expect([none.data, none.errors?.length]).toEqual([{ asked: { id: null } }, 1]);
    const own = await ask({ ...staff, 'payment.summary': 'clear' }, '{ client { id bills { id } } }');
    expect(own.data).toEqual({ client: { id: 'cus_1', bills: [{ id: 'bil_1' }] } });
  });
});

describe('resolvers', () => {
  it('tell a partner nothing that an agreement grants: its statements do', async () => {
    const grants: Grants = { ...partner('clear'), 'rating.grade': 'clear' };
    const { data, errors } = await ask(grants, '{ asked { grade } }');
    expect([data, errors?.[0]?.message]).toEqual([{ asked: { grade: null } }, 'grade is read for a partner by its statement alone']);
    expect((await ask({ ...staff, 'rating.grade': 'clear' }, '{ client { grade } }')).data).toEqual({ client: { grade: 'A' } });
  });
});

describe.each([
  ['a partner', partner('masked'), 'asked'],
  ['the company', staff, 'client'],
])('a masked grant of %s', (_, grants, root) => {
  it('leads through lists to what is masked: an amount as a text, a class as it is, the rest not at all', async () => {
    const printed = printSchema(project(full, grants));
    expect(printed).toContain('type Bill {\n  amount: String\n  cause: String!\n}');
    const { data } = await ask(grants, `{ ${root} { bills { amount cause } } }`);
    expect(data).toEqual({ [root]: { bills: [{ amount: '1,000-2,000 CNY', cause: 'regular' }] } });
  });

  it('leads neither to objects that are open to everybody nor to a list from the root', () => {
    expect(unknown(grants, `{ ${root} { notes { text } } }`)).toEqual(['Cannot query field "notes" on type "Client".']);
    expect(unknown(grants, '{ bills { cause } }')).toEqual(['Cannot query field "bills" on type "Query".']);
  });

  it('lets nobody filter or sort by it, not even by default', () => {
    expect(unknown(grants, `{ ${root} { bills(last: 2) { cause } } }`)).toEqual([]);
    expect(unknown(grants, `{ ${root} { bills(from: "x") { cause } } }`)).toEqual(['Unknown argument "from" on field "Client.bills".']);
    expect(unknown(grants, `{ ${root} { sorted } }`)).toEqual(['Cannot query field "sorted" on type "Client".']);
  });

  it('hides what is inside the amount, however it is asked', () => {
    expect(unknown(grants, `{ ${root} { bills { amount { amount } } } }`)).toEqual([
      'Field "amount" must not have a selection since type "String" has no subfields.',
    ]);
    expect(unknown(grants, `{ ${root} { bills { ... on Amount { amount } } } }`).length).toBeGreaterThan(0);
  });
});

describe('what the next version of the agreement takes away', () => {
  const leaving = new Map([
    ['Bill.cause', '2027-01-01'],
    ['Client.bills(from:)', '2027-02-01'],
  ]);

  it('is deprecated with its day, in a valid schema that answers as before', async () => {
    const schema = project(full, partner('clear'), leaving);
    expect(validateSchema(schema)).toEqual([]);
    const printed = printSchema(schema);
    expect(printed).toContain('cause: String! @deprecated(reason: "From 2027-01-01 on the next version of the agreement no longer shows it as it is.")');
    expect(printed).toContain('from: String @deprecated(reason: "From 2027-02-01 on');
    expect(printed.match(/@deprecated/g)).toHaveLength(2);
    expect(validate(schema, parse('{ asked { bills(from: "x") { cause } } }'))).toEqual([]);
    expect(printSchema(project(full, partner('clear')))).not.toContain('@deprecated');
  });
});

describe('the small graph of every shape', () => {
  it('shows a partner nothing of the company, whatever it is granted', () => {
    const grants: Grants = { ...roleGrants.admin, open: 'clear', 'inquiry.ask': 'clear' };
    expect(printSchema(project(graph(), grants))).toBe('type Query {\n  about: String\n}');
  });
});
