import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import type { Grants } from '../../src/access/role.ts';
import { type Drawn, drawOperation, type Start } from '../graphql/draw.ts';
import { Tape } from '../graphql/tape.ts';
import type { Known } from '../graphql/value.ts';
import { type Caller, check, type Ground, type Told } from './check.ts';
import { introspection, strayNames, wordsOf } from './names.ts';

/** A caller with the way it asks by. */
export interface Asker extends Omit<Caller, 'words'> {
  readonly known: Known;
  readonly starts?: readonly Start[];
  ask(drawn: Drawn): Promise<Told>;
}

export interface Leak {
  readonly caller: string;
  readonly grants: Grants;
  readonly at: number;
  readonly found: readonly string[];
  readonly drawn: Drawn;
}

export interface Outcome {
  readonly seed: number;
  readonly operations: number;
  /** Of those what was answered with data. */
  readonly answered: number;
  /** Operations that failed inside: no leak, and yet a fault. */
  readonly incidents: readonly Leak[];
  readonly leaks: readonly Leak[];
}

export interface Asked extends Ground {
  readonly askers: readonly Asker[];
  readonly operations: number;
  readonly seed: number;
  /** Operations at once. */
  readonly together?: number;
  /** Leaks after which it ends. */
  readonly most?: number;
  /** Simpler operations that are tried for each. */
  readonly shrinks?: number;
  readonly onProgress?: (done: number) => void;
}

const tapeLength = 160;

interface Seen extends Asker {
  readonly words: ReadonlySet<string>;
  readonly projected: GraphQLSchema;
}

/** Draws operations and holds every answer against what its caller may be told. The same seed draws the same. */
export async function fuzz({ askers, operations, seed, together = 8, most = 3, shrinks = 300, onProgress, ...ground }: Asked): Promise<Outcome> {
  const leaks: Leak[] = [];
  const incidents: Leak[] = [];
  const seen: Seen[] = [];
  for (const asker of askers) seen.push(await look(ground.full, asker, leaks));
  let [next, answered] = [0, 0];
  const one = async (): Promise<void> => {
    while (next < operations && leaks.length < most) {
      const at = next;
      next += 1;
      const tape = drawnTape(seed, at);
      const result = await trial(ground, seen, tape);
      if (result.isAnswered) answered += 1;
      if (result.found.length > 0) leaks.push(await shrunk(ground, seen, tape, { at, shrinks }));
      else if (result.isIncident && incidents.length < most) incidents.push(leakOf(result, at));
      if (onProgress && at % 1000 === 0) onProgress(at);
    }
  };
  await Promise.all(Array.from({ length: together }, one));
  return { seed, operations: next, answered, leaks, incidents };
}

/** What introspection shows an asker; what it shows too much is a leak like any other. */
async function look(full: GraphQLSchema, asker: Asker, leaks: Leak[]): Promise<Seen> {
  const drawn = { query: introspection, variables: {} };
  const { body } = await asker.ask(drawn);
  const told = (JSON.parse(body) as { data: IntrospectionQuery }).data;
  const found = strayNames(full, asker.grants, told).map((name) => `introspection tells ${name}`);
  if (found.length > 0) leaks.push({ caller: asker.name, grants: asker.grants, at: -1, found, drawn });
  return { ...asker, words: wordsOf(told), projected: buildClientSchema(told) };
}

interface Trial {
  readonly asker: Seen;
  readonly drawn: Drawn;
  readonly found: readonly string[];
  readonly isAnswered: boolean;
  readonly isIncident: boolean;
}

async function trial(ground: Ground, seen: readonly Seen[], numbers: readonly number[]): Promise<Trial> {
  const tape = new Tape(numbers);
  const asker = tape.pick(seen);
  const drawn = draw(tape, ground.full, asker);
  const told = await asker.ask(drawn);
  return {
    asker,
    drawn,
    found: check(ground, asker, drawn, told),
    isAnswered: told.body.startsWith('{"data":{'),
    isIncident: told.body.includes('"code":"INTERNAL"'),
  };
}

/** A tenth of what is drawn keeps to what the asker sees, a tenth strays from it here and there, the rest asks for anything at all. */
function draw(tape: Tape, full: GraphQLSchema, { projected, known, starts }: Seen): Drawn {
  const way = tape.below(100);
  const more = { size: 6, ...(starts ? { starts } : {}) };
  if (way < 10) return drawOperation(tape, projected, known, more);
  if (way < 20) return drawOperation(tape, projected, known, { ...more, strays: { schema: full, percent: 5 } });
  // Of what is refused one field tells as much as ten.
  return drawOperation(tape, full, known, { ...more, size: 3 });
}

/** The simplest operation of a failing tape that is still told too much. */
async function shrunk(ground: Ground, seen: readonly Seen[], numbers: readonly number[], { at, shrinks }: { at: number; shrinks: number }): Promise<Leak> {
  let best = await trial(ground, seen, numbers);
  let kept = numbers;
  for (let [size, tries] = [numbers.length >> 1, 0]; size > 0 && tries < shrinks; size >>= 1)
    for (let from = 0; from < kept.length && tries < shrinks; from += size) {
      tries += 1;
      const isCut = from + size >= kept.length;
      const shorter = isCut ? kept.slice(0, from) : kept.map((number, place) => (place >= from && place < from + size ? 0 : number));
      const result = await trial(ground, seen, shorter);
      if (result.found.length === 0) continue;
      best = result;
      kept = shorter;
    }
  return leakOf(best, at);
}

const leakOf = ({ asker, found, drawn }: Trial, at: number): Leak => ({ caller: asker.name, grants: asker.grants, at, found, drawn });

/** Numbers of 16 bits, the same for the same seed and place (mulberry32). */
export function drawnTape(seed: number, at: number): number[] {
  let state = (seed ^ Math.imul(at + 1, 0x9e3779b1)) >>> 0;
  return Array.from({ length: tapeLength }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xffff;
  });
}
