import { type ApolloServer, HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { Operation, type Ways, written } from './operate.ts';
import type { Log } from './report.ts';
import { serverOf } from './server.ts';

interface Asked {
  readonly query: string;
  readonly operationName: string | null | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/**
 * The graph as one projection sees it. Documents that its server has validated once, and that ask for nothing but their
 * answer as JSON, are answered before its pipeline wherever that needs no resolver: the same bytes for much less.
 */
export class Graph {
  private readonly documents = new Bounded<string, DocumentNode>(limits.documentsCharacters);
  private readonly schema: GraphQLSchema;
  private readonly operation: () => Operation;
  private readonly server: ApolloServer<Context>;

  constructor(schema: GraphQLSchema, log: Log, ways: Ways) {
    this.schema = schema;
    const valid = (text: string, document: DocumentNode): void => {
      if (text.length <= limits.documentRememberedCharacters) this.documents.set(text, document, text.length);
    };
    this.operation = () => new Operation(log, ways, valid);
    this.server = serverOf(schema, log, this.operation);
  }

  start(): Promise<void> {
    return this.server.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  async answer(request: HTTPGraphQLRequest, context: Context): Promise<HTTPGraphQLResponse> {
    const asked = plainly(request);
    try {
      const known = asked && (await this.known(asked, context));
      return known ?? (await this.server.executeHTTPGraphQLRequest({ httpGraphQLRequest: request, context: async () => context }));
    } finally {
      context.shown?.end?.();
    }
  }

  /** Nothing where the server must answer. */
  private async known({ query, operationName, variables }: Asked, contextValue: Context): Promise<HTTPGraphQLResponse | undefined> {
    const document = this.documents.get(query);
    const found = document && getOperationAST(document, operationName);
    if (!found) return undefined;
    const operation = this.operation();
    const asked = { schema: this.schema, document, operation: found, request: { variables }, contextValue };
    try {
      await operation.didResolveOperation(asked);
    } catch (error) {
      // The server says it, and does not do anew what came before it.
      contextValue.refused = error;
      return undefined;
    }
    const answered = await operation.responseForOperation(asked);
    contextValue.tried = true;
    if (answered?.body.kind !== 'single') return undefined;
    const { http, body } = answered;
    const response = { http: { status: http.status, headers: new HeaderMap(http.headers) }, body };
    await operation.willSendResponse({ response, contextValue, errors: undefined });
    response.http.headers.set('content-type', 'application/json; charset=utf-8');
    return { ...response.http, body: { kind: 'complete', string: written(body.singleResult) } };
  }
}

/** A request whose answer hangs on nothing but its document, name and variables; nothing for every other. */
function plainly({ method, headers, body }: HTTPGraphQLRequest): Asked | undefined {
  if (method !== 'POST' || headers.has('accept')) return undefined;
  const { query, operationName, variables, extensions } = body as Record<string, unknown>;
  const isName = operationName === undefined || operationName === null || typeof operationName === 'string';
  const isGiven = variables === undefined || variables === null || (typeof variables === 'object' && !Array.isArray(variables));
  if (typeof query !== 'string' || !isName || !isGiven || extensions !== undefined) return undefined;
  return { query, operationName, variables: (variables as Record<string, unknown> | null) ?? undefined };
}
