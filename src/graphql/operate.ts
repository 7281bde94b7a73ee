import {
  type ApolloServerPlugin,
  type GraphQLRequest,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import { type DocumentNode, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError, type OperationDefinitionNode } from 'graphql';
import { limits } from '../base/limits.ts';
import type { Language } from '../base/text.ts';
import type { Sql } from '../db/client.ts';
import { check } from './bounds.ts';
import type { Context } from './context.ts';
import type { Doorkeeper } from './door.ts';
import type { Fast } from './fast.ts';
import { foreign } from './foreign.ts';
import { answerErrors, isUnavailable, type Log, problemFrom, worded } from './report.ts';
import { isAway, statusOf } from './status.ts';

/** The `data` of an answer that is JSON text already. */
class Text {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What answers an operation without its resolvers: by one statement, or through doors. */
export interface Ways {
  readonly fast?: Fast | undefined;
  readonly doorkeeper?: Doorkeeper | undefined;
}

/** The one plug-in of the graph's server. */
export const operating = (operation: () => Operation): ApolloServerPlugin<Context> => ({
  requestDidStart: async () => operation(),
});

/** What of a request's context is needed to answer it. */
type Asked = Pick<GraphQLRequestContext<Context>, 'schema' | 'document' | 'operation' | 'contextValue'> & {
  readonly source?: string | undefined;
  readonly request: Pick<GraphQLRequest, 'variables'>;
};
type Answered = Pick<GraphQLRequestContext<Context>, 'response' | 'contextValue' | 'errors'>;

/** One operation: what it may cost, its statement where it has one, its errors in words, what was withheld. */
export class Operation implements GraphQLRequestListener<Context> {
  private variables: Record<string, unknown> | undefined;
  private readonly log: Log;
  private readonly ways: Ways;
  private readonly valid: (text: string, document: DocumentNode) => void;

  /** `valid` hears of documents of the server, each of them validated. */
  constructor(log: Log, ways: Ways, valid: (text: string, document: DocumentNode) => void) {
    this.log = log;
    this.ways = ways;
    this.valid = valid;
  }

  async didResolveOperation({ source, schema, document, operation, request, contextValue }: Asked): Promise<void> {
    if (contextValue.refused !== undefined) throw contextValue.refused;
    const limit = contextValue.partner ? limits.costPartner : limits.costStaff;
    if (!document || !operation) return;
    if (source !== undefined) this.valid(source, document);
    const { variables, cost } = check({ schema, document, operation, variables: request.variables }, limit) ?? {};
    this.variables = variables;
    if (contextValue.partner) contextValue.partner.cost = cost;
    const { principal, purpose, shown } = contextValue;
    if (variables && purpose !== undefined && shown && !contextValue.tried)
      await contextValue.noted?.({ schema, document, operation, principal, purpose, variables, shown });
  }

  async responseForOperation({ document, operation, contextValue }: Asked): Promise<GraphQLResponse | null> {
    const { fast, doorkeeper } = this.ways;
    if (!document || !operation || !this.variables || contextValue.tried) return null;
    if (doorkeeper && operation.operation === 'mutation') return this.throughDoors(doorkeeper, document, operation, contextValue);
    if (!fast) return null;
    try {
      const text = await fast.data(document, operation, this.variables, contextValue);
      return text === undefined ? null : answered(text);
    } catch (error) {
      // The resolvers say what failed and where, without asking again.
      Object.assign(contextValue, { sql: failing(error) });
      return null;
    }
  }

  /** Nothing where the mutation has no door. A door that refuses leaves its field empty, and gives its status to an answer that has nothing else. */
  private async throughDoors(
    doorkeeper: Doorkeeper,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    context: Context,
  ): Promise<GraphQLResponse | null> {
    const http = { status: undefined as number | undefined, headers: new HeaderMap() };
    const [texts, errors]: [string[], FormattedExecutionResult['errors'] & object[]] = [[], []];
    let isAnswered = false;
    const failed = (error: unknown, path: string[] | undefined): void => {
      if (error instanceof GraphQLError) {
        errors.push(mistaken(error, context.language) as never);
        http.status ??= statusOf('BAD_USER_INPUT');
        return;
      }
      const found = problemFrom(error);
      errors.push({ ...worded(found, context.language, this.log), ...(path && { path }) } as never);
      http.status ??= statusOf(found.code);
      const seconds = found.params['seconds'] ?? (isAway(found.code) ? 1 : undefined);
      if (seconds !== undefined) http.headers.set('retry-after', String(seconds));
    };
    try {
      const isDoors = await doorkeeper.run(document, operation, this.variables as Record<string, unknown>, context, async (key, through) => {
        try {
          const { text } = await through;
          texts.push(`"${key}":${text}`);
          isAnswered = true;
        } catch (error) {
          texts.push(`"${key}":null`);
          failed(error, [key]);
        }
      });
      if (!isDoors) return null;
    } catch (error) {
      failed(error, undefined);
    }
    if (isAnswered) http.status = undefined;
    for (const [name, value] of Object.entries(context.partner?.headers ?? {})) http.headers.set(name, String(value));
    return answered(texts.length > 0 ? `{${texts.join(',')}}` : undefined, errors, http);
  }

  async didEncounterErrors({ errors, contextValue, source }: GraphQLRequestContext<Context>): Promise<void> {
    answerErrors(errors ?? [], contextValue, source, this.log);
  }

  async willSendResponse({ response, contextValue, errors }: Answered): Promise<void> {
    const body = response.body;
    if (body?.kind !== 'single') return;
    if (isUnavailable(errors)) response.http.status = 503;
    const { masked, withheld } = contextValue;
    if (masked.size + withheld.size === 0) return;
    const disclosure = { ...(masked.size > 0 && { masked: [...masked].sort() }), ...(withheld.size > 0 && { withheld: [...withheld].sort() }) };
    body.singleResult.extensions = { ...body.singleResult.extensions, disclosure };
  }
}

/** An argument that may not be null got null from a variable that may: the caller's fault. */
const mistaken = ({ message, nodes }: GraphQLError, language: Language): GraphQLFormattedError =>
  foreign(new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } }).toJSON(), language);

const answered = (text: string | undefined, errors: readonly object[] = [], http: object = {}): GraphQLResponse => {
  const singleResult = { ...(errors.length > 0 && { errors }), ...(text !== undefined && { data: new Text(text) }) };
  return { body: { kind: 'single', singleResult }, http } as unknown as GraphQLResponse;
};

/** An answer as its body. */
export function written(result: FormattedExecutionResult): string {
  const { data, errors, extensions } = result;
  if (!((data as unknown) instanceof Text)) return JSON.stringify(result);
  const said = errors ? `"errors":${JSON.stringify(errors)},` : '';
  return `{${said}"data":${(data as unknown as Text).text}${extensions ? `,"extensions":${JSON.stringify(extensions)}` : ''}}`;
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
