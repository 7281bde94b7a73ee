import { type DocumentNode, type FieldNode, type GraphQLField, type GraphQLOutputType, getArgumentValues, type OperationDefinitionNode } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { sightOf } from '../access/projection.ts';
import type { Treatment } from '../access/role.ts';
import { wearOf } from '../access/scope.ts';
import { digest } from '../base/digest.ts';
import type { Scope } from '../base/scope.ts';
import { fragmentsOf, type Opened, open, type Source, type Touched } from './compile.ts';
import type { Context } from './context.ts';
import { problem } from './errors.ts';
import { Known } from './known.ts';
import { filled } from './late.ts';
import type { Args } from './reads.ts';
import type { Slot } from './slot.ts';

type Variables = Record<string, unknown>;

/** A field of the answer, and how it is shown. */
export interface Selected {
  /** `Customer.name`. */
  readonly coordinate: string;
  readonly scope: Scope;
  readonly sight: Treatment;
}

/** What a field that is answered through a door was asked. */
export interface Asked {
  readonly args: Args;
  /** SQL texts over the rows that the reads of the door's type name by their alias; they take `values` as $1, $2 ... */
  readonly parts: readonly string[];
  readonly values: readonly unknown[];
  /** Every field below it, each once. */
  readonly selected: readonly Selected[];
  /** Digest of the selection with its arguments. */
  readonly selection: string;
  /** What the parts came to, completed as the answer shows it; throws Left where something must be read first. */
  fill(parts: readonly (string | null)[]): (string | null)[];
}

/** Answers a field whole: a value as a resolver would give it, in which `parts` hold what `fill` made. */
export type Door = (asked: Asked, context: Context) => Promise<object>;
/** By name of the root field. */
export type Doors = Readonly<Record<string, Door>>;

interface Way {
  readonly key: string;
  /** Nothing for `__typename`. */
  readonly door: Passing | undefined;
}

interface Passing {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly opened: Opened;
  readonly selected: readonly Selected[];
  readonly selection: string;
  /** Digest of the selection with its arguments, where those hang on no variable. */
  readonly fixed: string | undefined;
  /** Where its slots begin among those of the operation. */
  readonly from: number;
}

/** One answered field: its key, and its JSON text. */
export interface Through {
  readonly key: string;
  readonly text: string;
}

/** Answers mutations whose fields are doors: one after the other, each by what its door makes of it. */
export class Doorkeeper {
  private readonly known = new Known<readonly Way[]>({ slots: slotsOf, size: (ways) => ways.reduce((sum, { door }) => sum + sizeOf(door), 0) });
  private readonly source: Source;
  private readonly doors: Doors;

  constructor(source: Source, doors: Doors) {
    this.source = source;
    this.doors = doors;
  }

  /** Runs a mutation of doors; `each` hears of every field as it is answered or refused. Nothing when the mutation has no door; GRAPH_DOOR when it has other fields too. */
  async run(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    context: Context,
    each: (key: string, answered: Promise<Through>) => Promise<void>,
  ): Promise<boolean> {
    if (operation.operation !== 'mutation') return false;
    const make = (): Way[] | undefined => this.ways(document, operation, variables);
    const found = this.known.of(document, operation, variables, make);
    if (!found) return false;
    // What is noted hangs on what was asked alone: noted where it is written, it would tell of a refusal or failure whether there was anything to write.
    for (const { door } of found.made) for (const { coordinate, sight } of door?.selected ?? []) if (sight !== 'clear') context[sight].add(coordinate);
    // Who has more to read keeps its place.
    const own = found.made.length === 1 ? context : Object.assign(Object.create(context) as Context, { stepOut: undefined });
    for (const way of found.made) await each(way.key, this.through(way, found.args, variables, own));
    return true;
  }

  private async through({ key, door }: Way, all: readonly Args[], variables: Variables, context: Context): Promise<Through> {
    if (!door) return { key, text: `"${this.source.schema.getMutationType()?.name}"` };
    const { field, node, opened, selected, selection, from } = door;
    const args = all.slice(from, from + opened.slots.length);
    const run = { context, args };
    const bound = opened.slots.map((slot, at) => slot.bind?.(args[at] as never, context));
    const asked: Asked = {
      args: getArgumentValues(field, node, variables),
      parts: opened.parts,
      values: opened.params.map(({ slot, name }) => bound[slot]?.[name] ?? null),
      selected,
      selection: door.fixed ?? digest([selection, args]),
      fill: (parts) => parts.map((part) => (part === null ? null : filled(part, opened.late, run))),
    };
    const value = await (this.doors[field.name] as Door)(asked, context);
    return { key, text: opened.write(value, run) };
  }

  private ways(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Way[] | undefined {
    const root = this.source.schema.getMutationType();
    if (!root) return undefined;
    const fields = [...collectFields(this.source.schema, fragmentsOf(document), variables, root, operation.selectionSet)];
    const names = fields.map(([, nodes]) => (nodes[0] as FieldNode).name.value);
    const doors = names.filter((name) => this.doors[name] !== undefined);
    if (doors.length === 0) return undefined;
    if (names.some((name) => name !== '__typename' && this.doors[name] === undefined)) throw problem('GRAPH_DOOR', { names: [...new Set(doors)].join(', ') });
    let from = 0;
    return fields.map(([key, nodes], at): Way => {
      if (names[at] === '__typename') return { key, door: undefined };
      const field = root.getFields()[names[at] as string] as GraphQLField<unknown, unknown>;
      const opened = opening(this.source, document, field.type, nodes, variables);
      const told = selectedOf(opened.touched);
      const isFixed = opened.slots.every(({ varies }) => !varies);
      const fixed = isFixed ? digest([told.selection, opened.slots.map((slot) => slot.args({}))]) : undefined;
      const door = { field, node: nodes[0] as FieldNode, opened, ...told, fixed, from };
      from += opened.slots.length;
      return { key, door };
    });
  }
}

const slotsOf = (ways: readonly Way[]): Slot[] => ways.flatMap(({ door }) => door?.opened.slots ?? []);

const sizeOf = (door: Passing | undefined): number => door?.opened.parts.reduce((sum, { length }) => sum + length, 0) ?? 0;

/** A partner's schema has only fields that tell what they read. */
function opening(source: Source, document: DocumentNode, type: GraphQLOutputType, nodes: readonly FieldNode[], variables: Variables): Opened {
  const opened = open(source, document, type, nodes, variables);
  if (!opened) throw new Error(`a field below ${nodes[0]?.name.value} does not tell what it reads`);
  return opened;
}

function selectedOf(touched: readonly Touched[]): { selected: Selected[]; selection: string } {
  const selected = new Map<string, Selected>();
  for (const { type, field } of touched) {
    const scope = wearOf(field)?.scope;
    const coordinate = `${type.name}.${field.name}`;
    if (scope !== undefined) selected.set(coordinate, { coordinate, scope, sight: sightOf(field) });
  }
  return { selected: [...selected.values()], selection: [...selected.keys()].sort().join(' ') };
}
