import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLID,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Mask } from '../access/mask.ts';
import { isPartners, sightOf } from '../access/projection.ts';
import { wearOf } from '../access/scope.ts';
import { snake } from '../base/fact.ts';
import { narrowed } from '../db/only.ts';
import { leave, marked, type Parted, showing, type Write, Writers } from './late.ts';
import { braced, formatted, leaf, type Piece, plain, rowsSql } from './piece.ts';
import type { Args, Param, Read, Reads, RowsSql } from './reads.ts';
import { jsonSql } from './scalars.ts';
import { isCustomer } from './shown.ts';
import { type Slot, slotOf, windowOf } from './slot.ts';

/** What is needed to compile: the schema a caller sees, the whole one behind it, and what its fields read. */
export interface Source {
  readonly schema: GraphQLSchema;
  readonly full: GraphQLSchema;
  readonly reads: Reads;
}

/** An operation as one statement of one row with one text: its `data` as JSON, but for what is written late. */
export interface Statement {
  readonly text: string;
  /** Which value of which slot each parameter takes. */
  readonly params: readonly { readonly slot: number; readonly name: string }[];
  readonly slots: readonly Slot[];
  readonly late: readonly Write[];
}

/** A field that a door answers: the writer of what it comes to, and the texts its statement must read for that. */
export interface Opened extends Omit<Statement, 'text'> {
  readonly write: Write;
  /** SQL, over the rows that the reads of the door's type name by their alias. */
  readonly parts: readonly string[];
  /** Every field of the answer, in the order it was come upon. */
  readonly touched: readonly Touched[];
}

export interface Touched {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
}

type Fields = ReadonlyMap<string, readonly FieldNode[]>;
type Variables = Record<string, unknown>;

/** The statement of an operation with variables like these, or nothing where a field it selects is not told to be read so. */
export function compile(source: Source, document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Statement | undefined {
  const root = source.schema.getQueryType();
  if (operation.operation !== 'query' || !root) return undefined;
  return compiled(() => new Compiler(source, fragmentsOf(document), variables).statement(root, operation));
}

/** What answers one field of a document through a door, or nothing where a field below it is not told to be read so. */
export function open(source: Source, document: DocumentNode, type: GraphQLOutputType, nodes: readonly FieldNode[], variables: Variables): Opened | undefined {
  return compiled(() => new Compiler(source, fragmentsOf(document), variables).opened(type, nodes));
}

export const fragmentsOf = (document: DocumentNode): Record<string, FragmentDefinitionNode> =>
  Object.fromEntries(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [])));

function compiled<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Uncompiled) return undefined;
    throw error;
  }
}

class Uncompiled extends Error {}

/** Where a field stands: in which row, and with which arguments. */
interface At {
  readonly row: string;
  readonly slot: Slot | undefined;
  readonly args: Args;
  readonly param: Param;
}

class Compiler {
  private readonly slots: Slot[] = [];
  private readonly params: { slot: number; name: string }[] = [];
  private readonly numbered = new Map<string, number>();
  private readonly late: Write[] = [];
  private readonly parts: string[] = [];
  private readonly touched: Touched[] = [];
  private rows = 0;
  private window: Slot | undefined;
  private readonly isPartners: boolean;
  private readonly source: Source;
  private readonly fragments: Record<string, FragmentDefinitionNode>;
  private readonly variables: Variables;
  private readonly writers: Writers;

  constructor(source: Source, fragments: Record<string, FragmentDefinitionNode>, variables: Variables) {
    this.source = source;
    this.isPartners = isPartners(source.schema);
    this.fragments = fragments;
    this.variables = variables;
    this.writers = new Writers(
      source.reads,
      this.isPartners,
      (type, nodes) => this.below(type, nodes),
      (field, node, read) => this.slot(field, node, read),
      (type, nodes, row) => this.part(type, nodes, row),
    );
  }

  opened(type: GraphQLOutputType, nodes: readonly FieldNode[]): Opened {
    const write = this.writers.answer(type, nodes);
    return { write, parts: this.parts, params: this.params, slots: this.slots, late: this.late, touched: this.touched };
  }

  /** What a door's statement reads of one of its rows; answered is where the text of it is found. */
  private part(type: GraphQLObjectType, nodes: readonly FieldNode[], row: string): Write {
    const at = this.parts.push(narrowed(formatted(this.object(type, this.below(type, nodes), row)))) - 1;
    return (value) => (value as Parted).parts[at] ?? 'null';
  }

