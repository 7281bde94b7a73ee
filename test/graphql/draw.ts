import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isNullableType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Tape } from './tape.ts';
import { drawValue, type Known, type Place, type Value } from './value.ts';

export interface Drawn {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

type Field = GraphQLField<unknown, unknown>;

/** What stands under one object of the answer: a name that is asked twice must be the same field with the same arguments. */
class Under {
  readonly asked = new Map<string, { readonly field: Field; readonly args: string; readonly under: Under }>();
  /** Of the second member of a union, whose fields may not be called like those of the first. */
  readonly isOther: boolean;

  constructor(isOther = false) {
    this.isOther = isOther;
  }
}

/** Where an operation may begin: what stands before the selection of a type, `ID` in it an id. */
export interface Start {
  readonly kind: 'query' | 'mutation';
  readonly type: string;
  readonly way: string;
}

export interface More {
  readonly size?: number;
  /** Beside those that lead to customers. */
  readonly starts?: readonly Start[];
  /** A schema that has more: so many fields and arguments of a hundred are taken from it, and names of fields as aliases of others. */
  readonly strays?: { readonly schema: GraphQLSchema; readonly percent: number };
}

/** An operation over a schema: valid but for what its arguments say, what strays, and now and then for fields that cannot stand together. */
export function drawOperation(tape: Tape, schema: GraphQLSchema, known: Known, more: More = {}): Drawn {
  return new Drawing(tape, schema, known, more).operation();
}

const levels = 6;
/** What is asked for most, and how often of a hundred times: most of what is drawn is to have an answer, and what lies deep to be reached. */
const favourites: Readonly<Record<string, { readonly percent: number; readonly fields: readonly string[] }>> = {
  Query: { percent: 75, fields: ['customer', 'customer', 'customer', 'customer', 'customers', 'customers'] },
  Customer: { percent: 30, fields: ['accounts', 'accounts', 'accounts', 'rating', 'behaviour', 'relations'] },
  Account: { percent: 30, fields: ['bills', 'bills', 'payments', 'usages', 'arrangements', 'behaviour'] },
  Bill: { percent: 30, fields: ['payments', 'amountDue', 'statement', 'coveredOn'] },
};

const starts: readonly Start[] = [
  { kind: 'query', type: 'Account', way: 'customer(id: ID) { accounts(first: 3)' },
  { kind: 'query', type: 'Bill', way: 'customer(id: ID) { accounts(first: 3) { bills(last: 4)' },
  { kind: 'query', type: 'Arrangement', way: 'customer(id: ID) { accounts { arrangements(last: 3)' },
  { kind: 'query', type: 'Customer', way: 'customers(first: 3) { edges { node' },
];

class Drawing {
  private named = 0;
  private left: number;
  private readonly fragments = new Map<string, { readonly type: string; readonly text: string }>();
  private readonly declared = new Map<string, string>();
  private readonly variables: Record<string, unknown> = {};
  private readonly tape: Tape;
  private readonly schema: GraphQLSchema;
  private readonly known: Known;
  private readonly more: More;

  constructor(tape: Tape, schema: GraphQLSchema, known: Known, more: More) {
    this.tape = tape;
    this.schema = schema;
    this.known = known;
    this.more = more;
    this.left = more.size ?? 40;
  }

  operation(): Drawn {
    const { kind, text: selection } = this.whole();
    const declared = [...this.declared].map(([name, type]) => `$${name}: ${type}`);
    const parts = [
      `${kind} Drawn${declared.length > 0 ? `(${declared.join(', ')})` : ''} ${selection}`,
      ...[...this.fragments].map(([name, { type, text }]) => `fragment ${name} on ${type} ${text}`),
    ];
    const other = this.tape.chance(5);
    return {
      query: [...parts, ...(other ? ['query Other { __typename }'] : [])].join('\n'),
      variables: this.variables,
      ...(other ? { operationName: 'Drawn' } : {}),
    };
  }

