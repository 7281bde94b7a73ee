import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { resolvers as consumption } from '../consumption/graph.ts';
import { resolvers as customer } from '../customer/graph.ts';
import { build } from '../graphql/build.ts';
import { resolvers as intake } from '../intake/graph.ts';
import { resolvers as payment } from '../payment/graph.ts';
import { resolvers as portfolio } from '../portfolio/graph.ts';
import { resolvers as behaviour } from '../rating/behaviour/graph.ts';
import { resolvers as rating } from '../rating/graph.ts';
import { resolvers as replay } from '../rating/replay/graph.ts';
import { resolvers as subject } from '../rating/subject/graph.ts';
import { resolvers as version } from '../rating/version/graph.ts';
import { resolvers as service } from '../service/graph.ts';
import { AboutQuery } from './about.ts';

let full: GraphQLSchema | undefined;

/** The whole graph, as admin sees it: every room's resolvers in one plain list. */
export function schema(): GraphQLSchema {
  full ??= build([
    AboutQuery,
    ...customer,
    ...consumption,
    ...payment,
    ...service,
    ...rating,
    ...behaviour,
    ...replay,
    ...subject,
    ...version,
    ...portfolio,
    ...intake,
  ]);
  return full;
}