  statement(root: GraphQLObjectType, operation: OperationDefinitionNode): Statement {
    const fields = collectFields(this.source.schema, this.fragments, this.variables, root, operation.selectionSet);
    const text = narrowed(`select ${formatted(this.object(root, fields, ''))} as data`);
    // What reads no row does not need the database.
    if (this.rows === 0) throw new Uncompiled();
    return { text, params: this.params, slots: this.slots, late: this.late };
  }

  /** An object of a row as JSON text. */
  private object(type: GraphQLObjectType, fields: Fields, row: string): Piece {
    const object = braced([...fields].map(([key, nodes]) => [key, this.field(type, nodes, row)]));
    if (this.isPartners || !isCustomer(type)) return object;
    const shown = this.written(showing, `${row}.customer_id`);
    return { form: shown.form + object.form, values: [...shown.values, ...object.values] };
  }

  private field(type: GraphQLObjectType, nodes: readonly FieldNode[], row: string): Piece {
    const node = nodes[0] as FieldNode;
    if (node.name.value === '__typename') return { form: `"${type.name}"`, values: [] };
    const field = type.getFields()[node.name.value];
    if (!field) throw new Uncompiled();
    const sight = sightOf(field);
    if (sight === 'withheld') return this.written(this.writers.withheld(`${type.name}.${field.name}`), `''`);
    const read = this.read(type, field);
    const slot = this.slot(field, node, read);
    const at: At = { row, slot, args: slot?.args(this.variables) ?? {}, param: (name, of) => this.param(slot, name, of) };
    return sight === 'masked' ? this.masked(type, field, read, at) : this.clear(field, nodes, read, at);
  }

