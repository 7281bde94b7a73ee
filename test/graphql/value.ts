import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Tape } from './tape.ts';

/** What arguments may be about: of each name values that are there, beside those that are not. */
export interface Known {
  /** Opaque ids by the field that takes them (`customer`), or that lists them (`accounts`). */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** By the argument's name. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly days: readonly string[];
  /** What is to be asked for seldom, by type and field. */
  rare(type: string, field: string): boolean;
}

/** Where a value goes. */
export interface Place {
  readonly type: GraphQLInputType;
  readonly name: string;
  readonly field: string;
}

/** A value as variables carry it, and as a document writes it. */
export interface Value {
  readonly json: unknown;
  readonly text: string;
}

const plain = (json: unknown): Value => ({ json, text: JSON.stringify(json) });
const pages = [2, 1, 3, 5, 2, 3, 4, 1, 12, 20, 100, 0, -1, 101];
const numbers = [1, 3, 24, 30, 2, 12, 60, 84, 0, -1, 85, 1000];

/** A value of a type, now and then one that is refused. `inner` draws what stands inside it. */
export function drawValue(tape: Tape, known: Known, place: Place, inner: (place: Place) => Value | undefined): Value {
  const { type, name } = place;
  if (isNonNullType(type)) return drawValue(tape, known, { ...place, type: type.ofType }, inner);
  if (isListType(type)) {
    const item = { ...place, type: type.ofType };
    if (tape.chance(20)) return drawValue(tape, known, item, inner);
    const all = Array.from({ length: tape.below(4) }, () => drawValue(tape, known, item, inner));
    return { json: all.map(({ json }) => json), text: `[${all.map(({ text }) => text).join(', ')}]` };
  }
  if (isInputObjectType(type)) {
    const given = Object.values(type.getFields()).flatMap((field) => {
      const value = isNonNullType(field.type) || tape.chance(35) ? inner({ ...place, type: field.type, name: field.name }) : undefined;
      return value ? [[field.name, value] as const] : [];
    });
    return {
      json: Object.fromEntries(given.map(([key, { json }]) => [key, json])),
      text: `{ ${given.map(([key, { text }]) => `${key}: ${text}`).join(', ')} }`,
    };
  }
  if (isEnumType(type)) {
    const chosen = tape.pick(type.getValues()).name;
    return { json: chosen, text: chosen };
  }
  return plain(scalarOf(tape, known, type.name, name, place.field));
}

function scalarOf(tape: Tape, known: Known, type: string, name: string, field: string): unknown {
  const day = (): string => tape.pick(known.days);
  const some: Record<string, () => unknown> = {
    Int: () => tape.pick(name === 'first' || name === 'last' ? pages : numbers),
    Float: () => tape.pick([500, 0, -10.5, 1e-7, 640, 1e21]),
    BigInt: () => tape.pick([0, 1, 5_000, -1, Number.MAX_SAFE_INTEGER]),
    Boolean: () => tape.pick([true, false]),
    Date: day,
    Month: () => day().slice(0, 7),
    DateTime: () => `${day()}T00:00:00Z`,
    ID: () => tape.pick(tape.chance(12) ? ['', 'cus_', 'no id', 'cus_zzzzzzzzzzzzzzzzzzzzzzzzzz'] : (known.ids[field] ?? [''])),
    String: () => tape.pick(tape.chance(8) ? ['', 'nothing', '%', '\u0001', "'"] : (known.texts[name] ?? [''])),
    Decimal: () => '1.50',
  };
  const make = some[type];
  if (!make) throw new Error(`no value is drawn for ${type}`);
  return make();
}
