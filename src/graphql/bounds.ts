import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import { type FragmentDefinitionNode, GraphQLError, getVariableValues, Kind } from 'graphql';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import type { Context } from './context.ts';
import { measure } from './cost.ts';
import { problem } from './errors.ts';

/** Refuses, before anything is read, an operation that is too deep or may cost too much: both after its variables are known. */
export const bounds: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({ didResolveOperation: async (request) => check(request) }),
};

function check({ schema, document, operation, request }: GraphQLRequestContextDidResolveOperation<Context>): void {
  if (!operation) return;
  if (!schema.getRootType(operation.operation)) throw refusal(problem('GRAPH_OPERATION', { kind: operation.operation }));
  // One error is enough: making one for each of 100,000 wrong values would take seconds of everybody's time.
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}, { maxErrors: 1 });
  if (!coerced) return;
  if (!storable(coerced)) throw refusal(problem('GRAPH_CHARACTER'));
  const fragments = document.definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION);
  const named = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  const { depth, cost } = given(() => measure(schema, named, operation, coerced, limits.costStaff));
  if (depth > limits.depth) throw refusal(problem('GRAPH_DEPTH', { actual: depth, limit: limits.depth }));
  if (cost > limits.costStaff) throw refusal(problem('GRAPH_COST', { actual: cost, limit: limits.costStaff }));
}

/** An argument that may not be null can still get it from a variable that may: the caller's fault, not ours. */
function given<T>(measured: () => T): T {
  try {
    return measured();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
  }
}

/** Neither NUL, which Postgres does not take, nor half a surrogate pair, which has no digest. */
const storable = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.isWellFormed() && !value.includes('\u0000')
    : typeof value !== 'object' || value === null || Object.values(value).every(storable);

const refusal = (cause: Problem): GraphQLError => new GraphQLError(cause.code, { originalError: cause, extensions: { http: { status: 400 } } });
