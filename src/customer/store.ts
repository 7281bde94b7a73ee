import { limits } from '../base/limits.ts';
import type { Instant } from '../base/time.ts';
import type { Db, Tx } from '../db/client.ts';
import { copyInto } from '../db/copy.ts';
import type { Reads, RowsSql } from '../graphql/reads.ts';
import type { IdentifierKind } from './identifier.ts';
import type { Evidence } from './link/match.ts';
import { meant } from './named.ts';
import { type Content, type Packed, type Provenance, unpack, type Witness } from './survivorship.ts';

/** A golden record as its row stands. */
export interface Customer {
  customerId: string;
  kind: string;
  name: string;
  bornOn: string | null;
  address: string | null;
  industry: string | null;
  occupation: string | null;
  size: string | null;
  incomeBand: string | null;
  attributes: Record<string, string | number | boolean>;
  provenance: Record<string, Provenance>;
  recordedAt: Instant;
}

/** The golden records of these customers, by customer. */
export async function golden(sql: Db, customerIds: readonly string[]): Promise<Map<string, Customer>> {
  const rows = await sql<(Omit<Customer, 'provenance'> & { provenance: Packed })[]>`
    select customer_id as "customerId", kind, name, born_on as "bornOn", address, industry, occupation, size, income_band as "incomeBand",
      attributes, provenance, recorded_at as "recordedAt"
    from assay.customer where customer_id = any(${[...customerIds]})`;
  return new Map(rows.map((row) => [row.customerId, { ...row, provenance: unpack(row.provenance) }]));
}

const recordsCustomer = (record: string): string => `(select d.customer_id from assay.record_directory d where d.record_id = ${record})`;

/** The rows of customers by an expression of their ids, to be read from or joined. */
export const customerRows = (row: string, id: string, by: 'where' | 'on'): string => `assay.customer ${row} ${by} ${row}.customer_id = ${id}`;
const customerRow = (row: string, id: string): RowsSql => ({ from: `from ${customerRows(row, id, 'where')}` });

/** What `find`, `counterpart` and `linked` read. */
export const reads: Reads = {
  Query: {
    customer: {
      bind: meant,
      shape: ({ id }) => (id ? 'id' : 'key'),
      one: (_, row, param, { id }) => customerRow(row, id ? param('customerId', 'uuid') : recordsCustomer(param('recordId', 'uuid'))),
    },
  },
  Relation: { other: { one: (owner, row) => customerRow(row, recordsCustomer(`${owner}.other`)) } },
  Customer: {
    sourceRecords: {
      many: (owner, row) => ({
        from: `from (
          select s.source, s.source_key as key, s.recorded_at, l.linked_at as linked_since, l.rule
          from assay.source_record s left join lateral (
            select linked_at, rule from assay.link
            where customer_id = s.customer_id and record_id = s.record_id and until is null order by linked_at desc limit 1
          ) as l on true
          where s.customer_id = ${owner}.customer_id
        ) as ${row}`,
        order: `${row}.source, ${row}.key`,
      }),
    },
  },
  SourceRecord: {},
};

/** What `origins` takes of the row of a customer; `attributes` is the text of another payload. */
export const provenanceSql = (row: string, attributes: string): string => `json_build_array(${row}.provenance, (${attributes})::text)`;

/** What `identifiers` reads of some kinds, of the row of a customer, as a JSON list, their values only where they are asked for; null for none. */
export const sealedSql = (row: string, kinds: readonly IdentifierKind[], values: boolean): string => `(
  select json_agg(json_build_array(i.kind, ${values ? `encode(i.sealed, 'hex')` : 'null'}, i.verified) order by i.kind, i.hash)
  from (
    select distinct on (kind, hash) kind, hash, ${values ? 'sealed, ' : ''}verified from assay.identifier
    where customer_id = ${row}.customer_id and kind in (${kinds.map((kind) => `'${kind}'`).join(', ')}) order by kind, hash, verified desc, record_id
  ) as i)`;