  private clear(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], read: Read, { row, slot, args, param }: At): Piece {
    if ('column' in read) return this.leaf(field.type, read.column(row, param, args));
    const type = getNamedType(field.type);
    if ('late' in read) return this.written(this.writers.late(field.type, nodes, read, slot), read.late(row, param, args, this.asked(type, nodes)));
    if (!isObjectType(type) || 'of' in read || 'part' in read) throw new Uncompiled();
    const empty = isNonNullType(field.type) ? leave : `'null'`;
    const below = this.below(type, nodes);
    if ('same' in read) return this.object(type, below, read.same(row));
    if ('object' in read) {
      const inside = this.embedded(type, below, (name) => read.object[name]?.(row, param, args));
      return read.present ? plain(`case when ${read.present(row, param, args)} then ${formatted(inside)} else ${empty} end`) : inside;
    }
    const alias = `r${(this.rows += 1)}`;
    const { left, with: besides, ...rest } = this.bounded(('one' in read ? read.one : read.many)(row, alias, param, args, this.asked(type, nodes)));
    const rows = rowsSql(rest);
    const object = formatted(this.object(type, below, alias));
    const selected = `${besides ? `with ${besides} ` : ''}select ${left ? `case when ${left} then ${leave} else ${object} end` : object} ${rows}`;
    if ('one' in read) return plain(`coalesce((${selected}), ${empty})`);
    return { form: '[%s]', values: [`array_to_string(array(${selected}), ',')`] };
  }

  /** Rows as they are told: to a partner within its data window and of the grades it agreed on, and nothing of them left to resolvers. */
  private bounded({ day, gradedOn, dimension, unofficial, left, sure, ...rows }: RowsSql): RowsSql {
    if (!this.isPartners) return { ...rows, ...(left && { left }) };
    const bounds = [
      ...(day ? [`${day} >= ${this.bound('since', 'date')}`] : []),
      ...(gradedOn ? [`${gradedOn} >= ${this.bound('fresh', 'date')}`] : []),
      ...(dimension ? [`${dimension} = ${this.bound('dimension', 'text')}`] : []),
      ...(unofficial ? [`${this.bound('graded', 'text')} = 'monitoring'`] : []),
    ];
    const where = [...(rows.where ? [rows.where] : []), ...bounds].join(' and ');
    return { ...rows, ...(sure && { order: sure() }), ...(left && !sure && { left }), ...(where && { where }) };
  }

  /** What of a partner's agreement bounds its rows. */
  private bound(name: 'since' | 'fresh' | 'dimension' | 'graded', type: string): string {
    this.window ??= this.slots[this.slots.push(windowOf(this.slots.length)) - 1] as Slot;
    return this.param(this.window, name, type);
  }

  /** An object made of values of the row that its owner stands in. */
  private embedded(type: GraphQLObjectType, fields: Fields, value: (name: string) => string | undefined): Piece {
    return braced(
      [...fields].map(([key, nodes]) => {
        const name = (nodes[0] as FieldNode).name.value;
        if (name === '__typename') return [key, { form: `"${type.name}"`, values: [] }];
        const [field, sql] = [type.getFields()[name], value(name)];
        if (!field || sql === undefined || sightOf(field) !== 'clear') throw new Uncompiled();
        return [key, this.leaf(field.type, sql)];
      }),
    );
  }

  /** A mask is the program's own: the statement hands over what it is put on. */
  private masked(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, read: Read, { row, slot, args, param }: At): Piece {
    const mask = wearOf(field)?.mask as Mask;
    const name = `${type.name}.${field.name}`;
    if ('late' in read)
      return this.written(
        this.writers.masked(name, mask, read, slot),
        read.late(row, param, args, () => false),
      );
    const shown = getNamedType(this.whole(type, field).type);
    if ('column' in read) return this.written(this.writers.masked(name, mask), jsonSql(shown, read.column(row, param, args)));
    if (!('object' in read) || !mask.of || !isObjectType(shown)) throw new Uncompiled();
    const parts = mask.of.map((part) => [part, this.leaf(shown.getFields()[part]!.type, read.object[part]!(row, param, args))] as const);
    const object = formatted(braced(parts));
    return this.written(this.writers.masked(name, mask), read.present ? `case when ${read.present(row, param, args)} then ${object} end` : object);
  }

  private leaf(type: GraphQLOutputType, sql: string): Piece {
    if (this.isPartners && getNamedType(type) === GraphQLID) return this.written(this.writers.named(), `(${sql})::text`);
    return leaf(type, sql);
  }

  private written(write: Write, payload: string | readonly string[]): Piece {
    this.late.push(write);
    const values = typeof payload === 'string' ? [payload] : payload;
    return { form: marked(this.late.length - 1, values.map(() => '%s').join(' ')), values };
  }

  private read(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Read {
    const told = this.source.reads[type.name];
    if (told?.[field.name]) return told[field.name] as Read;
    const whole = this.whole(type, field);
    if (!told || whole.resolve || whole.args.length > 0 || !isLeafType(getNamedType(whole.type))) throw new Uncompiled();
    return { column: (row) => `${row}.${snake(field.name)}` };
  }

  /** The field as the whole schema has it: a projection puts resolvers and types of its own over what is masked or withheld. */
  private whole(type: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>): GraphQLField<unknown, unknown> {
    return (this.source.full.getType(type.name) as GraphQLObjectType).getFields()[name] as GraphQLField<unknown, unknown>;
  }

  private slot(field: GraphQLField<unknown, unknown>, node: FieldNode, read: Read | undefined): Slot | undefined {
    if (field.args.length === 0 && !(read && 'bind' in read)) return undefined;
    const slot = slotOf(this.slots.length, field, node, read);
    this.slots.push(slot);
    return slot;
  }

  private param(slot: Slot | undefined, name: string, type: string): string {
    if (!slot) throw new Error(`a parameter ${name} of a field that binds none`);
    const key = `${slot.at} ${name}`;
    const number = this.numbered.get(key) ?? this.params.push({ slot: slot.at, name });
    this.numbered.set(key, number);
    return `$${number}::${type}`;
  }

  private asked(type: GraphQLNamedType, nodes: readonly FieldNode[]): (field: string) => boolean {
    const selected = isObjectType(type) ? [...this.below(type, nodes).values()].map(([first]) => type.getFields()[(first as FieldNode).name.value]) : [];
    const names = new Set(selected.flatMap((field) => (field && sightOf(field) !== 'withheld' ? [field.name] : [])));
    return (field) => names.has(field);
  }

  private below(type: GraphQLObjectType, nodes: readonly FieldNode[]): Fields {
    const fields = collectSubfields(this.source.schema, this.fragments, this.variables, type, nodes);
    const declared = type.getFields();
    for (const [first] of fields.values()) {
      const field = declared[(first as FieldNode).name.value];
      if (field) this.touched.push({ type, field });
    }
    return fields;
  }
}
