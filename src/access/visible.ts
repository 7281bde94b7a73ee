import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import type { Grants, Treatment } from './role.ts';
import { valueScope, type Wear, wearOf } from './scope.ts';

export type Composite = GraphQLObjectType | GraphQLInterfaceType;
export type Sight = Treatment | 'absent';

const order: readonly Sight[] = ['clear', 'masked', 'withheld', 'absent'];
const worse = (left: Sight, right: Sight): Sight => (order.indexOf(left) >= order.indexOf(right) ? left : right);

/**
 * Which parts of a schema some grants can see: the greatest set that is closed, so that no visible field yields an
 * invisible type, needs an invisible argument, or promises through an interface what an implementation withholds.
 */
export class Visible {
  /** The grants are a partner's: what it asks for it asks by inquiries, and what stays inside it does not see. */
  readonly isPartner: boolean;
  private readonly gone = new Set<string>();
  private readonly roots: ReadonlySet<GraphQLField<unknown, unknown>>;
  private readonly schema: GraphQLSchema;
  private readonly grants: Grants;

  constructor(schema: GraphQLSchema, grants: Grants) {
    this.schema = schema;
    this.grants = grants;
    this.isPartner = grants['inquiry.ask'] === 'clear';
    this.roots = new Set(
      [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => (type ? Object.values(type.getFields()) : [])),
    );
    const named = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
    for (let before = -1; before !== this.gone.size; ) {
      before = this.gone.size;
      for (const type of named) if (this.type(type) && this.empty(type)) this.gone.add(type.name);
    }
  }

  type(type: GraphQLNamedType): boolean {
    return !this.gone.has(type.name);
  }

  /** How a field of a type is seen. A field of an interface is seen as badly as on its worst implementation. */
  field(owner: Composite, field: GraphQLField<unknown, unknown>): Sight {
    const own = this.own(field);
    if (!isInterfaceType(owner) || own === 'absent') return own;
    const implementations = this.schema.getPossibleTypes(owner).filter((type) => this.type(type));
    const fields = implementations.map((type): GraphQLField<unknown, unknown> => type.getFields()[field.name]!);
    const sight = fields.reduce<Sight>((worst, each) => worse(worst, this.own(each)), own);
    // A mask may change the type, so an interface shows a masked field only when it is the same mask everywhere.
    const masks = new Set([field, ...fields].map((each) => (this.own(each) === 'masked' ? wearOf(each)?.mask?.name : '')));
    return masks.size > 1 ? 'absent' : sight;
  }

  argument(field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): boolean {
    const scope = wearOf(field)?.args?.[argument.name];
    return scope !== undefined && this.grants[scope] === 'clear' && this.type(getNamedType(argument.type));
  }

  inputField(field: { readonly extensions: Readonly<Record<string, unknown>>; readonly type: GraphQLArgument['type'] }): boolean {
    const wear = wearOf(field);
    return wear !== undefined && this.grants[wear.scope] === 'clear' && this.type(getNamedType(field.type));
  }

  value(enumName: string, value: string): boolean {
    const scope = valueScope(enumName, value);
    return scope === undefined || this.grants[scope] === 'clear';
  }

  /** Whether what happens without an argument that is seen may happen: a default to sort by must be seen itself. */
  defaulted(argument: GraphQLArgument): boolean {
    const type = getNamedType(argument.type);
    const chosen = isEnumType(type) ? type.getValues().find((value) => value.value === argument.defaultValue) : undefined;
    return chosen === undefined || this.value(type.name, chosen.name);
  }

  /** Whether a field can do without an argument: one that is required, or has a default to sort or filter by, must be seen itself. */
  private optional(field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): boolean {
    return (!isRequiredArgument(argument) && argument.defaultValue === undefined) || this.argument(field, argument);
  }

  private own(field: GraphQLField<unknown, unknown>): Sight {
    const wear = wearOf(field);
    const sight = wear && (this.isPartner && this.staysInside(field, wear) ? undefined : this.granted(field, wear));
    if (!sight) return 'absent';
    if (field.args.some((argument) => !this.optional(field, argument))) return 'absent';
    return sight === 'masked' || this.type(getNamedType(field.type)) ? sight : 'absent';
  }

  /** A masked grant of a field without a mask is none, unless there is nothing to mask about it. */
  private granted(field: GraphQLField<unknown, unknown>, wear: Wear): Treatment | undefined {
    const treatment = this.grants[wear.scope];
    if (treatment !== 'masked' || wear.mask) return treatment;
    return wear.coarse || this.isWay(field) ? 'clear' : undefined;
  }

  /** Whether a field only leads to objects all of whose fields are shown, masked or hidden by themselves. */
  private isWay(field: GraphQLField<unknown, unknown>): boolean {
    const type = getNamedType(field.type);
    return isObjectType(type) && !this.roots.has(field) && Object.values(type.getFields()).every((each) => (wearOf(each)?.scope ?? 'open') !== 'open');
  }

  /** Whoever is in the company may look anywhere from the roots; a partner enters by what is made for partners alone. */
  private staysInside(field: GraphQLField<unknown, unknown>, { scope, inside }: Wear): boolean {
    return inside === true || (this.roots.has(field) && scope !== 'open' && scope !== 'inquiry.ask');
  }

  private empty(type: GraphQLNamedType): boolean {
    if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields()).every((field) => this.field(type, field) === 'absent');
    if (isUnionType(type)) return !type.getTypes().some((member) => this.type(member));
    if (isEnumType(type)) return !type.getValues().some((value) => this.value(type.name, value.name));
    if (!isInputObjectType(type)) return false;
    const fields = Object.values(type.getFields());
    return fields.some((field) => isRequiredInputField(field) && !this.inputField(field)) || !fields.some((field) => this.inputField(field));
  }
}
