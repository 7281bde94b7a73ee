import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { resolvers as consumption, reads as consumptionReads } from '../consumption/graph.ts';
import { resolvers as customer, reads as customerReads } from '../customer/graph.ts';
import { build } from '../graphql/build.ts';
import { type Reads, together } from '../graphql/reads.ts';
import { resolvers as intake } from '../intake/graph.ts';
import { resolvers as payment, reads as paymentReads } from '../payment/graph.ts';
import { resolvers as portfolio, reads as portfolioReads } from '../portfolio/graph.ts';
import { resolvers as behaviour, reads as behaviourReads } from '../rating/behaviour/graph.ts';
import { resolvers as rating, reads as ratingReads } from '../rating/graph.ts';
import { resolvers as replay } from '../rating/replay/graph.ts';
import { resolvers as subject, reads as subjectReads } from '../rating/subject/graph.ts';
import { resolvers as version } from '../rating/version/graph.ts';
import { resolvers as service, reads as serviceReads } from '../service/graph.ts';
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

/** What the fields of the graph read, of every room that says so. */
export const reads = (): Reads =>
  together(customerReads, consumptionReads, paymentReads, serviceReads, ratingReads, subjectReads, behaviourReads, portfolioReads);
