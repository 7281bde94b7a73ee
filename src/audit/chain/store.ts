import type { Instant } from '../../base/time.ts';
import type { Made, Rows } from '../../db/burst.ts';
import type { Db } from '../../db/client.ts';
import type { Checkpoint } from './checkpoint.ts';
import { beginning, type Entry, type Head, type Written } from './entry.ts';

/** Begins streams that have not begun, each for itself: whoever locks them finds them all and waits in one order. */
export async function beginStreams(db: Db, streams: readonly string[]): Promise<void> {
  await db`
    insert into assay.audit_head (stream, seq, hash)
    select stream, ${beginning.seq}, ${beginning.hash} from unnest(${[...streams]}::text[]) as stream order by stream
    on conflict (stream) do nothing`;
}

/**
 * Locks the heads of streams until the transaction ends, in one order for everybody, and tells them. The commit then waits
 * for the disk, whatever the database was set to.
 */
export const lockHeads = (db: Db, streams: readonly string[]): Made =>
  db`
    select stream, seq, hash,
      case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'on', true) end as durable
    from assay.audit_head where stream = any(${[...streams]}::text[]) order by stream for update`;

export const headsIn = (rows: Rows): Map<string, Head> =>
  new Map((rows as readonly (Head & { stream: string })[]).map(({ stream, seq, hash }) => [stream, { seq, hash }]));

/** Adds entries, and moves the heads of their streams to the last of each. */
export function addEntries(db: Db, written: readonly Written[]): Made {
  const rows = written.map(({ entry, text }) => `${text.slice(0, -1)},"hash":"${entry.hash}"}`);
  return db`
    with added as (
      insert into assay.audit_entry (stream, seq, at, body, before, hash)
      select stream, seq, at, body, before, hash
      from jsonb_to_recordset(${`[${rows.join()}]`}::text::jsonb) as entry (stream text, seq bigint, at timestamptz, body jsonb, before text, hash text)
      returning stream, seq, hash
    )
    update assay.audit_head head set seq = last.seq, hash = last.hash
    from (select distinct on (stream) stream, seq, hash from added order by stream, seq desc) as last
    where head.stream = last.stream`;
}

/** Streams that have grown since their last checkpoint, with their heads; those that wait longest first. */
export async function grown(db: Db, most: number): Promise<(Head & { stream: string })[]> {
  return await db<(Head & { stream: string })[]>`
    select head.stream, head.seq, head.hash from assay.audit_head head
    left join lateral (select seq, at from assay.audit_checkpoint where stream = head.stream order by seq desc limit 1) as signed on true
    where head.seq > coalesce(signed.seq, 0) order by signed.at nulls first limit ${most}`;
}

/** Keeps checkpoints; of two of the same place the first stays. */
export async function addCheckpoints(db: Db, signed: readonly { readonly checkpoint: Checkpoint; readonly signed: string }[]): Promise<void> {
  await db`
    insert into assay.audit_checkpoint (stream, seq, hash, at, signed)
    select stream, seq, hash, at, signed
    from unnest(${signed.map(({ checkpoint }) => checkpoint.stream)}::text[], ${signed.map(({ checkpoint }) => checkpoint.seq)}::bigint[],
      ${signed.map(({ checkpoint }) => checkpoint.hash)}::text[], ${signed.map(({ checkpoint }) => checkpoint.at)}::timestamptz[],
      ${signed.map((each) => each.signed)}::text[]) as checkpoint (stream, seq, hash, at, signed)
    on conflict (stream, seq) do nothing`;
}

/** The newest checkpoint of each stream that has one. */
export async function newestCheckpoints(db: Db, streams: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ stream: string; signed: string }[]>`
    select stream, signed from unnest(${[...streams]}::text[]) as stream
    cross join lateral (select signed from assay.audit_checkpoint c where c.stream = stream.stream order by seq desc limit 1) as newest`;
  return new Map(rows.map(({ stream, signed }) => [stream, signed]));
}