  /** All of an operation, or what stands below a way that leads deep. */
  private whole(): Omit<Start, 'type' | 'way'> & { readonly text: string } {
    const open = (this.more.starts ?? starts).filter(({ type }) => this.schema.getType(type));
    if (open.length === 0 || !this.tape.chance(this.more.starts ? 95 : 45))
      return { kind: 'query', text: this.selection(this.schema.getQueryType() as GraphQLObjectType, new Under(), levels) };
    const { kind, type, way } = this.tape.pick(open);
    const selection = this.selection(this.schema.getType(type) as GraphQLObjectType, new Under(), levels - 1);
    if (way === '') return { kind, text: selection };
    const head = way.replace('ID', () => JSON.stringify(this.tape.pick(this.known.ids['customer'] ?? [''])));
    return { kind, text: `{ ${head} ${selection}${' }'.repeat(head.split('{').length - head.split('}').length + 1)}` };
  }

  /** As the schema has it, or now and then as another one does. */
  private straying<T extends object>(own: T, other: (schema: GraphQLSchema) => T | undefined | null): T {
    const { strays } = this.more;
    return (strays && this.tape.chance(strays.percent) && other(strays.schema)) || own;
  }

  private selection(type: GraphQLObjectType, under: Under, depth: number): string {
    const count = 1 + this.tape.below(6);
    const parts = [this.part(type, under, depth)];
    while (parts.length < count && this.left > 0 && !this.tape.ended) parts.push(this.part(type, under, depth));
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLObjectType, under: Under, depth: number): string {
    this.left -= 1;
    const kind = this.tape.below(100);
    if (kind < 82 || this.left <= 0) return this.field(type, under, depth);
    if (kind < 86) return `${this.alias('__typename', under)}__typename${this.directives()}`;
    if (kind < 90) return `...${this.directives()} ${this.selection(type, under, depth)}`;
    if (kind < 94) return `... on ${type.name}${this.directives()} ${this.selection(type, under, depth)}`;
    return this.spread(type, under, depth);
  }

  private spread(type: GraphQLObjectType, under: Under, depth: number): string {
    const again = [...this.fragments].find(([, fragment]) => fragment.type === type.name);
    if (again && this.tape.chance(40)) return `...${again[0]}${this.directives()}`;
    this.named += 1;
    const name = `F${this.named}`;
    const text = this.selection(type, under, depth);
    this.fragments.set(name, { type: type.name, text });
    return Array.from({ length: 1 + this.tape.below(2) }, () => `...${name}${this.directives()}`).join(' ');
  }

  private field(type: GraphQLObjectType, under: Under, depth: number): string {
    const before = [...under.asked];
    if (before.length > 0 && this.tape.chance(15)) {
      const [name, { field, args, under: inner }] = this.tape.pick(before);
      return `${name === field.name ? '' : `${name}: `}${field.name}${args}${this.directives()}${this.below(field, inner, depth)}`;
    }
    const field = this.choice(type, depth);
    if (!field) return '__typename';
    const alias = this.alias(field.name, under, type);
    const args = this.args(this.straying(field, (schema) => (schema.getType(type.name) as GraphQLObjectType | undefined)?.getFields()[field.name]));
    const inner = new Under();
    under.asked.set(alias ? alias.slice(0, -2) : field.name, { field, args, under: inner });
    return `${alias}${field.name}${args}${this.directives()}${this.below(field, inner, depth)}`;
  }

  private choice(type: GraphQLObjectType, depth: number): Field | undefined {
    // One field that only resolvers know leaves the whole operation to them.
    const isAny = this.tape.chance(3);
    const whole = this.straying(type, (schema) => schema.getType(type.name) as GraphQLObjectType | undefined);
    const all = Object.values(whole.getFields()).filter((field) => isAny || !this.known.rare(type.name, field.name));
    const isRich = (field: Field): boolean => isObjectType(getNamedType(field.type)) || isUnionType(getNamedType(field.type));
    const isDeep = depth > 1 && this.left > 0 && !this.tape.ended;
    const rich = isDeep && this.tape.chance(45) ? all.filter(isRich) : [];
    const fields = rich.length > 0 ? rich : isDeep ? all : all.filter((field) => !isRich(field));
    const loved = favourites[type.name];
    const best = loved && this.tape.chance(loved.percent) ? fields.filter(({ name }) => loved.fields.includes(name)) : [];
    if (best.length > 0) return whole.getFields()[this.tape.pick((loved?.fields ?? []).filter((name) => best.some((field) => field.name === name)))];
    return fields.length > 0 ? this.tape.pick(fields) : undefined;
  }

