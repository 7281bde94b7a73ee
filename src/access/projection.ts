import {
  defaultFieldResolver,
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldResolver,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLType,
  GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Day } from '../base/time.ts';
import { type Mask, worn } from './mask.ts';
import type { PartnerView } from './partner.ts';
import type { Grants } from './role.ts';
import { wearOf } from './scope.ts';
import { type Composite, type Sight, Visible } from './visible.ts';

/** Where fields note that they answered their mask, or null because they are withheld; the answer names them in `extensions.disclosure`. */
export interface Disclosing {
  readonly masked: Set<string>;
  readonly withheld: Set<string>;
}

/** By coordinate (`Type.field`, `Type.field(argument:)`) the day from which it is no longer seen as it is now. */
export type Leaving = ReadonlyMap<string, Day>;

/**
 * The schema these grants see. What is not granted is not in it, so it cannot be told from what never existed. A partner's
 * reads nothing by resolvers: its statements alone carry the row rule and the data window.
 */
export function project(schema: GraphQLSchema, grants: Grants, leaving: Leaving = new Map()): GraphQLSchema {
  return new Projection(schema, new Visible(schema, grants), leaving).build();
}

/** Whether a projection is a partner's. */
export const isPartners = (schema: GraphQLSchema): boolean => schema.extensions['partner'] === true;

/** How a field of a projection is shown. */
export const sightOf = (field: GraphQLField<unknown, unknown>): Exclude<Sight, 'absent'> =>
  (field.extensions['sight'] as Exclude<Sight, 'absent'> | undefined) ?? 'clear';

class Projection {
  private readonly made = new Map<string, GraphQLNamedType>();
  private readonly schema: GraphQLSchema;
  private readonly visible: Visible;
  private readonly leaving: Leaving;

  constructor(schema: GraphQLSchema, visible: Visible, leaving: Leaving) {
    this.schema = schema;
    this.visible = visible;
    this.leaving = leaving;
  }

  build(): GraphQLSchema {
    const root = (type: GraphQLObjectType | null | undefined) => (type && this.visible.type(type) ? (this.named(type) as GraphQLObjectType) : undefined);
    const config = {
      query: root(this.schema.getQueryType()),
      mutation: root(this.schema.getMutationType()),
      subscription: root(this.schema.getSubscriptionType()),
    };
    const extensions = this.visible.isPartner ? { partner: true } : {};
    const plain = new GraphQLSchema({ ...config, extensions, directives: this.schema.getDirectives(), description: this.schema.description });
    return new GraphQLSchema({ ...plain.toConfig(), types: this.implementations(plain) });
  }

  /** Objects that are reached only through an interface they implement. */
  private implementations(plain: GraphQLSchema): GraphQLNamedType[] {
    const interfaces = Object.values(plain.getTypeMap()).filter(isInterfaceType);
    return interfaces.flatMap((type) => {
      const full = this.schema.getType(type.name) as GraphQLInterfaceType;
      return this.schema
        .getPossibleTypes(full)
        .filter((each) => this.visible.type(each))
        .map((each) => this.named(each));
    });
  }

  private named(type: GraphQLNamedType): GraphQLNamedType {
    const known = this.made.get(type.name);
    if (known) return known;
    const made = this.rebuilt(type);
    this.made.set(type.name, made);
    return made;
  }

  private rebuilt(type: GraphQLNamedType): GraphQLNamedType {
    if (isObjectType(type)) return new GraphQLObjectType({ ...type.toConfig(), ...this.composite(type) });
    if (isInterfaceType(type)) return new GraphQLInterfaceType({ ...type.toConfig(), ...this.composite(type) });
    if (isUnionType(type))
      return new GraphQLUnionType({
        ...type.toConfig(),
        types: () =>
          type
            .getTypes()
            .filter((each) => this.visible.type(each))
            .map((each) => this.named(each) as GraphQLObjectType),
      });
    if (isInputObjectType(type)) return new GraphQLInputObjectType({ ...type.toConfig(), fields: () => this.inputFields(type) });
    if (isEnumType(type)) return this.enumeration(type);
    return type;
  }

  private composite(type: Composite) {
    return {
      interfaces: () =>
        type
          .getInterfaces()
          .filter((each) => this.visible.type(each))
          .map((each) => this.named(each) as GraphQLInterfaceType),
      fields: () => this.fields(type),
      astNode: undefined,
    };
  }

  private fields(type: Composite): Record<string, GraphQLFieldConfig<unknown, unknown>> {
    const configs = type.toConfig().fields;
    return Object.fromEntries(Object.values(type.getFields()).flatMap((field) => this.field(type, field, configs[field.name]!)));
  }

