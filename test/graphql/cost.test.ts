import { buildSchema, type FragmentDefinitionNode, getVariableValues, isObjectType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { measure } from '../../src/graphql/cost.ts';

const schema = buildSchema(`
  interface Named { name: String }
  type Query { me: Node  nodes(first: Int = 20): [Node!]!  page(first: Int): Page }
  type Page { edges: [Edge!]!  total: Int }
  type Edge { node: Node }
  type Node implements Named { name: String  one: Node  last(last: Int = 12): [Node]  three: [Node]  plain: [Node] tags: [String] }
`);
const node = schema.getType('Node');
if (isObjectType(node)) node.getFields()['three']!.extensions = { needs: { scope: 'open', rows: 3 } };

function cost(source: string, given: Record<string, unknown> = {}, most = 1_000_000) {
  const document = parse(source);
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = Object.fromEntries(
    document.definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  return measure(schema, fragments, operation, coerced!, most);
}

describe('cost and depth', () => {
  const cases: [string, string, { depth: number; cost: number }][] = [
    ['an object counts one', '{ me { name } }', { depth: 2, cost: 1 }],
    ['leaves count nothing', '{ me { name tags } }', { depth: 2, cost: 1 }],
    ['a list counts its default page', '{ nodes { name } }', { depth: 2, cost: 20 }],
    ['a list counts the page asked for', '{ nodes(first: 5) { name } }', { depth: 2, cost: 5 }],
    ['children count per row', '{ nodes(first: 5) { one { name } last(last: 2) { name } } }', { depth: 3, cost: 5 + 5 + 10 }],
    ['a list without a page counts ten', '{ me { plain { name } } }', { depth: 3, cost: 11 }],
    ['or what its field says', '{ me { three { name } } }', { depth: 3, cost: 4 }],
    ['a connection hands its page to its edges', '{ page(first: 7) { edges { node { name } } total } }', { depth: 4, cost: 1 + 7 + 7 }],
    ['every alias counts', '{ a: me { name } b: me { name } c: me { name } }', { depth: 2, cost: 3 }],
    ['fragments count where they are used', 'query { a: me { ...f } b: me { ...f } } fragment f on Node { one { name } }', { depth: 3, cost: 4 }],
    ['a fragment on an interface counts', '{ me { ... on Named { name } one { ... on Named { name } } } }', { depth: 3, cost: 2 }],
    ['what is skipped counts nothing', '{ me @skip(if: true) { one { name } } }', { depth: 0, cost: 0 }],
    ['what is not included counts nothing', '{ me { one @include(if: false) { name } } }', { depth: 1, cost: 1 }],
    ['introspection counts nothing', '{ __schema { types { name } } me { __typename } }', { depth: 1, cost: 1 }],
    ['a negative page counts nothing', '{ nodes(first: -5) { one { name } } }', { depth: 3, cost: 0 }],
  ];
  it.each(cases)('%s', (_, source, expected) => expect(cost(source)).toEqual(expected));

  it('are taken after the variables are known', () => {
    const source = 'query ($n: Int = 3, $on: Boolean = true) { nodes(first: $n) { one @include(if: $on) { name } } }';
    expect(cost(source).cost).toBe(6);
    expect(cost(source, { n: 50 }).cost).toBe(100);
    expect(cost(source, { n: 50, on: false }).cost).toBe(50);
  });

  it('of fragments that double twenty times are given up early', () => {
    const fragments = Array.from({ length: 20 }, (_, at) => `fragment f${at} on Node { a: one { ...f${at + 1} } b: one { ...f${at + 1} } }`).join(' ');
    expect(cost(`{ me { ...f0 } } ${fragments} fragment f20 on Node { name }`, {}, 10_000).cost).toBe(10_001);
  });

  it('of leaves alone end too', () => {
    const fragments = Array.from({ length: 18 }, (_, at) => `fragment f${at} on Node { ...f${at + 1} ... on Node { ...f${at + 1} } }`).join(' ');
    expect(cost(`{ me { ...f0 } } ${fragments} fragment f18 on Node { name }`, {}, 10_000).cost).toBe(10_001);
  });
});
