import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener, GraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { Sql } from '../db/client.ts';
import { check } from './bounds.ts';
import type { Context } from './context.ts';
import type { Fast } from './fast.ts';
import { answerErrors, isUnavailable, type Log } from './report.ts';

/** The `data` of an answer that is JSON text already. */
class Text {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The one plug-in of the graph: what an operation may cost, its statement where it has one, its errors in words, what was withheld. */
export const operating = (log: Log, fast: Fast | undefined): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => new Operation(log, fast),
});

class Operation implements GraphQLRequestListener<Context> {
  private variables: Record<string, unknown> | undefined;
  private readonly log: Log;
  private readonly fast: Fast | undefined;

  constructor(log: Log, fast: Fast | undefined) {
    this.log = log;
    this.fast = fast;
  }

  async didResolveOperation({ schema, document, operation, request }: GraphQLRequestContext<Context>): Promise<void> {
    if (document && operation) this.variables = check({ schema, document, operation, variables: request.variables });
  }

  async responseForOperation({ document, operation, contextValue }: GraphQLRequestContext<Context>): Promise<GraphQLResponse | null> {
    if (!this.fast || !document || !operation || !this.variables) return null;
    try {
      const text = await this.fast.data(document, operation, this.variables, contextValue);
      return text === undefined ? null : ({ body: { kind: 'single', singleResult: { data: new Text(text) } }, http: {} } as unknown as GraphQLResponse);
    } catch (error) {
      // The resolvers say what failed and where, without asking again.
      Object.assign(contextValue, { sql: failing(error) });
      return null;
    }
  }

  async didEncounterErrors({ errors, contextValue, source }: GraphQLRequestContext<Context>): Promise<void> {
    answerErrors(errors ?? [], contextValue, source, this.log);
  }

  async willSendResponse({ response, contextValue, errors }: GraphQLRequestContext<Context>): Promise<void> {
    const body = response.body;
    if (body?.kind !== 'single') return;
    if (isUnavailable(errors)) response.http.status = 503;
    if (contextValue.withheld.size === 0) return;
    body.singleResult.extensions = { ...body.singleResult.extensions, disclosure: { withheld: [...contextValue.withheld].sort() } };
  }
}

/** An answer as its body. */
export function written(result: FormattedExecutionResult): string {
  const { data, extensions } = result;
  if (!((data as unknown) instanceof Text)) return JSON.stringify(result);
  return `{"data":${(data as unknown as Text).text}${extensions ? `,"extensions":${JSON.stringify(extensions)}` : ''}}`;
}

/** A database that fails as a statement did. A fragment of a statement is one too that nobody waits for: unheard, it would end the process. */
function failing(error: unknown): Sql {
  const fail = (): Promise<never> => {
    const failed = Promise.reject<never>(error);
    failed.catch(() => undefined);
    return failed;
  };
  return new Proxy(fail, { get: () => fail }) as unknown as Sql;
}
