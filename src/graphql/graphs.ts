import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { grantsDigest } from '../access/grants.ts';
import { type Leaving, project } from '../access/projection.ts';
import type { Grants } from '../access/role.ts';
import { requireScopes } from '../access/unscoped.ts';
import { Bounded } from '../base/bounded.ts';
import { digest } from '../base/digest.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { Doorkeeper, type Doors } from './door.ts';
import { Fast } from './fast.ts';
import { operating, type Ways, written } from './operate.ts';
import type { Reads } from './reads.ts';
import { format, type Log } from './report.ts';

/**
 * One server per projection of the full schema, each with documents of its own: a validated document is found again by
 * its text alone, so sharing the store would let one caller's validation pass for another's.
 */
export class Graphs {
  private readonly servers = new Bounded<string, Promise<ApolloServer<Context>>>(limits.projectionsRemembered);
  private readonly full: GraphQLSchema;
  private readonly log: Log;
  private readonly reads: Reads | undefined;
  private readonly doors: Doors | undefined;
  private readonly prepared = { count: 0 };

  /** Throws ACCESS_WITHOUT_SCOPE when a part of the schema wears no scope. Without `reads` every operation is left to the resolvers. */
  constructor(full: GraphQLSchema, log: Log, reads?: Reads, doors?: Doors) {
    requireScopes(full);
    this.full = full;
    this.log = log;
    this.reads = reads;
    this.doors = doors;
  }

  /** The graph that these grants see; what of it is going to leave is said in it. */
  of(grants: Grants, leaving?: Leaving): Promise<ApolloServer<Context>> {
    const name = leaving && leaving.size > 0 ? `${grantsDigest(grants)} ${digest([...leaving])}` : grantsDigest(grants);
    const known = this.servers.get(name);
    if (known) return known;
    const started = this.start(project(this.full, grants, leaving));
    this.servers.set(name, started);
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.values().map(async (server) => (await server).stop()));
  }

  private ways(schema: GraphQLSchema): Ways {
    if (!this.reads) return {};
    const source = { schema, full: this.full, reads: this.reads };
    return { fast: new Fast(source, this.log, this.prepared), doorkeeper: this.doors && new Doorkeeper(source, this.doors) };
  }

  private async start(schema: GraphQLSchema): Promise<ApolloServer<Context>> {
    const server = new ApolloServer<Context>({
      schema,
      nodeEnv: 'production',
      introspection: true,
      csrfPrevention: true,
      persistedQueries: false,
      allowBatchedHttpRequests: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      parseOptions: { maxTokens: limits.documentTokens },
      documentStore: documents(),
      stringifyResult: written,
      formatError: format,
      logger: {
        debug: () => {},
        info: () => {},
        warn: (message) => this.log.warn({}, String(message)),
        error: (message) => this.log.error({}, String(message)),
      },
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        operating(this.log, this.ways(schema)),
      ],
    });
    await server.start();
    return server;
  }
}

function documents() {
  const kept = new Bounded<string, DocumentNode>(limits.documentsRemembered);
  return {
    get: async (text: string) => kept.get(text),
    set: async (text: string, document: DocumentNode) => void ((document.loc?.end ?? 0) <= limits.documentRememberedCharacters && kept.set(text, document)),
    delete: async (text: string) => kept.delete(text),
  };
}
