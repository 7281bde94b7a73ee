import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { Grants } from '../../src/access/role.ts';
import { encodeId } from '../../src/base/id.ts';
import type { Scope } from '../../src/base/scope.ts';
import type { Drawn } from '../graphql/draw.ts';
import { agesInDays, type Canary, canariesIn } from './canary.ts';
import type { Truth } from './masked.ts';
import { strayWords } from './names.ts';
import { strayLeaves } from './oracle.ts';
import { customerId, customers } from './world.ts';

/** Who asks, and what that one may be told at all. */
export interface Caller {
  readonly name: string;
  readonly grants: Grants;
  /** Whose facts: all that is granted, or of these scopes. */
  readonly customers: ReadonlyMap<number, 'all' | ReadonlySet<Scope>>;
  /** It knows nothing and nobody by our own ids. */
  readonly hidesIds?: boolean;
  /** Not of an earlier day. */
  readonly windowDays: number;
  /** What introspection told it. */
  readonly words: ReadonlySet<string>;
}

/** All that left the program for one operation. */
export interface Told {
  readonly status: number;
  /** Status, headers, body. */
  readonly text: string;
  readonly body: string;
  readonly logged: readonly object[];
}

/** What answers are held against, whoever asks. */
export interface Ground {
  readonly full: GraphQLSchema;
  readonly truth: Truth;
}

/** What is wrong with an answer; nothing where it tells what the caller may be told. */
export function check({ full, truth }: Ground, caller: Caller, drawn: Drawn, told: Told): string[] {
  const { data, errors = [] } = JSON.parse(told.body) as { data?: unknown; errors?: { message: string }[] };
  const strays = data ? leaves({ full, truth }, caller, drawn, data) : [];
  const words = strayWords(
    errors.map(({ message }) => message),
    caller.words,
    `${drawn.query} ${JSON.stringify(drawn.variables)}`,
  );
  return [...canaries(caller, told), ...(caller.hidesIds ? ids(drawn, told) : []), ...strays, ...words.map((word) => `a refusal names ${word}`)];
}

/** Which other scopes tell what a scope protects: what a payment covered of a bill is a detail, and for one bill the payment itself. */
const tellsToo: Readonly<Partial<Record<Scope, readonly Scope[]>>> = { 'payment.summary': ['payment.detail'] };

function canaries({ grants, customers: told, windowDays }: Caller, { text, logged }: Told): string[] {
  const isOf = (customer: number, scope: Scope): boolean => {
    const scopes = told.get(customer);
    return scopes === 'all' || scopes?.has(scope) === true;
  };
  const isTold = ({ scope, customer, age }: Canary): boolean =>
    [scope, ...(tellsToo[scope] ?? [])].some((each) => grants[each] === 'clear') &&
    [scope, ...(tellsToo[scope] ?? [])].some((each) => isOf(customer, each)) &&
    (age === undefined || (agesInDays[age] as number) <= windowDays);
  const written = logged.length > 0 ? JSON.stringify(logged) : '';
  return [...canariesIn(text).filter((each) => !isTold(each)), ...canariesIn(written).map((each) => ({ ...each, logged: true }))].map(
    (each) => `canary ${JSON.stringify(each)}`,
  );
}

/** A customer by our own id, or by that of anything of its: all of them begin alike. */
function ids({ query, variables }: Drawn, { text }: Told): string[] {
  const asked = `${query} ${JSON.stringify(variables)}`;
  return ownIds.filter((id) => text.includes(id) && !asked.includes(id)).map((id) => `the id ${id}`);
}

const ownIds = customers.flatMap((which) => [customerId(which), encodeId('cus', customerId(which)).slice(4, 28)]);

function leaves(ground: Ground, { grants }: Caller, { query, variables, operationName }: Drawn, data: unknown): string[] {
  const document = parse(query);
  const operation = operationOf(document, operationName);
  if (!operation) return ['no such operation, and an answer'];
  const preset = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value] as const] : [],
  );
  return strayLeaves({ ...ground, grants }, document, operation, { ...Object.fromEntries(preset), ...variables }, data);
}

const operationOf = ({ definitions }: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined =>
  definitions.find((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION && (name === undefined || each.name?.value === name));
