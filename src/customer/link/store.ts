import { encodeId } from '../../base/id.ts';
import type { Instant } from '../../base/time.ts';
import type { Tx } from '../../db/client.ts';
import { uniqueKinds } from '../identifier.ts';
import type { Arrival, Candidate, Contradiction, Contradictions, Decision, Mark } from './match.ts';

/*
 * Statements that run per batch fence their look-ups (offset 0), as the tables were filled just now and have no statistics.
 * Reads intake's temporary tables staged_customer and staged_identifier, and keeps its own beside them to the commit:
 * arriving (every staged record and its state), touched_identifier, contested, decided, affected (customers to derive).
 */
export async function openArrivals(tx: Tx): Promise<{ inserted: number; superseded: number; unchanged: number }> {
  await tx`create temp table arriving (record_id uuid primary key, customer_id uuid, state text not null) on commit drop`;
  await tx`create temp table decided (record_id uuid primary key, customer_id uuid not null, rule text not null, evidence jsonb not null) on commit drop`;
  await tx`create temp table affected (customer_id uuid primary key) on commit drop`;
  await tx`create temp table contested (record_id uuid primary key) on commit drop`;
  await tx`analyze staged_customer (record_id), staged_identifier (record_id, kind, hash, verified)`;
  await tx`
    insert into arriving
    select s.record_id, d.customer_id,
      case when d.record_id is null then 'new'
        when r.content_hash = s.content_hash and (s.available_assumed or s.available_on = r.available_on) then 'same'
        else 'changed' end
    from staged_customer s
    left join assay.record_directory d on d.record_id = s.record_id
    left join assay.source_record r on r.customer_id = d.customer_id and r.record_id = d.record_id
    order by s.record_id`;
  await tx`analyze arriving`;
  const [counts] = await tx<{ inserted: number; superseded: number; unchanged: number }[]>`
    select count(*) filter (where state = 'new') as inserted, count(*) filter (where state = 'changed') as superseded,
      count(*) filter (where state = 'same') as unchanged from arriving`;
  return counts ?? { inserted: 0, superseded: 0, unchanged: 0 };
}

/** Changed records keep their customer: the old text moves to the history, identifiers and directory follow the new one. */
export async function supersedeChanged(tx: Tx, recordedAt: Instant): Promise<void> {
  await tx`
    insert into assay.source_record_history (customer_id, record_id, source, source_key, content, content_hash, available_on, available_assumed, recorded_at, superseded_at)
    select r.customer_id, r.record_id, r.source, r.source_key, r.content, r.content_hash, r.available_on, r.available_assumed, r.recorded_at, ${recordedAt}
    from assay.source_record r join arriving a using (customer_id, record_id) where a.state = 'changed'`;
  await tx`
    update assay.source_record r set content = s.content, content_hash = s.content_hash, available_on = s.available_on,
      available_assumed = s.available_assumed, recorded_at = ${recordedAt}
    from arriving a join staged_customer s using (record_id)
    where a.state = 'changed' and r.customer_id = a.customer_id and r.record_id = a.record_id`;
  await tx`insert into affected select distinct customer_id from arriving where state = 'changed' order by customer_id on conflict do nothing`;
  await replaceIdentifiers(tx, recordedAt);
  await keepDisagreements(tx, recordedAt);
}

/** An identifier that is told again as it was keeps its row. */
async function replaceIdentifiers(tx: Tx, recordedAt: Instant): Promise<void> {
  await tx`create temp table touched_identifier (kind text, hash bytea, customer_id uuid) on commit drop`;
  await tx`
    with gone as (
      delete from assay.identifier i using arriving a where a.state = 'changed' and i.customer_id = a.customer_id and i.record_id = a.record_id
        and not exists (select from staged_identifier s where s.record_id = i.record_id and s.kind = i.kind and s.hash = i.hash and s.verified = i.verified)
      returning i.kind, i.hash, i.customer_id)
    insert into touched_identifier select kind, hash, customer_id from gone`;
  await tx`
    with come as (
      insert into assay.identifier (customer_id, record_id, kind, hash, last_four_hash, sealed, verified, recorded_at)
      select a.customer_id, i.record_id, i.kind, i.hash, i.last_four_hash, i.sealed, i.verified, ${recordedAt}
      from arriving a join staged_identifier i using (record_id)
      where a.state = 'changed' and not exists (
        select from assay.identifier same where same.customer_id = a.customer_id and same.record_id = i.record_id and same.kind = i.kind and same.hash = i.hash)
      returning kind, hash, customer_id)
    insert into touched_identifier select kind, hash, customer_id from come`;
  await tx`delete from assay.identifier_directory d using touched_identifier t where d.kind = t.kind and d.hash = t.hash and d.customer_id = t.customer_id`;
  await tx`
    insert into assay.identifier_directory (kind, hash, customer_id, verified)
    select i.kind, i.hash, i.customer_id, bool_or(i.verified)
    from (select distinct kind, hash, customer_id from touched_identifier) t join assay.identifier i using (kind, hash, customer_id)
    group by i.kind, i.hash, i.customer_id`;
}

