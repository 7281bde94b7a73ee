import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { type Operation, operating, written } from './operate.ts';
import { format, type Log } from './report.ts';

/** Apollo's server of one projection, with documents of its own. */
export const serverOf = (schema: GraphQLSchema, log: Log, operation: () => Operation): ApolloServer<Context> =>
  new ApolloServer<Context>({
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
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operating(operation),
    ],
  });

function documents() {
  const kept = new Bounded<string, DocumentNode>(limits.documentsCharacters);
  return {
    get: async (name: string) => kept.get(name),
    set: async (name: string, document: DocumentNode) => {
      const characters = document.loc?.end ?? 0;
      if (characters <= limits.documentRememberedCharacters) kept.set(name, document, characters);
    },
    delete: async (name: string) => kept.delete(name),
  };
}
