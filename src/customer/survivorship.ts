import type { Day, Instant } from '../base/time.ts';

/** What the columns of a customer row say; absent is not said. */
export interface Content {
  readonly kind?: string;
  readonly name?: string;
  readonly bornOn?: string;
  readonly address?: string;
  readonly industry?: string;
  readonly occupation?: string;
  readonly size?: string;
  readonly incomeBand?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}
/** One source record of a customer with what ranks it. */
export interface Witness {
  readonly recordId: string;
  readonly source: string;
  readonly sourceKey: string;
  /** Lower wins. */
  readonly priority: number;
  readonly availableOn: Day;
  readonly recordedAt: Instant;
  readonly content: Content;
}

/**
 * Where a golden value comes from, and what decided: only (no other record says anything), priority (of its source),
 * recent (available later, then recorded later), tie (by record id), key (no record gives a name: the source's key
 * stands for it), default (no record says what it is: a person).
 */
export interface Provenance {
  readonly source: string;
  readonly recordId: string;
  readonly sourceKey: string;
  readonly rule: 'only' | 'priority' | 'recent' | 'tie' | 'key' | 'default';
  /** When that record was recorded. */
  readonly at: Instant;
}
/** Provenance as it is stored: each record once, each field by the place of its record and the rule. A third of the size. */
export interface Packed {
  readonly records: readonly [source: string, recordId: string, sourceKey: string, at: Instant][];
  readonly fields: Readonly<Record<string, readonly [record: number, rule: Provenance['rule']]>>;
}
export interface Golden {
  readonly kind: string;
  readonly name: string;
  readonly bornOn: string | null;
  readonly address: string | null;
  readonly industry: string | null;
  readonly occupation: string | null;
  readonly size: string | null;
  readonly incomeBand: string | null;
  readonly attributes: Record<string, string | number | boolean>;
  /** By field; of an attribute `attributes.<name>`. A field that no record fills has none. */
  readonly provenance: Record<string, Provenance>;
}

const optional = ['bornOn', 'address', 'industry', 'occupation', 'size', 'incomeBand'] as const;

/** The golden values of a customer: per field the best ranked record that says something. At least one witness. */
export function survive(witnesses: readonly Witness[]): Golden {
  const ranked = [...witnesses].sort(rank);
  const best = ranked[0] as Witness;
  const provenance: Record<string, Provenance> = {};
  const take = <T>(field: string, read: (content: Content) => T | null | undefined): T | null => {
    const filled = ranked.filter((witness) => !empty(read(witness.content)));
    const [first, second] = filled;
    if (!first) return null;
    provenance[field] = from(first, second ? decided(first, second) : 'only');
    return read(first.content) as T;
  };
  const fallback = (field: string, value: string, rule: 'key' | 'default'): string => {
    provenance[field] = from(best, rule);
    return value;
  };
  const kind = take('kind', (content) => content.kind) ?? fallback('kind', 'person', 'default');
  const name = take('name', (content) => content.name) ?? fallback('name', best.sourceKey, 'key');
  const words = Object.fromEntries(optional.map((field) => [field, take(field, (content) => content[field])])) as Record<
    (typeof optional)[number],
    string | null
  >;
  const attributes: Golden['attributes'] = {};
  for (const attribute of names(ranked)) {
    const value = take(`attributes.${attribute}`, (content) => content.attributes?.[attribute]);
    if (value !== null) attributes[attribute] = value;
  }
  return { kind, name, ...words, attributes, provenance };
}

const empty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const names = (witnesses: readonly Witness[]): string[] => [...new Set(witnesses.flatMap((witness) => Object.keys(witness.content.attributes ?? {})))].sort();

const from = ({ source, recordId, sourceKey, recordedAt }: Witness, rule: Provenance['rule']): Provenance => ({
  source,
  recordId,
  sourceKey,
  rule,
  at: recordedAt,
});

const later = (a: string, b: string): number => (a > b ? -1 : a < b ? 1 : 0);
const rank = (a: Witness, b: Witness): number =>
  a.priority - b.priority || later(a.availableOn, b.availableOn) || later(a.recordedAt, b.recordedAt) || later(b.recordId, a.recordId);

function decided(winner: Witness, loser: Witness): Provenance['rule'] {
  if (winner.priority !== loser.priority) return 'priority';
  return winner.availableOn !== loser.availableOn || winner.recordedAt !== loser.recordedAt ? 'recent' : 'tie';
}

export function pack(provenance: Readonly<Record<string, Provenance>>): Packed {
  const records: Packed['records'][number][] = [];
  const fields: Record<string, Packed['fields'][string]> = {};
  for (const [field, { source, recordId, sourceKey, rule, at }] of Object.entries(provenance)) {
    let place = records.findIndex((record) => record[1] === recordId);
    if (place < 0) place = records.push([source, recordId, sourceKey, at]) - 1;
    fields[field] = [place, rule];
  }
  return { records, fields };
}

export function unpack({ records, fields }: Packed): Record<string, Provenance> {
  const provenance: Record<string, Provenance> = {};
  for (const [field, [place, rule]] of Object.entries(fields)) {
    const record = records[place];
    if (record) provenance[field] = { source: record[0], recordId: record[1], sourceKey: record[2], rule, at: record[3] };
  }
  return provenance;
}
