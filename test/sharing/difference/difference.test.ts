import fc from 'fast-check';
import { GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import { lastFourMask } from '../../../src/access/mask.ts';
import type { Treatment } from '../../../src/access/role.ts';
import type { Agreement } from '../../../src/sharing/agreement/agreement.ts';
import { departures, difference, isGain, type Shown, type SightChange, sentenceOf, sightNames } from '../../../src/sharing/difference/difference.ts';
import { seeing } from '../../../src/sharing/difference/seeing.ts';
import { agreementOf, purposeOf } from '../world.ts';

const wears = (scope: string, more: object = {}) => ({ extensions: { needs: { scope, ...more } } });
const bill = new GraphQLObjectType({
  name: 'Bill',
  fields: { amount: { type: GraphQLInt, ...wears('payment.summary') }, note: { type: GraphQLString, ...wears('payment.detail') } },
});
const customer = new GraphQLObjectType({
  name: 'Customer',
  fields: {
    grade: { type: GraphQLString, ...wears('rating.grade') },
    name: { type: new GraphQLNonNull(GraphQLString), ...wears('profile.identity', { mask: lastFourMask }) },
    bills: {
      type: new GraphQLList(bill),
      args: { from: { type: GraphQLString }, first: { type: GraphQLInt } },
      ...wears('payment.summary', { args: { from: 'payment.detail', first: 'open' } }),
    },
  },
});
const ask = { type: customer, ...wears('inquiry.ask') };
const full = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { about: { type: GraphQLString, ...wears('open') }, subject: ask, customer: { type: customer, ...wears('customer.read') } },
  }),
});
const show = seeing(full);

type Scopes = Agreement['purposes'][string]['scopes'];
const of = (scopes: Scopes | null): Agreement => agreementOf('homes', { purposes: scopes === null ? {} : { letting: purposeOf(scopes) } });
const changes = (before: Scopes | null, after: Scopes | null): string[] =>
  difference(of(before), of(after), show).sights.map(({ coordinate, from, to }) => `${coordinate} ${from} -> ${to}`);

