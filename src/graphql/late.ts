import {
  type FieldNode,
  type GraphQLField,
  GraphQLID,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { type Mask, worn } from '../access/mask.ts';
import type { PartnerView } from '../access/partner.ts';
import { sightOf } from '../access/projection.ts';
import { wearOf } from '../access/scope.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { type Args, type LateRead, Left, type Read, type Reads } from './reads.ts';
import type { Slot } from './slot.ts';

/** One run of a statement: whose it is, and the arguments of its slots. */
export interface Run {
  readonly context: Context;
  readonly args: readonly Args[];
}

/** Writes what the statement handed over as JSON. */
export type Write = (value: unknown, run: Run) => string;

/**
 * JSON text has no control characters, so these mark what is written late: a first one, a letter for its number, what it
 * is written of, and a last one; and what is left to the resolvers.
 */
const [open, close, left] = ['\u0001', '\u0002', '\u0003'];
/** Capitals, so that a text of one byte a character stays one; what comes after 26 begins far behind them. */
const [capital, capitals, beyond] = [0x41, 26, 0x100];
const letterOf = (number: number): string => String.fromCharCode((number < capitals ? capital : beyond) + number);
const numberOf = (letter: number): number => letter - (letter < beyond ? capital : beyond);
export const marked = (number: number, payload: string): string => `\\x01${letterOf(number)}${payload}\\x02`;
/** Marks, as an SQL text, what the statement leaves to the resolvers. */
export const leave = `E'\\x03'`;

/** The text of a statement with all that is written late in its place; throws Left where it holds what is left to the resolvers. */
export function filled(text: string, late: readonly Write[], run: Run): string {
  if (text.includes(left)) throw new Left();
  let [out, from] = ['', 0];
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at);
    out += text.slice(from, at);
    out += (late[numberOf(text.charCodeAt(at + 1))] as Write)(text.slice(at + 2, end), run);
    from = end + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** A value that stands for rows of a door's statement: their texts as `filled` made them, in the order of the statement's parts. */
export interface Parted {
  readonly parts: readonly (string | null)[];
}

/** Tells that the customer whose id it is of is shown: it writes nothing. */
export const showing: Write = (id, { context }) => {
  context.shown?.customers.push(id as string);
  return '';
};

type Field = GraphQLField<unknown, unknown>;

/** What is written of the same payload in the same language again; of long ones there are as many as rows. */
function remembering(write: Write): Write {
  const written = { en: new Map<string, string>(), zh: new Map<string, string>() };
  return (payload, run) => {
    const known = written[run.context.language].get(payload as string);
    if (known !== undefined) return known;
    const text = write(payload, run);
    const texts = written[run.context.language];
    if ((payload as string).length > limits.writtenRememberedCharacters) return text;
    if (texts.size >= limits.writtenRemembered) texts.clear();
    texts.set(payload as string, text);
    return text;
  };
}

/** A text in which JSON has nothing to escape, or null. */
const plain: Write = (value) => (value === null ? 'null' : `"${value as string}"`);
/** An id as a partner knows it, or null. */
const named: Write = (value, { context }) => (value === null ? 'null' : `"${(context.partner as PartnerView).named(value as string)}"`);

/** Makes the writers of an operation: values completed as graphql-js completes them, without the promises. */
export class Writers {
  /** How much of what was made hangs on more than a payload and a language: on variables, on noting what is masked or withheld, on whose names ids have. */
  private hanging = 0;
  private readonly reads: Reads;
  private readonly isPartners: boolean;
  private readonly below: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => ReadonlyMap<string, readonly FieldNode[]>;
  private readonly slot: (field: Field, node: FieldNode, read: Read | undefined) => Slot | undefined;
  private readonly part: (type: GraphQLObjectType, nodes: readonly FieldNode[], row: string) => Write;

  constructor(reads: Reads, isPartners: boolean, below: Writers['below'], slot: Writers['slot'], part: Writers['part']) {
    this.reads = reads;
    this.isPartners = isPartners;
    this.below = below;
    this.slot = slot;
    this.part = part;
  }

  /** Of a value as a resolver would give it. */
  answer(type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
    return this.completed(type, nodes);
  }

  late(type: GraphQLOutputType, nodes: readonly FieldNode[], read: LateRead, slot: Slot | undefined): Write {
    const before = this.hanging;
    const form = read.plain && !this.isPartners ? plain : this.completed(type, nodes);
    const write: Write = (payload, run) => form(read.value(payload as string, run.context, argsOf(run, slot)), run);
    return read.common && this.hanging === before ? remembering(write) : write;
  }

  /** What is masked comes as the whole schema has it; its mask says what becomes of it. */
  masked(name: string, mask: Mask, read?: LateRead, slot?: Slot): Write {
    this.hanging += 1;
    return (payload, run) => {
      run.context.masked.add(name);
      const value = read ? read.value(payload as string, run.context, argsOf(run, slot)) : payload === '' ? null : JSON.parse(payload as string);
      return JSON.stringify(worn(mask, value));
    };
  }

  /** The id that a statement hands over, or nothing. */
  named(): Write {
    this.hanging += 1;
    return (payload, run) => named(payload === '' ? null : payload, run);
  }

  withheld(name: string): Write {
    this.hanging += 1;
    return (_, { context }) => {
      context.withheld.add(name);
      return 'null';
    };
  }

  private completed(type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
    if (!isNonNullType(type)) return this.present(type, nodes);
    const write = this.present(type.ofType, nodes);
    return (value, run) => {
      const text = write(value, run);
      if (text === 'null') throw new Left();
      return text;
    };
  }

  private present(type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
    const write = this.some(type, nodes);
    return (value, run) => (value === null || value === undefined ? 'null' : write(value, run));
  }

  private some(type: GraphQLOutputType, nodes: readonly FieldNode[]): Write {
    if (isListType(type)) {
      const item = this.completed(type.ofType, nodes);
      return (value, run) => `[${(value as unknown[]).map((each) => item(each, run)).join(',')}]`;
    }
    if (this.isPartners && type === GraphQLID) return this.named();
    if (isLeafType(type)) return (value) => JSON.stringify(type.serialize(value)) ?? 'null';
    if (isObjectType(type)) return this.object(type, nodes);
    if (isUnionType(type)) {
      const members = new Map(type.getTypes().map((member) => [member.name, this.object(member, nodes)]));
      return (value, run) => (members.get((value as { __typename: string }).__typename) as Write)(value, run);
    }
    throw new Error(`${type.toString()} cannot be written late`);
  }

  private object(type: GraphQLObjectType, nodes: readonly FieldNode[]): Write {
    const parts = [...this.below(type, nodes)].map(([key, own], at) => [`${at === 0 ? '' : ','}"${key}":`, this.field(type, own)] as const);
    return (value, run) => `{${parts.map(([head, write]) => head + write(value, run)).join('')}}`;
  }

  private field(type: GraphQLObjectType, nodes: readonly FieldNode[]): Write {
    const node = nodes[0] as FieldNode;
    if (node.name.value === '__typename') return () => `"${type.name}"`;
    const field = type.getFields()[node.name.value] as Field;
    const sight = sightOf(field);
    if (sight === 'withheld') return this.withheld(`${type.name}.${field.name}`);
    const read = this.reads[type.name]?.[field.name];
    if (read && 'part' in read) {
      const part = this.part(getNamedType(field.type) as GraphQLObjectType, nodes, read.part);
      return (value, run) => part((value as Record<string, unknown>)[field.name], run);
    }
    const slot = this.slot(field, node, read);
    if (slot?.varies) this.hanging += 1;
    const get = getOf(field, read, slot);
    if (sight === 'masked') {
      const masked = this.masked(`${type.name}.${field.name}`, wearOf(field)?.mask as Mask, { late: () => '', value: (value) => value });
      return (value, run) => masked(get(value, run), run);
    }
    const write = this.completed(field.type, nodes);
    return (value, run) => write(get(value, run), run);
  }
}

const argsOf = (run: Run, slot: Slot | undefined): Args => (slot ? (run.args[slot.at] as Args) : {});

/** How a field is got from an object: by a function of its own, as it wears it, or by its name. */
function getOf(field: Field, read: Read | undefined, slot: Slot | undefined): (value: unknown, run: Run) => unknown {
  if (read && 'of' in read) return (value, run) => read.of(value as never, run.context, argsOf(run, slot));
  const get = wearOf(field)?.get;
  if (get) return (value) => get(value as never);
  return (value) => (value as Record<string, unknown>)[field.name];
}
