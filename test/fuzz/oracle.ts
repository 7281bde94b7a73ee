import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Grants } from '../../src/access/role.ts';
import { wearOf } from '../../src/access/scope.ts';
import { isMasked, isWay, type Truth } from './masked.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What an answer is held against: a second reading of who may see what, from the scopes of the full schema alone. */
export interface Grounds {
  readonly full: GraphQLSchema;
  readonly grants: Grants;
  readonly truth: Truth;
}

/** Every leaf of `data`, and every object on the way to one, that the grants do not cover: its path and what is wrong. */
export function strayLeaves(grounds: Grounds, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables, data: unknown): string[] {
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])));
  const root = grounds.full.getRootType(operation.operation);
  if (!root) return [`no ${operation.operation} in the schema, and an answer`];
  return new Walk(grounds, fragments, variables).object(root.name, [operation.selectionSet], data, '');
}

class Walk {
  private readonly grounds: Grounds;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly variables: Variables;

  constructor(grounds: Grounds, fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Variables) {
    this.grounds = grounds;
    this.fragments = fragments;
    this.variables = variables;
  }

  object(typeName: string, sets: readonly SelectionSetNode[], value: unknown, path: string): string[] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.flatMap((each, at) => this.object(typeName, sets, each, `${path}[${at}]`));
    if (typeof value !== 'object') return [`${path} is ${JSON.stringify(value)} where an object of ${typeName} stands`];
    const type = this.concrete(typeName, sets, value);
    const asked = new Map<string, FieldNode[]>();
    for (const set of sets) this.collect(type, set, asked);
    return Object.entries(value).flatMap(([name, inner]) => {
      const nodes = asked.get(name);
      return nodes ? this.field(type, nodes, inner, `${path}.${name}`) : [`${path}.${name} was not asked for`];
    });
  }

  private field(type: string, nodes: readonly FieldNode[], value: unknown, path: string): string[] {
    const name = nodes[0]?.name.value ?? '';
    if (new Set(nodes.map((node) => node.name.value)).size > 1) return [`${path} is asked for as several fields`];
    if (name.startsWith('__')) return [];
    const owner = this.grounds.full.getType(type);
    const field = isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[name] : undefined;
    if (!field) return [`${path} is answered and there is no ${type}.${name}`];
    const wear = wearOf(field);
    const sight = wear && this.grounds.grants[wear.scope];
    const told = `${path} (${type}.${name}, ${wear?.scope}, ${sight ?? 'not granted'})`;
    if (!wear || !sight) return [`${told} is answered: ${JSON.stringify(value)?.slice(0, 200)}`];
    if (sight === 'withheld') return value === null ? [] : [`${told} is answered: ${JSON.stringify(value)?.slice(0, 200)}`];
    if (sight === 'masked' && !isWay(this.grounds.full, field)) {
      const isShown = wear.coarse || isMasked(this.grounds.truth, `${type}.${name}`, wear.mask, value);
      return isShown ? [] : [`${told} shows what no mask makes: ${JSON.stringify(value)?.slice(0, 200)}`];
    }
    const sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
    return sets.length > 0 ? this.object(getNamedType(field.type).name, sets, value, path) : [];
  }

  /** Of a union: what it says it is; drawn operations ask it. */
  private concrete(name: string, sets: readonly SelectionSetNode[], value: object): string {
    if (!isAbstractType(this.grounds.full.getType(name))) return name;
    const key = sets.flatMap(({ selections }) => selections).find((each): each is FieldNode => each.kind === Kind.FIELD && each.name.value === '__typename');
    return String((value as Record<string, unknown>)[key?.alias?.value ?? '__typename'] ?? name);
  }

  private collect(type: string, { selections }: SelectionSetNode, into: Map<string, FieldNode[]>): void {
    for (const each of selections) {
      if (!this.isIncluded(each)) continue;
      if (each.kind === Kind.FIELD) {
        const name = each.alias?.value ?? each.name.value;
        into.set(name, [...(into.get(name) ?? []), each]);
        continue;
      }
      const fragment = each.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(each.name.value) : each;
      if (fragment && this.holds(fragment.typeCondition?.name.value, type)) this.collect(type, fragment.selectionSet, into);
    }
  }

  private isIncluded(node: FieldNode | SelectionSetNode['selections'][number]): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, this.variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, this.variables);
    return skip?.['if'] !== true && include?.['if'] !== false;
  }

  private holds(condition: string | undefined, type: string): boolean {
    if (condition === undefined || condition === type) return true;
    const abstract = this.grounds.full.getType(condition);
    return isAbstractType(abstract) && this.grounds.full.getPossibleTypes(abstract).some(({ name }) => name === type);
  }
}
