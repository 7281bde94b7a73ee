import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type GraphQLType,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { wearOf } from '../access/scope.ts';

/** What an operation may come to: levels of fields, and objects that may be answered. */
export interface Measure {
  readonly depth: number;
  readonly cost: number;
}

/** Rows a list without a page argument is counted with, unless its field says otherwise. */
const rowsAssumed = 10;
/** Selections looked at before the operation counts as endless (fragments can be expanded exponentially). */
const selectionsMost = 50_000;

/**
 * Cost and depth of an operation after its variables were coerced: one per object and what it says it takes, lists times
 * their page size, each alias on its own, fragments expanded. Introspection counts nothing: validation bounds its depth. Once `costMost` is
 * passed the walk stops, so the cost named is then a lower bound.
 */
export function measure(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  costMost: number,
): Measure {
  const walk = new Walk(schema, fragments, variables, costMost);
  walk.selections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined, 1, 1, undefined);
  return { depth: walk.depth, cost: walk.cost };
}

class Walk {
  depth = 0;
  cost = 0;
  private seen = 0;
  private readonly schema: GraphQLSchema;
  private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  private readonly variables: Readonly<Record<string, unknown>>;
  private readonly most: number;

  constructor(schema: GraphQLSchema, fragments: Readonly<Record<string, FragmentDefinitionNode>>, variables: Readonly<Record<string, unknown>>, most: number) {
    this.schema = schema;
    this.fragments = fragments;
    this.variables = variables;
    this.most = most;
  }

  selections(set: SelectionSetNode, type: GraphQLCompositeType | undefined, times: number, depth: number, page: number | undefined): void {
    for (const selection of set.selections) {
      this.seen += 1;
      if (this.seen > selectionsMost) this.cost = Math.max(this.cost, this.most + 1);
      if (this.cost > this.most) return;
      if (!this.skipped(selection)) this.selection(selection, type, times, depth, page);
    }
  }

  private selection(selection: SelectionNode, type: GraphQLCompositeType | undefined, times: number, depth: number, page: number | undefined): void {
    if (selection.kind === 'Field') return this.field(selection, type, times, depth, page);
    const fragment = selection.kind === 'InlineFragment' ? selection : this.fragments[selection.name.value];
    if (!fragment) return;
    const on = fragment.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
    this.selections(fragment.selectionSet, composite(on), times, depth, page);
  }

  private field(node: FieldNode, type: GraphQLCompositeType | undefined, times: number, depth: number, page: number | undefined): void {
    if (node.name.value.startsWith('__')) return;
    this.depth = Math.max(this.depth, depth);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    const inner = field && composite(getNamedType(field.type));
    if (!field || !inner || !node.selectionSet) return;
    const asked = this.pageAsked(field, node);
    const many = isList(field.type) ? times * (asked ?? page ?? wearOf(field)?.rows ?? rowsAssumed) : times;
    this.cost += many + times * (wearOf(field)?.work ?? 0);
    this.selections(node.selectionSet, inner, many, depth + 1, isList(field.type) ? undefined : asked);
  }

  private pageAsked(field: GraphQLField<unknown, unknown>, node: FieldNode): number | undefined {
    const values = getArgumentValues(field, node, this.variables as Record<string, unknown>);
    const asked = values['first'] ?? values['last'];
    return typeof asked === 'number' ? Math.max(asked, 0) : undefined;
  }

  private skipped(selection: SelectionNode): boolean {
    const variables = this.variables as Record<string, unknown>;
    return (
      getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true ||
      getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] === false
    );
  }
}

const composite = (type: GraphQLNamedType | undefined): GraphQLCompositeType | undefined => (isCompositeType(type) ? type : undefined);
const isList = (type: GraphQLType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