/** The identifiers of such a list. */
export const sealedOf = (payload: string): Sealed[] =>
  payload === ''
    ? []
    : (JSON.parse(payload) as [IdentifierKind, string | null, boolean][]).map(([kind, sealed, verified]) => ({
        kind,
        sealed: sealed === null ? null : Buffer.from(sealed, 'hex'),
        verified,
      }));

/** The customers of these records, by record. */
export async function recordDirectory(sql: Db, recordIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ recordId: string; customerId: string }[]>`
    select record_id as "recordId", customer_id as "customerId" from assay.record_directory where record_id = any(${[...recordIds]})`;
  return new Map(rows.map((row) => [row.recordId, row.customerId]));
}

/** Customers that carry one of these identifiers, verified ones first; no more than a search shows. */
export async function customersByIdentifier(
  sql: Db,
  marks: readonly { kind: IdentifierKind; hash: Uint8Array }[],
): Promise<{ customerId: string; kind: IdentifierKind; verified: boolean }[]> {
  return await sql<{ customerId: string; kind: IdentifierKind; verified: boolean }[]>`
    select d.customer_id as "customerId", d.kind, d.verified
    from unnest(${marks.map((mark) => mark.kind)}::text[], ${marks.map((mark) => hex(mark.hash))}::text[]) as mark (kind, hash)
    join assay.identifier_directory d on d.kind = mark.kind and d.hash = decode(mark.hash, 'hex')
    order by d.verified desc, d.customer_id limit ${limits.searchResults}`;
}