  private field(
    type: Composite,
    field: GraphQLField<unknown, unknown>,
    config: GraphQLFieldConfig<unknown, unknown>,
  ): [string, GraphQLFieldConfig<unknown, unknown>][] {
    const sight = this.visible.field(type, field);
    if (sight === 'absent') return [];
    const name = `${type.name}.${field.name}`;
    const mask = wearOf(field)?.mask;
    const common = { ...config, ...this.ending(name), args: this.args(name, field, config), astNode: undefined };
    const extensions = { ...config.extensions, sight };
    if (sight === 'withheld') return [[field.name, { ...common, extensions, type: open(this.wrapped(field.type)) as never, resolve: withheld(name) }]];
    const resolve = this.visible.isPartner ? told(field, config.resolve) : config.resolve;
    if (sight === 'clear' || !mask) return [[field.name, { ...common, resolve, type: this.wrapped(field.type) as never }]];
    const shown = rewrap(open(field.type), this.named(mask.type)) as never;
    return [[field.name, { ...common, extensions, type: shown, resolve: masked(name, mask, resolve) }]];
  }

  /** What the next version of an agreement takes away or shows less of is announced as deprecated. */
  private ending(coordinate: string): { deprecationReason?: string } {
    const day = this.leaving.get(coordinate);
    return day === undefined ? {} : { deprecationReason: `From ${day} on the next version of the agreement no longer shows it as it is.` };
  }

  private args(name: string, field: GraphQLField<unknown, unknown>, config: GraphQLFieldConfig<unknown, unknown>): GraphQLFieldConfigArgumentMap {
    const seen = field.args.filter((argument) => this.visible.argument(field, argument));
    return Object.fromEntries(
      seen.map((argument) => {
        const shown = this.argument(argument);
        // What must be given cannot be deprecated.
        const ending = isNonNullType(shown.type) && argument.defaultValue === undefined ? {} : this.ending(`${name}(${argument.name}:)`);
        return [argument.name, { ...config.args![argument.name]!, ...shown, ...ending, astNode: undefined }];
      }),
    );
  }

  /** An argument whose default is not seen must be given. */
  private argument(argument: GraphQLArgument): { type: GraphQLInputType; defaultValue?: undefined } {
    const type = this.wrapped(argument.type) as GraphQLInputType;
    return this.visible.defaulted(argument) ? { type } : { type: isNonNullType(type) ? type : new GraphQLNonNull(type), defaultValue: undefined };
  }

  private inputFields(type: GraphQLInputObjectType) {
    const configs = type.toConfig().fields;
    const seen = Object.values(type.getFields()).filter((field) => this.visible.inputField(field));
    return Object.fromEntries(seen.map((field) => [field.name, { ...configs[field.name]!, type: this.wrapped(field.type) as never, astNode: undefined }]));
  }

  private enumeration(type: GraphQLEnumType): GraphQLNamedType {
    const config = type.toConfig();
    const seen = Object.entries(config.values).filter(([name]) => this.visible.value(type.name, name));
    return seen.length === type.getValues().length ? type : new GraphQLEnumType({ ...config, values: Object.fromEntries(seen) });
  }

  private wrapped(type: GraphQLType): GraphQLType {
    return rewrap(type, this.named(getNamedType(type)));
  }
}

/** The same lists and non-nulls around another named type. */
function rewrap(type: GraphQLType, named: GraphQLNamedType): GraphQLType {
  if (isNonNullType(type)) return new GraphQLNonNull(rewrap(type.ofType, named) as never);
  return isListType(type) ? new GraphQLList(rewrap(type.ofType, named)) : named;
}

const open = (type: GraphQLType): GraphQLType => (isNonNullType(type) ? type.ofType : type);

type Resolve = GraphQLFieldResolver<unknown, unknown>;

const masked =
  (name: string, mask: Mask, resolve: Resolve | undefined): Resolve =>
  async (...given) => {
    (given[2] as Disclosing).masked.add(name);
    return worn(mask, await (resolve ?? defaultFieldResolver)(...given));
  };

const withheld =
  (name: string): Resolve =>
  (_root, _args, context) => {
    (context as Disclosing).withheld.add(name);
    return null;
  };

/** How a partner's field is resolved: what an agreement grants not at all, for it is read by the partner's statement; ids under the partner's own names. */
function told(field: GraphQLField<unknown, unknown>, resolve: Resolve | undefined): Resolve | undefined {
  const scope = wearOf(field)?.scope;
  if (resolve && scope !== 'open' && scope !== 'inquiry.ask')
    return () => {
      throw new Error(`${field.name} is read for a partner by its statement alone`);
    };
  if (getNamedType(field.type) !== GraphQLID) return resolve;
  return async (...given) => {
    const { partner } = given[2] as { readonly partner?: PartnerView };
    const named = (id: unknown): unknown => (Array.isArray(id) ? id.map(named) : typeof id === 'string' ? (partner as PartnerView).named(id) : null);
    return named(await (resolve ?? defaultFieldResolver)(...given));
  };
}