/** A changed record that now has another verified number than a fellow record stays linked; its link says so, once per record and kind. */
async function keepDisagreements(tx: Tx, recordedAt: Instant): Promise<void> {
  await tx`
    with verified as (
      select i.customer_id, i.record_id, i.kind, i.hash from assay.identifier i
      where i.verified and i.kind = any(${[...uniqueKinds]}) and i.customer_id in (select customer_id from affected)
    ), against as (
      select distinct mine.customer_id, mine.record_id, mine.kind, other.record_id as other_id
      from arriving a join verified mine using (customer_id, record_id)
      join verified other on other.customer_id = mine.customer_id and other.kind = mine.kind and other.record_id <> mine.record_id
      where a.state = 'changed' and not exists (
        select from verified same where same.customer_id = mine.customer_id and same.kind = mine.kind and same.hash = mine.hash and same.record_id <> mine.record_id)
    ), found as (
      select l.customer_id, l.record_id, l.linked_at, jsonb_agg(jsonb_build_object('kind', x.kind, 'recordId', x.other_id, 'at', ${recordedAt}::text) order by x.kind, x.other_id) as more
      from against x join assay.link l using (customer_id, record_id)
      where l.until is null and not coalesce(l.evidence -> 'disagrees', '[]') @> jsonb_build_array(jsonb_build_object('kind', x.kind, 'recordId', x.other_id))
      group by l.customer_id, l.record_id, l.linked_at
    )
    update assay.link l set evidence = l.evidence || jsonb_build_object('disagrees', coalesce(l.evidence -> 'disagrees', '[]') || f.more)
    from found f where l.customer_id = f.customer_id and l.record_id = f.record_id and l.linked_at = f.linked_at`;
}

/** New records that share a verified number with the directory or with each other; the others found their customers. */
export async function decideAlone(tx: Tx): Promise<number> {
  await tx`
    with speaking as (
      select i.record_id, i.kind, i.hash from arriving a join staged_identifier i using (record_id)
      where a.state = 'new' and i.verified and i.kind = any(${[...uniqueKinds]}))
    insert into contested
    select s.record_id from speaking s where exists (select from assay.identifier_directory d where d.kind = s.kind and d.hash = s.hash and d.verified)
    union
    select shared.record_id from (select record_id, count(*) over (partition by kind, hash) as carriers from speaking) shared where shared.carriers > 1
    order by record_id`;
  await tx`
    insert into decided
    select a.record_id, a.record_id, 'own', '{"outcome": "alone"}' from arriving a left join contested c using (record_id)
    where a.state = 'new' and c.record_id is null order by a.record_id`;
  const [{ contested } = { contested: 0 }] = await tx<{ contested: number }[]>`select count(*) as contested from contested`;
  if (contested > 0) {
    await tx`create index on staged_customer (record_id)`;
    await tx`create index on staged_identifier (record_id)`;
    await tx`analyze contested`;
  }
  return contested;
}

interface NumberRow {
  id: string;
  kind: string;
  hash: string;
  records: number;
}

/** The next contested records by id, each with its verified numbers. */
export async function readArrivals(tx: Tx, after: string, most: number): Promise<Arrival[]> {
  const rows = await tx<NumberRow[]>`
    select i.record_id as id, i.kind, encode(i.hash, 'hex') as hash, 1 as records
    from (select record_id from contested where record_id > ${after} order by record_id limit ${most}) c
    cross join lateral (select * from staged_identifier where record_id = c.record_id offset 0) i
    where i.verified and i.kind = any(${[...uniqueKinds]})`;
  return gather(rows).map(({ id, marks }) => ({ recordId: id, marks }));
}

/** Customers that carry a verified number of these records (of one number no more than `most`), with all their verified numbers. */
export async function readCandidates(tx: Tx, after: string, until: string, most: number): Promise<Candidate[]> {
  const rows = await tx<NumberRow[]>`
    with number as (
      select distinct i.kind, i.hash from contested c cross join lateral (select * from staged_identifier where record_id = c.record_id offset 0) i
      where c.record_id > ${after} and c.record_id <= ${until} and i.verified and i.kind = any(${[...uniqueKinds]})
    ), near as (
      select distinct d.customer_id from number n cross join lateral (
        select customer_id from assay.identifier_directory where kind = n.kind and hash = n.hash and verified order by customer_id limit ${most}) d
    )
    select i.customer_id as id, i.kind, encode(i.hash, 'hex') as hash, r.records
    from near n cross join lateral (select * from assay.identifier where customer_id = n.customer_id offset 0) i
    cross join lateral (select count(*) as records from assay.source_record r where r.customer_id = n.customer_id) r
    where i.verified and i.kind = any(${[...uniqueKinds]})`;
  return gather(rows).map(({ id, records, marks }) => ({ customerId: id, records, marks }));
}

function gather(rows: readonly NumberRow[]): { id: string; records: number; marks: Mark[] }[] {
  const found = new Map<string, { id: string; records: number; marks: Mark[] }>();
  for (const { id, records, kind, hash } of rows) {
    const one = found.get(id) ?? { id, records, marks: [] };
    one.marks.push({ kind, hash, verified: true });
    found.set(id, one);
  }
  return [...found.values()];
}

