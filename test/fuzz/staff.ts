import { HeaderMap } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { type Grants, roleGrants } from '../../src/access/role.ts';
import type { Sql } from '../../src/db/client.ts';
import { contextOf } from '../../src/graphql/context.ts';
import { Graphs } from '../../src/graphql/graphs.ts';
import type { Reads } from '../../src/graphql/reads.ts';

import { grantsDrawn } from '../graphql/grants.ts';
import { homeKeys } from './keys.ts';
import type { Asker } from './run.ts';
import { customers, knownHere, now, today } from './world.ts';

export interface Graph {
  readonly full: GraphQLSchema;
  readonly reads?: Reads;
  /** The grants that the schema is projected on, where the wall is down. */
  readonly seen?: Grants;
}

/** Whoever sees everything. */
const all: Grants = { open: 'clear', ...roleGrants.admin };

/** Asks as whoever sees everything, by the resolvers. */
export const seeing = (sql: Sql, full: GraphQLSchema): ((query: string) => Promise<{ data: unknown }>) => {
  const ask = asking(sql, { full });
  return async (query) => JSON.parse((await ask(all)({ query, variables: {} })).body);
};

/** Grants of the roles and random ones, asked of the graph itself; about everybody, whatever the day. */
export function staff(sql: Sql, graph: Graph, count: number, seed: number): Asker[] {
  const ask = asking(sql, graph);
  return grantsDrawn(seed, count).map((grants, at) => ({
    name: `grants ${at}`,
    grants,
    customers: new Map(customers.map((which) => [which, 'all'])),
    windowDays: Number.POSITIVE_INFINITY,
    known: knownHere,
    ask: ask(grants),
  }));
}

function asking(sql: Sql, { full, reads, seen }: Graph): (grants: Grants) => Asker['ask'] {
  const logged: object[] = [];
  const note = (entry: object, said: string): void => void logged.push({ ...entry, said });
  const graphs = new Graphs(full, { error: note, warn: note }, reads);
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const world = { sql, keys: homeKeys, currency: 'EUR', now: () => now, today: () => today };
  return (grants) => async (drawn) => {
    const graph = await graphs.of(seen ?? grants);
    const context = contextOf(world, { subject: 'test', role: null }, grants, 'en');
    const answer = await graph.answer({ method: 'POST', headers, search: '', body: { ...drawn } }, context);
    if (answer.body.kind !== 'complete') throw new Error('an answer in parts');
    const { status = 200, body } = answer;
    return { status, body: body.string, text: `${[...answer.headers].join('\n')}\n${body.string}`, logged: logged.splice(0) };
  };
}
