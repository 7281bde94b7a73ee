import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  GraphQLObjectType,
  getNamedType,
  isEnumType,
  isObjectType,
  isRequiredArgument,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { snake } from '../base/fact.ts';
import { overRows } from '../db/columns.ts';
import { open, type Source } from './compile.ts';

/** How a field is asked: its text with arguments, before its selection. */
type Asked = string;

/** A way down to a type: what is asked on it, from the type it starts at. */
interface Way {
  readonly type: GraphQLObjectType;
  readonly asked: readonly Asked[];
}

/**
 * What the fields below a type of a projection read: queries over the type's own table, which together read all that any
 * selection can. Every field is asked alone, by the shortest way and with every choice that its arguments leave; and all of
 * them at once, by every way: the same field may be read of another table.
 */
export function columnsBelow(source: Source, name: string): string[] {
  const start = source.schema.getType(name);
  if (!isObjectType(start)) return [];
  const together = queries(source, start, `{ ${whole(start, new Set([name]))} }`);
  return [...new Set([...fieldsBelow(source, name).flatMap(({ alone }) => alone), ...together])];
}

/** Everything below a type, but no type below itself: with all arguments where they may be given. */
function whole(type: GraphQLObjectType, above: ReadonlySet<string>): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const [least = field.name, most = least] = askings(field);
    const next = getNamedType(field.type);
    if (!isObjectType(next)) return [most];
    return above.has(next.name) ? [] : [`${most} { ${whole(next, new Set([...above, next.name]))} }`];
  });
  return fields.join(' ') || '__typename';
}

/** A field, and queries that read what it needs: asked alone, and its object asked without it. */
export interface FieldBelow {
  readonly coordinate: string;
  readonly alone: readonly string[];
  readonly around: readonly string[];
}

export function fieldsBelow(source: Source, name: string): FieldBelow[] {
  const start = source.schema.getType(name);
  if (!isObjectType(start)) return [];
  return ways(start).flatMap(({ type, asked }) => {
    const around = queries(source, start, chained(asked, type));
    return Object.values(type.getFields()).map((field) => ({
      coordinate: `${type.name}.${field.name}`,
      alone: askings(field).flatMap((way) => queries(source, start, chained([...asked, way], getNamedType(field.type)))),
      around,
    }));
  });
}

const row = 'subject';

/** Every object type below one, by the shortest way. */
function ways(start: GraphQLObjectType): Way[] {
  const found = new Map<string, Way>([[start.name, { type: start, asked: [] }]]);
  for (const { type, asked } of found.values())
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      const [first = field.name] = askings(field);
      if (isObjectType(next) && !found.has(next.name)) found.set(next.name, { type: next, asked: [...asked, first] });
    }
  return [...found.values()];
}

/** A field with the arguments it must have, with every one it may have, and with each value of one that chooses. */
function askings(field: GraphQLField<unknown, unknown>): Asked[] {
  const required = field.args.filter(isRequiredArgument);
  const choices = field.args.flatMap((argument) => choicesOf(argument).map((value) => new Map([[argument.name, value]])));
  const sets = [required, field.args].map((args) => new Map(args.map((argument) => [argument.name, choicesOf(argument)[0] as string])));
  const all = [...sets, ...choices.map((choice) => new Map([...(sets[0] as Map<string, string>), ...choice]))];
  return [...new Set(all.map((given) => `${field.name}${given.size === 0 ? '' : `(${[...given].map(([name, value]) => `${name}: ${value}`).join(', ')})`}`))];
}

/** Values of an argument that can make a difference to what is read: its words, or that it is there at all. */
function choicesOf({ type }: GraphQLArgument): string[] {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues().map(({ name }) => name);
  return [literals[named.name] ?? '"x"'];
}
const literals: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1',
  Boolean: 'true',
  Date: '"2000-01-01"',
  Month: '"2000-01"',
  DateTime: '"2000-01-01T00:00:00.000Z"',
};

const chained = (chain: readonly Asked[], end: GraphQLNamedType): string =>
  `${chain.map((each) => `{ ${each}`).join(' ')}${isObjectType(end) ? ' { __typename }' : ''}${' }'.repeat(chain.length)}`.trim();

/** Queries that read what a selection of the type it starts at does. A partner's schema has only fields that tell what they read. */
function queries(source: Source, start: GraphQLObjectType, selection: string): string[] {
  const document = parse(`{ it ${selection} }`);
  const { selectionSet } = document.definitions[0] as OperationDefinitionNode;
  const holder = new GraphQLObjectType({ name: 'Below', fields: { it: { type: start } } });
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'below' }, selectionSet };
  const reads = { ...source.reads, Below: { it: { part: row } } };
  const opened = open({ ...source, reads }, document, holder, [node], {});
  if (!opened) throw new Error(`a field of ${selection} does not tell what it reads`);
  return opened.parts.map((part) => overRows(part, snake(start.name).slice(1), row));
}
