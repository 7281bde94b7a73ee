import { expect, test } from 'vitest';
import { meantBy } from '../../src/server/purpose.ts';

const cases: [string, object, { purposes: string[]; inquires: boolean }][] = [
  ['as it stands', { query: 'mutation { inquire(input: { purpose: "letting" }) { result { __typename } } }' }, { purposes: ['letting'], inquires: true }],
  [
    'in a variable',
    { query: 'mutation ($p: String!) { inquire(input: { purpose: $p }) { a } }', variables: { p: 'letting' } },
    { purposes: ['letting'], inquires: true },
  ],
  [
    'in a member of one',
    { query: 'mutation ($i: I!) { inquireMany(input: $i) { a } }', variables: { i: { purpose: 'letting' } } },
    { purposes: ['letting'], inquires: true },
  ],
  [
    'in fragments of fragments',
    { query: 'mutation { ... { ...F } } fragment F on M { ...G } fragment G on M { x: inquire(input: { purpose: "letting" }) { a } ...F }' },
    { purposes: ['letting'], inquires: true },
  ],
  [
    'of several inquiries, each once',
    { query: 'mutation { a: inquire(input: { purpose: "b" }) { a } c: inquire(input: { purpose: "d" }) { a } e: inquire(input: { purpose: "b" }) { a } }' },
    { purposes: ['b', 'd'], inquires: true },
  ],
  [
    'of the operation that is meant',
    { query: 'mutation A { inquire(input: { purpose: "a" }) { a } } mutation B { inquire(input: { purpose: "b" }) { a } }', operationName: 'B' },
    { purposes: ['b'], inquires: true },
  ],
  ['not at all', { query: 'mutation { inquire { a } }' }, { purposes: [], inquires: true }],
  ['not of another field', { query: 'mutation { fileConsents(input: { purpose: "a" }) { a } }' }, { purposes: [], inquires: false }],
  ['not of what a member is not', { query: 'mutation ($i: I!) { inquire(input: $i) { a } }', variables: { i: null } }, { purposes: [], inquires: true }],
  [
    'not from the prototype of variables',
    { query: 'mutation ($toString: I!) { inquire(input: $toString) { a } }', variables: {} },
    { purposes: [], inquires: true },
  ],
  [
    'in what a variable stands for that is not given',
    { query: 'mutation ($p: String = "a", $i: I = { purpose: "b" }) { x: inquire(input: { purpose: $p }) { a } y: inquire(input: $i) { a } }' },
    { purposes: ['a', 'b'], inquires: true },
  ],
  [
    'beside other fields, which are none of it',
    { query: 'mutation { __typename inquire(input: { purpose: "a" }) @skip(if: true) { a } ...F } fragment F on M { fileConsents(input: { b: "c" }) { a } }' },
    { purposes: ['a'], inquires: false },
  ],
  ['not of what does not parse', { query: 'mutation {' }, { purposes: [], inquires: false }],
  ['not without a text', { query: 7 }, { purposes: [], inquires: false }],
];

test.each(cases)('the purpose of an operation is found %s', (_, request, expected) => {
  expect(meantBy(request)).toEqual(expected);
});