/** Every stream that an entry, a head or a checkpoint names, with its head. */
export async function streamsOf(db: Db): Promise<{ stream: string; head: Head | undefined }[]> {
  const rows = await db<{ stream: string; seq: number | null; hash: string | null }[]>`
    with recursive entered as (
      (select stream from assay.audit_entry order by stream limit 1)
      union all
      select (select stream from assay.audit_entry where stream > entered.stream order by stream limit 1) from entered where entered.stream is not null
    ), named as (
      select stream from entered where stream is not null
      union select stream from assay.audit_head
      union select stream from assay.audit_checkpoint
    )
    select named.stream, head.seq, head.hash from named left join assay.audit_head head on head.stream = named.stream order by named.stream`;
  return rows.map(({ stream, seq, hash }) => ({ stream, head: seq === null || hash === null ? undefined : { seq, hash } }));
}

/** Entries of a stream behind a place and up to another as lines of JSON, in the order of their numbers, with the number of the last. */
export async function linesAfter(db: Db, stream: string, seq: number, until: number, most: number): Promise<{ lines: string[]; last: number }> {
  const rows = await db<{ seq: number; line: string }[]>`
    select seq, json_build_object('stream', stream, 'seq', seq, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'before', before, 'body', body, 'hash', hash)::text as line
    from assay.audit_entry where stream = ${stream} and seq > ${seq} and seq <= ${until} order by seq limit ${most}`;
  return { lines: rows.map(({ line }) => line), last: rows.at(-1)?.seq ?? seq };
}

/** All signed checkpoints, in the order of streams and places. */
export async function checkpointsOf(db: Db): Promise<string[]> {
  return (await db<{ signed: string }[]>`select signed from assay.audit_checkpoint order by stream, seq`).map(({ signed }) => signed);
}

/** Entries by `stream seq`. */
export async function entriesByName(db: Db, names: readonly string[]): Promise<Map<string, Entry>> {
  const asked = names.map((name) => name.split(' ') as [string, string]);
  const rows = await db<Entry[]>`
    select stream, seq, at, body, before, hash from assay.audit_entry
    where (stream, seq) in (select * from unnest(${asked.map(([stream]) => stream)}::text[], ${asked.map(([, seq]) => seq)}::bigint[]))`;
  return new Map(rows.map((row) => [`${row.stream} ${row.seq}`, row]));
}

/** How often one of the things that entries of a kind list in `part` of their bodies was a certain word, from one instant up to another; repeats aside. */
export async function countParts(
  db: Db,
  stream: string,
  { kind, part, word, by }: { kind: string; part: string; word: string; by: readonly [string, string] },
  { from, until }: { from: Instant; until: Instant },
): Promise<{ readonly by: readonly [string, string]; readonly word: string; readonly count: number }[]> {
  return await db<{ by: [string, string]; word: string; count: number }[]>`
    select array[e.body ->> ${by[0]}::text, e.body ->> ${by[1]}::text] as by, each ->> ${word}::text as word, count(*)::int as count
    from assay.audit_entry e cross join lateral jsonb_array_elements(e.body -> ${part}::text) as each
    where e.stream = ${stream} and e.at >= ${from} and e.at < ${until} and e.body ->> 'kind' = ${kind} and e.body -> 'repeats' is null
    group by 1, 2 order by 1, 2`;
}

/** Entries of a stream before a number (of the whole stream without one), the last first. */
export async function entriesBefore(db: Db, stream: string, seq: number | null, most: number): Promise<Entry[]> {
  return await db<Entry[]>`
    select stream, seq, at, body, before, hash from assay.audit_entry
    where stream = ${stream} ${seq === null ? db`` : db`and seq < ${seq}`} order by seq desc limit ${most}`;
}

/** Entries of a stream before a place, the last first, within instants (`until` excluded). */
export async function pageEntries(
  db: Db,
  { stream, from, until }: { readonly stream: string; readonly from: Instant | null; readonly until: Instant | null },
  before: number | undefined,
  most: number,
): Promise<Entry[]> {
  return await db<Entry[]>`
    select stream, seq, at, body, before, hash from assay.audit_entry
    where stream = ${stream} ${before === undefined ? db`` : db`and seq < ${before}`}
      ${from === null ? db`` : db`and at >= ${from}`} ${until === null ? db`` : db`and at < ${until}`}
    order by seq desc limit ${most}`;
}

/** The list of fields that an entry of staff names by its digest. */
export async function fieldsOf(db: Db, digest: string): Promise<string[] | undefined> {
  const [row] = await db<{ fields: string[] }[]>`select fields from assay.audit_fields where digest = ${digest}`;
  return row?.fields;
}
