import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type ObjectValueNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';

/** Where an operation names the purpose of its inquiries: as it stands, in a variable, or in a member of one. */
type Place = { readonly said: string | undefined } | { readonly variable: string; readonly member: boolean; readonly otherwise: string | undefined };

interface Request {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

const inquiries = new Set(['inquire', 'inquireMany']);
/** By the text of a document, then by the name of its operation. */
const places = new Bounded<string, Map<string, Found>>(limits.documentsCharacters);

/** What the text of an operation says, whatever its variables. */
interface Found {
  readonly places: readonly Place[];
  readonly alone: boolean;
}

const nothing: Found = { places: [], alone: false };

/** What a request says of itself before it is read as the caller sees the graph. */
export interface Meant {
  /** The purposes that its inquiries name. */
  readonly purposes: readonly string[];
  /** It has inquiries and nothing else. */
  readonly inquires: boolean;
}

/** What a request means to ask; nothing where it is no operation at all. */
export function meantBy({ query, operationName, variables }: Request): Meant {
  if (typeof query !== 'string') return { purposes: [], inquires: false };
  const name = typeof operationName === 'string' ? operationName : '';
  const known = remembered(query, name);
  const given = typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {};
  const said = known.places.map((place) => {
    if ('said' in place) return place.said;
    if (!Object.hasOwn(given, place.variable)) return place.otherwise;
    const value = given[place.variable];
    return place.member ? (value as { purpose?: unknown } | null | undefined)?.purpose : value;
  });
  return { purposes: [...new Set(said.filter((purpose): purpose is string => typeof purpose === 'string'))], inquires: known.alone };
}

function remembered(query: string, name: string): Found {
  const named = places.get(query) ?? new Map<string, Found>();
  const known = named.get(name) ?? found(query, name);
  // Names are the document's own: others could be of any length and number.
  if (known && query.length <= limits.documentRememberedCharacters) {
    named.set(name, known);
    places.set(query, named, query.length);
  }
  return known ?? nothing;
}

function found(query: string, name: string): Found | undefined {
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true, maxTokens: limits.documentTokens });
  } catch {
    return undefined;
  }
  const operations = document.definitions.filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION);
  const operation = operations.find((each) => name === '' || each.name?.value === name);
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])));
  if (!operation) return undefined;
  const asked = below(operation.selectionSet, fragments, new Set());
  const all = asked.filter((place) => place !== other);
  return { places: all.map((place) => defaulted(place, operation)), alone: all.length > 0 && all.length === asked.length };
}

/** With what a variable stands for that is not given. */
function defaulted(place: Place, { variableDefinitions = [] }: OperationDefinitionNode): Place {
  if ('said' in place) return place;
  const value = variableDefinitions.find(({ variable }) => variable.name.value === place.variable)?.defaultValue;
  const otherwise = place.member ? value && placeOf(value) : value && saidBy(value);
  return { ...place, otherwise: otherwise && 'said' in otherwise ? otherwise.said : undefined };
}

/** Stands for a field that is no inquiry. */
const other: Place = { said: undefined };

/** Each fragment once: what is asked for is their purposes, not how often. */
function below({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen: Set<string>): Place[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return below(selection.selectionSet, fragments, seen);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) return [];
      seen.add(selection.name.value);
      return below(fragment.selectionSet, fragments, seen);
    }
    if (selection.name.value === '__typename') return [];
    if (!inquiries.has(selection.name.value)) return [other];
    const input = selection.arguments?.find((argument) => argument.name.value === 'input')?.value;
    return [input ? placeOf(input) : { said: undefined }];
  });
}

function placeOf(input: ValueNode): Place {
  if (input.kind === Kind.VARIABLE) return { variable: input.name.value, member: true, otherwise: undefined };
  const purpose = input.kind === Kind.OBJECT ? (input as ObjectValueNode).fields.find((field) => field.name.value === 'purpose')?.value : undefined;
  if (purpose?.kind === Kind.VARIABLE) return { variable: purpose.name.value, member: false, otherwise: undefined };
  return saidBy(purpose);
}

const saidBy = (value: ValueNode | undefined): { readonly said: string | undefined } => ({ said: value?.kind === Kind.STRING ? value.value : undefined });
