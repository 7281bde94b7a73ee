import { type GraphQLFieldConfig, GraphQLNonNull, GraphQLObjectType, type GraphQLOutputType, GraphQLSchema, GraphQLString, GraphQLUnionType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { project } from '../../src/access/projection.ts';
import type { Lineages } from '../../src/base/lineage.ts';
import type { Scope } from '../../src/base/scope.ts';
import { requireLineage, undeclared } from '../../src/graphql/lineage.ts';
import { schema } from '../../src/server/schema.ts';
import { everything } from '../../src/sharing/agreement/grain.ts';
import { isBeyond, lineages } from '../../src/sharing/lineage.ts';
import { wear } from '../access/world.ts';

const field = (scope: Scope, type: GraphQLOutputType = GraphQLString): GraphQLFieldConfig<unknown, unknown> => ({ type, extensions: wear(scope) });
const object = (name: string, fields: Record<string, GraphQLFieldConfig<unknown, unknown>>) => new GraphQLObjectType({ name, fields });
/** What partners are told stands behind what everybody may ask. */
const schemaOf = (fields: Record<string, GraphQLFieldConfig<unknown, unknown>>) =>
  new GraphQLSchema({ query: object('Query', { it: field('open', object('It', fields)) }) });

const mood = object('Mood', { word: field('rating.score'), why: field('rating.reasons') });
const own: Lineages[string] = { from: ['rating.score'] };
const other: Lineages[string] = { from: ['payment.detail'] };
const told: Lineages[string] = { from: ['payment.detail'], why: 'A mood is not a payment.' };

describe('what a partner can be granted and no source told', () => {
  const cases: [string, Record<string, GraphQLFieldConfig<unknown, unknown>>, Lineages, string[]][] = [
    ['must say what it is made of', { mood: field('rating.score') }, {}, ['It.mood']],
    ['may be made of its own scope', { mood: field('rating.score') }, { 'It.mood': own }, []],
    ['must say why it may be seen without another scope', { mood: field('rating.score') }, { 'It.mood': other }, ['It.mood']],
    ['may be made of another scope that it declassifies', { mood: field('rating.score') }, { 'It.mood': told }, []],
    ['speaks for all below it', { mood: field('rating.score', mood) }, { 'It.mood': told }, []],
    ['speaks for nothing below it of another scope than it explains', { mood: field('rating.score', mood) }, { 'It.mood': own }, ['Mood.why']],
    ['may be spoken for by a field below', { mood: field('rating.score', mood) }, { 'It.mood': own, 'Mood.why': told }, []],
    ['is sought behind what everybody sees', { any: field('open', mood) }, {}, ['Mood.why', 'Mood.word']],
    ['is sought in every member of a union', { any: field('open', new GraphQLUnionType({ name: 'Any', types: [mood] })) }, {}, ['Mood.why', 'Mood.word']],
    ['is sought on every way to a type', { a: field('rating.score', mood), b: field('open', mood) }, { 'It.a': told }, ['Mood.why', 'Mood.word']],
    ['is no column of a fact, nor the list of one', { account: field('open', schema().getType('Account') as GraphQLObjectType) }, lineages, []],
    ['is nothing that no agreement can grant', { mood: field('rating.detail'), raw: field('profile.sensitive') }, {}, []],
    ['is nothing that stays inside', { mood: { type: new GraphQLNonNull(GraphQLString), extensions: wear('rating.score', { inside: true }) } }, {}, []],
  ];
  test.each(cases)('%s', (_, fields, declared, faults) => {
    const full = schemaOf(fields);
    expect(undeclared(full, everything, declared)).toEqual(faults);
    if (faults.length > 0) {
      const params = { count: faults.length, parts: faults.join(', ') };
      expect(() => requireLineage(full, everything, declared)).toThrow(expect.objectContaining({ code: 'GRAPH_LINEAGE', params }));
    }
  });
});

test('the whole graph says of all that partners can be granted what it is made of', () => {
  expect(undeclared(schema(), everything, lineages)).toEqual([]);
  // Not one of the declarations is for nothing.
  const seen = project(schema(), everything);
  for (const name of Object.keys(lineages)) {
    const [type = '', field = ''] = name.split('.');
    expect((seen.getType(type) as GraphQLObjectType).getFields()[field], name).toBeDefined();
  }
});

test('what is made of facts before the data window says so', () => {
  expect(Object.keys(lineages).filter(isBeyond).sort()).toEqual(['Account.behaviour', 'Bill.payments', 'Customer.behaviour']);
});