/** Identifiers whose last four characters are these, sealed; of too many those of the first customers by id. */
export async function customersByLastFour(
  sql: Db,
  marks: readonly { kind: IdentifierKind; hash: Uint8Array }[],
): Promise<{ customerId: string; kind: IdentifierKind; sealed: Buffer }[]> {
  return await sql<{ customerId: string; kind: IdentifierKind; sealed: Buffer }[]>`
    select i.customer_id as "customerId", i.kind, i.sealed
    from unnest(${marks.map((mark) => mark.kind)}::text[], ${marks.map((mark) => hex(mark.hash))}::text[]) as mark (kind, hash)
    join assay.identifier i on i.kind = mark.kind and i.last_four_hash = decode(mark.hash, 'hex')
    order by i.customer_id, i.kind, i.record_id, i.hash limit ${limits.searchCandidates}`;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export interface SourceRecord {
  customerId: string;
  recordId: string;
  source: string;
  sourceKey: string;
  /** As the source said it; `identifiers` are ciphertext in base64. */
  content: Content & { identifiers?: Record<string, string> };
  availableOn: string;
  availableAssumed: boolean;
  recordedAt: Instant;
}

/** The current source records of these customers, by customer. */
export async function sourceRecords(sql: Db, customerIds: readonly string[]): Promise<Map<string, SourceRecord[]>> {
  return Map.groupBy(
    await sql<SourceRecord[]>`
      select customer_id as "customerId", record_id as "recordId", source, source_key as "sourceKey", content,
        available_on as "availableOn", available_assumed as "availableAssumed", recorded_at as "recordedAt"
      from assay.source_record where customer_id = any(${[...customerIds]}) order by customer_id, source, source_key`,
    (row) => row.customerId,
  );
}

export interface Link {
  customerId: string;
  recordId: string;
  linkedAt: Instant;
  until: Instant | null;
  rule: 'own' | 'identifier';
  /** `disagrees`: records of the same customer that a later change of this one contradicts. */
  evidence: Evidence & { disagrees?: { kind: string; recordId: string; at: Instant }[] };
}

/** Why their records belong to these customers, by customer. */
export async function links(sql: Db, customerIds: readonly string[]): Promise<Map<string, Link[]>> {
  return Map.groupBy(
    await sql<Link[]>`
      select customer_id as "customerId", record_id as "recordId", linked_at as "linkedAt", until, rule, evidence
      from assay.link where customer_id = any(${[...customerIds]}) order by customer_id, linked_at, record_id`,
    (row) => row.customerId,
  );
}

/** An identifier whose value was read or not. */
export type Sealed = Pick<Identifier, 'kind' | 'verified'> & { readonly sealed: Identifier['sealed'] | null };

export interface Identifier {
  customerId: string;
  recordId: string;
  kind: IdentifierKind;
  /** For `sealer.open`. */
  sealed: Buffer;
  verified: boolean;
}

/** The identifiers of these customers, by customer; one that several records carry stands once, verified if it is anywhere. */
export async function identifiers(sql: Db, customerIds: readonly string[]): Promise<Map<string, Identifier[]>> {
  return Map.groupBy(
    await sql<Identifier[]>`
      select distinct on (customer_id, kind, hash) customer_id as "customerId", record_id as "recordId", kind, sealed, verified
      from assay.identifier where customer_id = any(${[...customerIds]}) order by customer_id, kind, hash, verified desc, record_id`,
    (row) => row.customerId,
  );
}

/** Sets the priority of a source (none given: what it has, at first 100) and puts the customers whose ranking it changes into `affected`. */
export async function rankSource(tx: Tx, source: string, priority: number | undefined): Promise<void> {
  const [before] = await tx<{ priority: number }[]>`select priority from assay.source where source = ${source}`;
  const after = priority ?? before?.priority ?? 100;
  if (after === before?.priority) return;
  await tx`insert into assay.source (source, priority) values (${source}, ${after}) on conflict (source) do update set priority = excluded.priority`;
  if (!before) return;
  await tx`
    insert into affected
    select r.customer_id from assay.source_record r group by r.customer_id having bool_or(r.source = ${source}) and bool_or(r.source <> ${source})
    on conflict do nothing`;
}

export interface WitnessRow extends Witness {
  readonly customerId: string;
}

/**
 * The source records of the next `most` affected customers, in the order of the customers. The fence (offset 0) makes the
 * planner look each customer up: a table that this transaction has just filled has no statistics that would tell it to.
 */
export async function readWitnesses(tx: Tx, after: string, most: number): Promise<WitnessRow[]> {
  return await tx<WitnessRow[]>`
    select r.customer_id as "customerId", r.record_id as "recordId", r.source, r.source_key as "sourceKey", s.priority,
      r.available_on as "availableOn", r.recorded_at as "recordedAt", r.content - 'identifiers' as content
    from (select customer_id from affected where customer_id > ${after} order by customer_id limit ${most}) a
    cross join lateral (select * from assay.source_record where customer_id = a.customer_id offset 0) r
    join assay.source s on s.source = r.source
    order by r.customer_id`;
}

/** The order of the lines for `copyDerived`. */
const derivedColumns = [
  'customer_id',
  'kind',
  'name',
  'name_key',
  'born_on',
  'address',
  'address_key',
  'industry',
  'occupation',
  'size',
  'income_band',
  'attributes',
  'provenance',
  'recorded_at',
];

export async function openDerived(tx: Tx): Promise<void> {
  await tx`create temp table derived (like assay.customer) on commit drop`;
  await tx`create temp table superseded_name on commit drop as select customer_id, name_key from derived`;
  await tx`analyze affected`;
}

export const copyDerived = async (tx: Tx, lines: Iterable<string>): Promise<void> => copyInto(tx, 'derived', derivedColumns, lines);

/**
 * Makes what was derived (in the order of the customers) current; a golden record that is as it was stays, another one goes
 * to the history and its name to superseded_name.
 */
export async function writeDerived(tx: Tx, recordedAt: Instant): Promise<void> {
  await tx`analyze derived (customer_id)`;
  await tx`
    delete from derived d using assay.customer c where c.customer_id = d.customer_id
      and (c.kind, c.name, c.born_on, c.address, c.industry, c.occupation, c.size, c.income_band, c.attributes, c.provenance)
        is not distinct from (d.kind, d.name, d.born_on, d.address, d.industry, d.occupation, d.size, d.income_band, d.attributes, d.provenance)`;
  await tx`
    with gone as (delete from assay.customer c using derived d where c.customer_id = d.customer_id returning c.*),
      kept as (insert into assay.customer_history (${tx(derivedColumns)}, superseded_at) select ${tx(derivedColumns)}, ${recordedAt} from gone)
    insert into superseded_name select customer_id, name_key from gone`;
  await tx`insert into assay.customer (${tx(derivedColumns)}) select ${tx(derivedColumns)} from derived`;
}
