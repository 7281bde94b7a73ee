import {
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';
import { lastFourMask } from '../../src/access/mask.ts';
import { needsValues, type Wear } from '../../src/access/scope.ts';
import type { Scope } from '../../src/base/scope.ts';

/** Planted in every protected value: it must never come back to who is not granted it. */
export const canary = (name: string): string => `CANARY-${name}-12345678`;

export const wear = (scope: Scope, more: Omit<Wear, 'scope'> = {}) => ({ needs: { scope, ...more } });

const text = (scope: Scope, value: string, more: Omit<Wear, 'scope'> = {}) => ({
  type: new GraphQLNonNull(GraphQLString),
  extensions: wear(scope, more),
  resolve: () => canary(value),
});

needsValues('PersonSort', { NAME: 'profile.identity', GRADE: 'rating.grade' });
const PersonSort = new GraphQLEnumType({ name: 'PersonSort', values: { NAME: {}, GRADE: {} } });

const Filter = new GraphQLInputObjectType({
  name: 'Filter',
  fields: { name: { type: GraphQLString, extensions: wear('profile.identity') }, grade: { type: GraphQLString, extensions: wear('rating.grade') } },
});

const Sealed = new GraphQLInputObjectType({
  name: 'Sealed',
  fields: { secret: { type: new GraphQLNonNull(GraphQLString), extensions: wear('profile.sensitive') } },
});

const Party = new GraphQLInterfaceType({
  name: 'Party',
  fields: { label: { type: GraphQLString, extensions: wear('open') }, id: { type: GraphQLID, extensions: wear('open') } },
  resolveType: () => 'Person',
});

const Secret = new GraphQLObjectType({ name: 'Secret', fields: { text: text('profile.sensitive', 'secret') } });

const Person: GraphQLObjectType = new GraphQLObjectType({
  name: 'Person',
  interfaces: [Party],
  fields: () => ({
    id: { type: GraphQLID, extensions: wear('open'), resolve: () => 'p1' },
    label: { type: GraphQLString, extensions: wear('profile.identity'), resolve: () => canary('label') },
    name: text('profile.identity', 'name'),
    number: text('profile.identifier', 'number', { mask: lastFourMask }),
    numbers: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
      extensions: wear('profile.identifier', { mask: lastFourMask }),
      resolve: () => [canary('one'), canary('two')],
    },
    phone: text('profile.contact', 'phone'),
    secret: { type: Secret, extensions: wear('customer.read'), resolve: () => ({}) },
    friends: {
      type: new GraphQLList(Person),
      args: { first: { type: GraphQLInt, defaultValue: 3 } },
      extensions: wear('customer.read', { args: { first: 'open' } }),
      resolve: () => [{}, {}],
    },
  }),
});

const Firm = new GraphQLObjectType({
  name: 'Firm',
  interfaces: [Party],
  fields: { id: { type: GraphQLID, extensions: wear('open') }, label: { type: GraphQLString, extensions: wear('open') } },
});
const Hidden = new GraphQLObjectType({ name: 'Hidden', fields: { text: text('profile.sensitive', 'hidden') } });
const Found = new GraphQLUnionType({ name: 'Found', types: [Person, Hidden], resolveType: () => 'Person' });

/** A small graph with every shape a projection must get right. */
export const graph = (): GraphQLSchema =>
  new GraphQLSchema({
    types: [Person, Firm],
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        about: { type: GraphQLString, extensions: wear('open'), resolve: () => 'Assay' },
        person: {
          type: Person,
          args: { sort: { type: PersonSort }, filter: { type: Filter }, number: { type: GraphQLString } },
          extensions: wear('customer.read', { args: { sort: 'customer.read', filter: 'customer.read', number: 'profile.identifier' } }),
          resolve: () => ({}),
        },
        sorted: {
          type: GraphQLString,
          args: { sort: { type: PersonSort, defaultValue: 'NAME' } },
          extensions: wear('customer.read', { args: { sort: 'customer.read' } }),
          resolve: () => 'x',
        },
        party: { type: Party, extensions: wear('customer.read'), resolve: () => ({}) },
        found: { type: Found, extensions: wear('customer.read'), resolve: () => ({}) },
        sealed: {
          type: GraphQLString,
          args: { input: { type: new GraphQLNonNull(Sealed) } },
          extensions: wear('customer.read', { args: { input: 'customer.read' } }),
          resolve: () => 'x',
        },
      },
    }),
  });
