import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { limits } from '../base/limits.ts';
import type { Problem } from '../base/problem.ts';
import { type Measure, measure } from './cost.ts';
import { problem } from './errors.ts';

/** An operation, and what was asked with it. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Refuses, before anything is read, an operation that is too deep or may cost too much: both after its variables are known.
 * Answers the variables as the schema reads them, and the cost; nothing where they are wrong, which execution says better.
 */
export function check(asked: Asked, costMost: number): { variables: Record<string, unknown>; cost: number } | undefined {
  const { schema, operation, variables = {} } = asked;
  if (!schema.getRootType(operation.operation)) throw refusal(problem('GRAPH_OPERATION', { kind: operation.operation }));
  // One error is enough: making one for each of 100,000 wrong values would take seconds of everybody's time.
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  if (!coerced) return undefined;
  if (!storable(coerced) || !isWritable(asked.document)) throw refusal(problem('GRAPH_CHARACTER'));
  const { depth, cost } = given(() => measured(asked, coerced, costMost));
  if (depth > limits.depth) throw refusal(problem('GRAPH_DEPTH', { actual: depth, limit: limits.depth }));
  if (cost > costMost) throw refusal(problem('GRAPH_COST', { actual: cost, limit: costMost }));
  return { variables: coerced, cost };
}

interface Remembered {
  readonly sizing: readonly string[];
  readonly measures: Map<string, Measure>;
}
const remembered = new WeakMap<OperationDefinitionNode, WeakMap<GraphQLSchema, Remembered>>();

/** Depth and cost hang on the variables that give page sizes, decide about directives, or are null where something must be given. */
function measured({ schema, document, operation }: Asked, variables: Record<string, unknown>, costMost: number): Measure {
  const bySchema = remembered.get(operation) ?? new WeakMap<GraphQLSchema, Remembered>();
  remembered.set(operation, bySchema);
  const known = bySchema.get(schema) ?? { sizing: sizing(document), measures: new Map() };
  bySchema.set(schema, known);
  const key = `${known.sizing.map((name) => String(variables[name])).join()};${(operation.variableDefinitions ?? []).map(({ variable }) => variables[variable.name.value] === null || variables[variable.name.value] === undefined).join()}`;
  const found = known.measures.get(key);
  if (found) return found;
  const fragments = document.definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION);
  const named = Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
  const made = measure(schema, named, operation, variables, costMost);
  if (known.measures.size < limits.measuresPerOperation) known.measures.set(key, made);
  return made;
}

/** The variables of page sizes and of @skip and @include. */
function sizing(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (value.kind === Kind.VARIABLE && ['first', 'last', 'if'].includes(name.value)) names.add(value.name.value);
    },
  });
  return [...names].sort();
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

const writable = new WeakMap<DocumentNode, boolean>();

/** The same of what a document says itself. */
function isWritable(document: DocumentNode): boolean {
  const known = writable.get(document);
  if (known !== undefined) return known;
  let all = true;
  visit(document, {
    StringValue: ({ value }) => {
      all &&= storable(value);
    },
  });
  writable.set(document, all);
  return all;
}

const refusal = (cause: Problem): GraphQLError => new GraphQLError(cause.code, { originalError: cause, extensions: { http: { status: 400 } } });
