import { contentHash } from '../../base/digest.ts';
import type { Fact } from '../../base/fact.ts';
import { templated } from '../entry.ts';
import type { Described, Row } from '../mapping.ts';
import { type Fault, fault } from '../reject.ts';
import { attributeStep, text } from './cell.ts';
import { compileCondition } from './condition.ts';
import {
  availability,
  type Converter,
  cellsOf,
  escaped,
  type Here,
  keyOf,
  layoutOf,
  meets,
  nested,
  type Refuse,
  rawOf,
  refusing,
  type Setting,
  type Sink,
  type Span,
  stand,
} from './convert.ts';
import { columnsRead, compileText, compileValue, type Read } from './value.ts';

/** What sealing an identifier gives; nothing for a text that is no identifier of its kind (a placeholder, a wrong form). */
export type Seal = (kind: string, raw: string) => { hash: Buffer; lastFourHash: Buffer; sealed: Buffer } | undefined;

/** Customers give two kinds of rows: the record and its identifiers. */
export interface PartySink extends Sink {
  identifier(line: string): void;
  /** An identifier that is none: the record is kept without it. */
  ignored(): void;
}

export const partyColumns = ['row', 'line', 'record_id', 'source_key', 'content', 'content_hash', 'available_on', 'available_assumed'];
export const identifierColumns = ['row', 'record_id', 'kind', 'hash', 'last_four_hash', 'sealed', 'verified'];

interface Part {
  readonly name: string;
  readonly spec: Described;
  readonly read: Read;
  /** A column that must be given, a bare JSON text (attributes) or a word still to be quoted. */
  readonly required?: boolean;
}

const bytea = (value: Buffer): string => `\\\\x${value.toString('hex')}`;

/**
 * Source records of customers. Their content is canonical JSON of what the row has; its hash stands on keyed hashes of
 * the identifiers, because the same number never gives the same ciphertext twice.
 */
export function compileParty(entry: Row, fact: Fact, setting: Setting, span: Span, seal: Seal): Converter {
  const layout = layoutOf(entry, setting);
  const tests = entry.when.map((condition) => compileCondition(condition, layout));
  const keySpec = templated(entry.key ?? '');
  const [key, keyText] = [keyOf(keySpec, setting.source, fact.name, layout), compileText(keySpec, layout)];
  const columns = cellsOf(entry, fact, setting, layout).sort((a, b) => (a.name < b.name ? -1 : 1));
  const attributes: Part[] = nested(entry, 'attributes').map(([name, spec]) => ({
    name,
    spec,
    read: compileValue(spec, attributeStep(spec.type ?? 'word'), layout),
  }));
  const numbers: Part[] = nested(entry, 'identifiers').map(([name, spec]) => ({ name, spec, read: compileValue(spec, text, layout) }));
  const available = availability(entry, fact, layout, []);

  const here: Here = { values: [], line: 0, at: 0, sink: undefined, failed: false };
  const refuse = refusing(here, layout, setting);

  function one(values: readonly string[], line: number, sink: PartySink): void {
    const recordId = key(values, 0);
    if (typeof recordId !== 'string') refuse(keySpec, recordId);
    const own = parts(columns, values, refuse, true);
    const free = parts(attributes, values, refuse, false);
    const on = available(values, 0, refuse);
    const sealed = identifiersOf(numbers, values, refuse, sink, seal);
    if (typeof recordId !== 'string') return;
    if (here.failed) {
      sink.held?.(recordId);
      return;
    }
    const content = (identifiers: string[]): string => object([...own, ...inner('attributes', free), ...inner('identifiers', identifiers)].sort());
    const row = line * span.width + span.offset;
    const hash = contentHash(
      `${content(sealed.map(({ kind, hash, verified }) => `${JSON.stringify(kind)}:"${hash.toString('hex')}${verified ? '' : '?'}"`))}\t${on}`,
    );
    const stored = content(sealed.map(({ kind, sealed: bytes }) => `${JSON.stringify(kind)}:"${bytes.toString('base64')}"`));
    const dated = on === '' ? `${setting.today}\tt` : on;
    sink.row(row, String(line), `${recordId}\t${escaped(keyText(values, 0))}\t${escaped(stored)}\t${hash}\t${dated}`);
    for (const { kind, hash: exact, lastFourHash, sealed: bytes, verified } of sealed) {
      sink.identifier(`${row}\t${recordId}\t${kind}\t${bytea(exact)}\t${bytea(lastFourHash)}\t${bytea(bytes)}\t${verified ? 't' : 'f'}\n`);
    }
  }

  return {
    convert: (values, line, sink) => {
      stand(here, values, line, sink);
      if (meets(tests, values, 0)) one(values, line, sink as PartySink);
    },
    where: (_, values) => ({ column: columnsRead(keySpec, undefined, 0).join(', '), cell: rawOf(keySpec, values, 0, layout, setting) }),
  };
}

const object = (members: readonly string[]): string => `{${members.join(',')}}`;
const inner = (name: string, members: readonly string[]): string[] => (members.length === 0 ? [] : [`"${name}":${object(members)}`]);

function parts(cells: readonly Part[], values: readonly string[], refuse: Refuse, quoted: boolean): string[] {
  const out: string[] = [];
  for (const { name, spec, read, required } of cells) {
    const value = read(values, 0);
    if (typeof value === 'string') out.push(`${JSON.stringify(name)}:${quoted ? JSON.stringify(value) : value}`);
    else if (value !== null) refuse(spec, value);
    else if (required) refuse(spec, fault('INTAKE_CELL_REQUIRED', { target: name }));
  }
  return out;
}

type Numbered = NonNullable<ReturnType<Seal>> & { kind: string; verified: boolean };

function identifiersOf(
  numbers: readonly Part[],
  values: readonly string[],
  refuse: (spec: Described, why: Fault) => void,
  sink: PartySink,
  seal: Seal,
): Numbered[] {
  return numbers.flatMap(({ name: kind, spec, read }) => {
    const raw = read(values, 0);
    if (raw === null) return [];
    if (typeof raw !== 'string') {
      refuse(spec, raw);
      return [];
    }
    const found = seal(kind, raw);
    if (!found) sink.ignored();
    return found ? [{ ...found, kind, verified: spec.verified === true }] : [];
  });
}
