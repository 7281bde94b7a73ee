import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { wearOf } from '../access/scope.ts';
import type { Scope } from '../base/scope.ts';

/** A root field, with what its arguments say: what stands in the document, and the variables they take. */
export interface Root {
  readonly name: string;
  readonly said: readonly unknown[];
  readonly variables: readonly string[];
}

/** What an operation selects whatever its directives come to, `Type.field` with its scope, and its root fields. */
export interface Selection {
  readonly coordinates: ReadonlyMap<string, Scope>;
  readonly roots: readonly Root[];
}

export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const known = new WeakMap<OperationDefinitionNode, Selection>();

/** Found again for an operation of a remembered document. A document belongs to one schema. */
export function selectionOf({ schema, document, operation }: Selecting): Selection {
  const found = known.get(operation) ?? new Walk(schema, document).selection(operation);
  known.set(operation, found);
  return found;
}

class Walk {
  private readonly coordinates = new Map<string, Scope>();
  private readonly roots: Root[] = [];
  private readonly seen = new Set<string>();
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.schema = schema;
    this.fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])));
  }

  selection(operation: OperationDefinitionNode): Selection {
    this.walk(this.schema.getRootType(operation.operation) ?? undefined, operation.selectionSet, true);
    return { coordinates: this.coordinates, roots: this.roots };
  }

  private walk(type: GraphQLNamedType | undefined, set: SelectionSetNode, isRoot: boolean): void {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        this.walk(node.typeCondition ? this.schema.getType(node.typeCondition.name.value) : type, node.selectionSet, isRoot);
      } else if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = this.fragments.get(node.name.value);
        if (!fragment || this.seen.has(node.name.value)) continue;
        this.seen.add(node.name.value);
        this.walk(this.schema.getType(fragment.typeCondition.name.value), fragment.selectionSet, isRoot);
      } else {
        const name = node.name.value;
        if (isRoot) this.roots.push({ name, ...saidBy((node.arguments ?? []).map(({ value }) => value)) });
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
        const scope = field && wearOf(field)?.scope;
        if (scope !== undefined) this.coordinates.set(`${type?.name}.${name}`, scope);
        if (field && node.selectionSet) this.walk(getNamedType(field.type), node.selectionSet, false);
      }
    }
  }
}

function saidBy(values: readonly ValueNode[]): { said: unknown[]; variables: string[] } {
  const variables = new Set<string>();
  const find = (value: ValueNode): void => {
    if (value.kind === Kind.VARIABLE) variables.add(value.name.value);
    if (value.kind === Kind.LIST) value.values.forEach(find);
    if (value.kind === Kind.OBJECT) for (const field of value.fields) find(field.value);
  };
  values.forEach(find);
  const said = values.filter(({ kind }) => kind !== Kind.VARIABLE).map((value) => valueFromASTUntyped(value, {}) as unknown);
  return { said, variables: [...variables] };
}