  private below(field: Field, under: Under, depth: number): string {
    const given = getNamedType(field.type);
    const type = this.schema.getType(given.name) ?? given;
    if (!isUnionType(type)) return isObjectType(type) ? ` ${this.selection(type, under, depth - 1)}` : '';
    const [member, ...others] = type.getTypes();
    const other = others.length > 0 && this.tape.chance(50) ? this.tape.pick(others) : undefined;
    const parts = [
      ...(member ? [`... on ${member.name} ${this.selection(member, under, depth - 1)}`] : []),
      ...(other ? [`... on ${other.name} ${this.selection(other, new Under(true), depth - 1)}`] : []),
    ];
    return ` { ${['__typename', ...parts].join(' ')} }`;
  }

  /** An alias where the name is taken, and sometimes where it is not: also one that is another field's name. */
  private alias(name: string, under: Under, type?: GraphQLObjectType): string {
    const free = !under.asked.has(name) && name !== '__typename' && !under.isOther;
    if (free && !this.tape.chance(25)) return '';
    if (name === '__typename' && this.tape.chance(50)) return '';
    if (type && this.more.strays && !under.isOther && this.tape.chance(30)) {
      const taken = Object.keys(type.getFields()).filter((each) => !under.asked.has(each));
      if (taken.length > 0) return `${this.tape.pick(taken)}: `;
    }
    this.named += 1;
    return `${this.tape.pick(['a', 'id', 'name', '_'])}${this.named}: `;
  }

  private args(field: Field): string {
    const given = this.wanted(field).flatMap((arg) => {
      const value = this.given({ type: arg.type, name: arg.name, field: field.name }, arg.defaultValue !== undefined);
      return value ? [`${arg.name}: ${value.text}`] : [];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  private wanted({ name, args, type }: Field): GraphQLArgument[] {
    const way = this.tape.below(10);
    if (name === 'customer' && way < 7) return args.filter((arg) => arg.name === 'id');
    if (name === 'customer' && way < 9) return args.filter((arg) => arg.name !== 'id');
    const isList = isListType(isNonNullType(type) ? type.ofType : type) || name.endsWith('s');
    return args.filter(
      (arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || this.tape.chance(isList && ['first', 'last'].includes(arg.name) ? 80 : 30),
    );
  }

  /** An argument's value, written out or by way of a variable that is given, null, left out or has a default. */
  private given(place: Place, hasDefault = false): Value | undefined {
    const value =
      this.tape.chance(4) && isNullableType(place.type) ? { json: null, text: 'null' } : drawValue(this.tape, this.known, place, (inner) => this.given(inner));
    // What holds a variable already is no value of another one.
    if (!this.tape.chance(40) || value.text.includes('$')) return value;
    this.named += 1;
    const name = `v${this.named}`;
    const isOpen = hasDefault && isNonNullType(place.type) && this.tape.chance(50);
    const type = String(isOpen && isNonNullType(place.type) ? place.type.ofType : place.type);
    const isOptional = isNullableType(place.type) || isOpen;
    const ways = [
      'given',
      'given',
      'given',
      'given',
      'given',
      'given',
      'default',
      'both',
      ...(isOptional ? ['absent'] : []),
      ...(isNullableType(place.type) ? ['null'] : []),
    ];
    const way = this.tape.pick(ways);
    if (way === 'given' || way === 'both') this.variables[name] = value.json;
    if (way === 'null') this.variables[name] = null;
    this.declared.set(name, way === 'default' || way === 'both' ? `${type} = ${value.text}` : type);
    return { json: value.json, text: `$${name}` };
  }

  private directives(): string {
    if (!this.tape.chance(10)) return '';
    const [name, by] = [this.tape.pick(['include', 'skip']), this.tape.below(6)];
    return ` @${name}(if: ${by < 1 ? 'true' : by < 2 ? 'false' : this.decision(by)})`;
  }

  private decision(by: number): string {
    const name = `b${by}`;
    if (!this.declared.has(name)) {
      const hasDefault = this.tape.chance(30);
      this.declared.set(name, hasDefault ? 'Boolean = true' : 'Boolean!');
      if (!hasDefault || this.tape.chance(50)) this.variables[name] = this.tape.pick([true, false]);
    }
    return `$${name}`;
  }
}
