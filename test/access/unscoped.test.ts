import { GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import { requireScopes, unscoped } from '../../src/access/unscoped.ts';
import { graph, wear } from './world.ts';

const query = (fields: ConstructorParameters<typeof GraphQLObjectType>[0]['fields']) =>
  new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
const input = new GraphQLInputObjectType({ name: 'Given', fields: { name: { type: GraphQLString } } });
const order = new GraphQLEnumType({ name: 'Order', values: { NAME: {} } });

describe('a schema does not start', () => {
  const cases: [string, GraphQLSchema, string][] = [
    ['with a field', query({ bare: { type: GraphQLString } }), 'Query.bare'],
    ['with an argument', query({ about: { type: GraphQLString, args: { name: { type: GraphQLString } }, extensions: wear('open') } }), 'Query.about(name:)'],
    [
      'with an input field',
      query({ about: { type: GraphQLString, args: { by: { type: input } }, extensions: wear('open', { args: { by: 'open' } }) } }),
      'Given.name',
    ],
    [
      'with an enum value that is asked for',
      query({ about: { type: GraphQLString, args: { by: { type: order } }, extensions: wear('open', { args: { by: 'open' } }) } }),
      'Order.NAME',
    ],
  ];
  it.each(cases)('%s that wears no scope', (_, schema, part) => {
    expect(unscoped(schema)).toEqual([part]);
    expect(() => requireScopes(schema)).toThrow(expect.objectContaining({ code: 'ACCESS_WITHOUT_SCOPE', params: { count: 1, parts: part } }));
  });

  it('otherwise it does', () => expect(unscoped(graph())).toEqual([]));
});
