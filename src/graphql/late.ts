import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { sightOf } from '../access/projection.ts';
import { wearOf } from '../access/scope.ts';
import { Bounded } from '../base/bounded.ts';
import { limits } from '../base/limits.ts';
import type { Context } from './context.ts';
import { type Args, Left, type Read, type Reads } from './reads.ts';
import type { Slot } from './slot.ts';

/** One run of a statement: whose it is, and the arguments of its slots. */
export interface Run {
  readonly context: Context;
  readonly args: readonly Args[];
}

/** Writes what the statement handed over as JSON. */
export type Write = (value: unknown, run: Run) => string;

/** JSON text has no control characters, so these three mark what is written late: its number, and what it is written of. */
const [open, middle, close] = ['\u0001', '\u0002', '\u0003'];
export const marked = (number: number, payload: string): string => `\\x01${number}\\x02${payload}\\x03`;
/** Marks, as an SQL text, what the statement leaves to the resolvers. */
export const leave = `E'\\x01'`;

/** The text of a statement with all that is written late in its place; throws Left where it holds what is left to the resolvers. */
export function filled(text: string, late: readonly Write[], run: Run): string {
  const parts = text.split(open);
  let out = parts[0] as string;
  for (let at = 1; at < parts.length; at += 1) {
    const part = parts[at] as string;
    const [end, until] = [part.indexOf(middle), part.indexOf(close)];
    if (end < 0 || until < end) throw new Left();
    out += (late[Number(part.slice(0, end))] as Write)(part.slice(end + 1, until), run) + part.slice(until + 1);
  }
  return out;
}

type LateRead = Extract<Read, { late: unknown }>;
type Field = GraphQLField<unknown, unknown>;

/** What is written of the same payload in the same language again; of long ones there are as many as rows. */
function remembering(write: Write): Write {
  const written = new Bounded<string, string>(limits.writtenRemembered);
  return (payload, run) => {
    if ((payload as string).length > limits.writtenRememberedCharacters) return write(payload, run);
    const key = run.context.language + (payload as string);
    const known = written.get(key);
    if (known !== undefined) return known;
    const text = write(payload, run);
    written.set(key, text);
    return text;
  };
}

/** Makes the writers of an operation: values completed as graphql-js completes them, without the promises. */
export class Writers {
  /** How much of what was made hangs on more than a payload and a language: on variables, or on noting what is withheld. */
  private hanging = 0;
  private readonly reads: Reads;
  private readonly below: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => ReadonlyMap<string, readonly FieldNode[]>;
  private readonly slot: (field: Field, node: FieldNode, read: Read | undefined) => Slot | undefined;

  constructor(reads: Reads, below: Writers['below'], slot: Writers['slot']) {
    this.reads = reads;
    this.below = below;
    this.slot = slot;
  }

  late(type: GraphQLOutputType, nodes: readonly FieldNode[], read: LateRead, slot: Slot | undefined): Write {
    const before = this.hanging;
    const form = this.completed(type, nodes);
    const write: Write = (payload, run) => form(read.value(payload as string, run.context, argsOf(run, slot)), run);
    return read.common && this.hanging === before ? remembering(write) : write;
  }

  /** What is masked is a scalar as the whole schema has it; its mask says what becomes of it. */
  masked(apply: (value: unknown) => unknown, read?: LateRead, slot?: Slot): Write {
    return (payload, run) => {
      const value = read ? read.value(payload as string, run.context, argsOf(run, slot)) : payload === '' ? null : JSON.parse(payload as string);
      return value === null || value === undefined ? 'null' : JSON.stringify(apply(value));
    };
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
    if (isLeafType(type)) return (value) => JSON.stringify(type.serialize(value)) ?? 'null';
    if (isObjectType(type)) return this.object(type, nodes);
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
    const slot = this.slot(field, node, read);
    if (slot?.varies) this.hanging += 1;
    const get = getOf(field, read, slot);
    if (sight === 'masked') {
      const apply = wearOf(field)?.mask?.apply as (value: unknown) => unknown;
      const masked = this.masked(apply, { late: () => '', value: (value) => value });
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