describe('what a version changes, field by field', () => {
  const cases: [string, Scopes | null, Scopes | null, string[]][] = [
    ['nothing, where nothing changes', { 'rating.grade': 'clear' }, { 'rating.grade': 'clear' }, []],
    ['a field that becomes visible', { 'rating.grade': 'clear' }, { 'rating.grade': 'clear', 'profile.identity': 'clear' }, ['Customer.name absent -> clear']],
    [
      'a field that becomes visible masked',
      { 'rating.grade': 'clear' },
      { 'rating.grade': 'clear', 'profile.identity': 'masked' },
      ['Customer.name absent -> masked'],
    ],
    ['a field that is masked instead of clear', { 'profile.identity': 'clear' }, { 'profile.identity': 'masked' }, ['Customer.name clear -> masked']],
    ['a field that is withheld', { 'profile.identity': 'masked' }, { 'profile.identity': 'withheld' }, ['Customer.name masked -> withheld']],
    ['a field that is clear again', { 'profile.identity': 'withheld' }, { 'profile.identity': 'clear' }, ['Customer.name withheld -> clear']],
    [
      'an argument, which needs its scope in clear',
      { 'payment.summary': 'clear', 'payment.detail': 'withheld' },
      { 'payment.summary': 'clear', 'payment.detail': 'clear' },
      ['Bill.note withheld -> clear', 'Customer.bills(from:) absent -> clear'],
    ],
    [
      'what hangs on a type that goes',
      { 'rating.grade': 'clear', 'payment.summary': 'clear' },
      { 'rating.grade': 'clear' },
      ['Bill.amount clear -> absent', 'Customer.bills clear -> absent', 'Customer.bills(first:) clear -> absent'],
    ],
    ['a purpose that is new', null, { 'rating.grade': 'clear' }, ['Customer.grade absent -> clear', 'Query.subject absent -> clear']],
    ['a purpose that goes', { 'rating.grade': 'clear' }, null, ['Customer.grade clear -> absent', 'Query.subject clear -> absent']],
    ['no more than the partner can reach', { 'rating.grade': 'clear' }, { 'rating.grade': 'clear', 'usage.detail': 'clear' }, []],
  ];
  it.each(cases)('tells %s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it('tells it per purpose', () => {
    const two = (other: Scopes): Agreement => agreementOf('homes', { purposes: { letting: purposeOf({ 'rating.grade': 'clear' }), care: purposeOf(other) } });
    expect(difference(two({ 'rating.grade': 'clear' }), two({ 'rating.grade': 'withheld' }), show).sights).toEqual([
      { purpose: 'care', coordinate: 'Customer.grade', from: 'clear', to: 'withheld' },
    ]);
  });

  it('tells every other member of the document that is another', () => {
    const now = agreementOf('homes', { windowMonths: 12, quotas: { ...agreementOf('homes').quotas, day: 5 } });
    expect(difference(agreementOf('homes'), now, show).terms).toEqual([
      { path: 'quotas.day', old: 10_000, new: 5 },
      { path: 'windowMonths', old: 24, new: 12 },
    ]);
  });

  const treatment = fc.constantFrom<Treatment | undefined>('clear', 'masked', 'withheld', undefined);
  const scopes = fc
    .record({ 'rating.grade': treatment, 'profile.identity': treatment, 'payment.summary': treatment, 'payment.detail': treatment })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, each]) => each !== undefined)) as Scopes);

  it('turned round, it is the same turned round', () => {
    const turned = ({ from, to, ...rest }: SightChange): SightChange => ({ ...rest, from: to, to: from });
    fc.assert(
      fc.property(scopes, scopes, (a, b) => {
        expect(difference(of(b), of(a), show).sights.map(turned)).toEqual(difference(of(a), of(b), show).sights);
        expect(difference(of(a), of(a), show)).toEqual({ sights: [], terms: [] });
      }),
    );
  });

  it('what was seen before, with the changes, is what is seen then', () => {
    fc.assert(
      fc.property(scopes, scopes, (a, b) => {
        const seen = new Map<string, Shown>(show(of(a), 'letting'));
        for (const { coordinate, to } of difference(of(a), of(b), show).sights) seen.set(coordinate, to);
        expect(new Map([...seen].filter(([, sight]) => sight !== 'absent'))).toEqual(show(of(b), 'letting'));
      }),
    );
  });

  it('departures are exactly what is seen less, on the day that the next one begins', () => {
    fc.assert(
      fc.property(scopes, scopes, (a, b) => {
        const less = difference(of(a), of(b), show).sights.filter((change) => !isGain(change));
        const leaving = departures(show(of(a), 'letting'), show(of(b), 'letting'), '2027-01-01');
        expect(leaving).toEqual(new Map(less.map(({ coordinate }) => [coordinate, '2027-01-01'])));
      }),
    );
  });
});

describe('a change in words', () => {
  const pairs = sightNames.flatMap((from) => sightNames.filter((to) => to !== from).map((to) => [from, to] as const));
  it.each(pairs)('%s to %s is a sentence of its own in each language, with the partner, the purpose and the field', (from, to) => {
    const said = (['en', 'zh'] as const).map((language) => sentenceOf({ purpose: 'letting', coordinate: 'Customer.name', from, to }, 'homes', language));
    for (const sentence of said) for (const part of ['homes', 'letting', 'Customer.name']) expect(sentence).toContain(part);
    expect(said[1]).toMatch(/\p{Script=Han}/u);
  });

  it('tells them apart', () => {
    for (const language of ['en', 'zh'] as const)
      expect(new Set(pairs.map(([from, to]) => sentenceOf({ purpose: 'p', coordinate: 'c', from, to }, 'x', language))).size).toBe(pairs.length);
  });
});