export async function writeDecisions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  await tx`
    insert into decided select * from unnest(${decisions.map((each) => each.recordId)}::uuid[], ${decisions.map((each) => each.customerId)}::uuid[],
      ${decisions.map((each) => each.rule)}::text[], ${decisions.map((each) => JSON.stringify(each.evidence))}::text[]::jsonb[])`;
}

/** Puts every decided record under its customer and clears the decisions. */
export async function placeDecided(tx: Tx, source: string, recordedAt: Instant): Promise<void> {
  await tx`analyze decided`;
  await tx`insert into assay.record_directory (record_id, customer_id) select record_id, customer_id from decided order by record_id`;
  await tx`
    insert into assay.source_record (customer_id, record_id, source, source_key, content, content_hash, available_on, available_assumed, recorded_at)
    select d.customer_id, d.record_id, ${source}, s.source_key, s.content, s.content_hash, s.available_on, s.available_assumed, ${recordedAt}
    from decided d join staged_customer s using (record_id) order by d.customer_id, d.record_id`;
  await tx`
    insert into assay.link (customer_id, record_id, linked_at, rule, evidence)
    select customer_id, record_id, ${recordedAt}, rule, evidence from decided order by customer_id, record_id`;
  await tx`
    insert into assay.identifier (customer_id, record_id, kind, hash, last_four_hash, sealed, verified, recorded_at)
    select d.customer_id, d.record_id, i.kind, i.hash, i.last_four_hash, i.sealed, i.verified, ${recordedAt}
    from decided d join staged_identifier i using (record_id) order by d.customer_id, d.record_id, i.kind, i.hash`;
  await tx`
    insert into assay.identifier_directory as known (kind, hash, customer_id, verified)
    select i.kind, i.hash, d.customer_id, bool_or(i.verified)
    from decided d join staged_identifier i using (record_id) group by i.kind, i.hash, d.customer_id order by i.kind, i.hash
    on conflict (kind, hash, customer_id) do update set verified = true where excluded.verified and not known.verified`;
  await tx`insert into affected select distinct customer_id from decided order by customer_id on conflict do nothing`;
  await tx`truncate decided`;
}

/** What two records of one customer cannot say differently. */
const telling = ['bornOn', 'kind'];

/**
 * Records that are new or changed, joined another's customer, and contradict a record that was there before them. The
 * first disagreeing record speaks for all; of two that came together the later one contradicts.
 */
export async function findContradictions(tx: Tx, most: number): Promise<Contradictions> {
  const rows = await tx<(Contradiction & { count: number })[]>`
    with joined as (
      select c.record_id, d.customer_id, true as fresh from contested c
      cross join lateral (select customer_id from assay.record_directory where record_id = c.record_id offset 0) d where d.customer_id <> c.record_id
      union all
      select record_id, customer_id, false from arriving where state = 'changed' and customer_id <> record_id
    ), against as (
      select distinct on (j.record_id) j.customer_id, mine.name as record, other.name as other, f.fields
      from joined j
      cross join lateral (
        select source || ' ' || source_key as name, content from assay.source_record where customer_id = j.customer_id and record_id = j.record_id offset 0) mine
      cross join lateral (
        select record_id, source || ' ' || source_key as name, content from assay.source_record
        where customer_id = j.customer_id and record_id <> j.record_id offset 0) other
      cross join lateral (select array_agg(t order by t) as fields from unnest(${telling}::text[]) t where mine.content ->> t <> other.content ->> t) f
      where f.fields is not null
        and not exists (select from joined l where l.record_id = other.record_id and (l.fresh, l.record_id) > (j.fresh, j.record_id))
      order by j.record_id, other.name
    )
    select customer_id as "customerId", record, other, fields, count(*) over () as count from against order by record, other limit ${most}`;
  const first = rows.map(({ customerId, record, other, fields }) => ({ customerId: encodeId('cus', customerId), record, other, fields }));
  return { count: rows[0]?.count ?? 0, first };
}

/** How many records of a source a full extract does not hold (intake's temporary table held_customer), and the first by key. */
export async function absentRecords(
  tx: Tx,
  source: string,
  most: number,
): Promise<{ held: number; absent: number; first: { id: string; key: string; day: null }[] }> {
  await tx`analyze held_customer`;
  const [counts] = await tx<{ held: number; absent: number }[]>`
    select count(*) as held, count(*) filter (where not exists (select from held_customer h where h.key = r.record_id)) as absent
    from assay.source_record r where r.source = ${source}`;
  const rows = await tx<{ customerId: string; key: string }[]>`
    select customer_id as "customerId", source_key as key from assay.source_record r
    where source = ${source} and not exists (select from held_customer h where h.key = r.record_id) order by source_key limit ${most}`;
  return {
    held: counts?.held ?? 0,
    absent: counts?.absent ?? 0,
    first: rows.map(({ customerId, key }) => ({ id: encodeId('cus', customerId), key, day: null })),
  };
}
