import type { Fragment } from 'postgres';
import { limits } from '../../base/limits.ts';
import type { Db, Tx } from '../../db/client.ts';
import { numbered, type Param } from '../../graphql/reads.ts';
import { isUnspaced, unspacedPattern } from '../word.ts';

/** Kind and folded name of customers: what a portfolio is sorted and filtered by. */
export async function nameKeys(db: Db, customerIds: readonly string[]): Promise<Map<string, { kind: string; nameKey: string }>> {
  const rows = await db<{ customerId: string; kind: string; nameKey: string }[]>`
    select customer_id as "customerId", kind, name_key as "nameKey" from assay.customer where customer_id = any(${customerIds as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Customers of these source keys, whatever the source: key and customer, one row per record. */
export async function customersByKey(db: Db, keys: readonly string[]): Promise<{ key: string; customerId: string }[]> {
  return [
    ...(await db<{ key: string; customerId: string }[]>`
    select source_key as key, customer_id as "customerId" from assay.source_record where source_key = any(${keys as string[]}::text[])`),
  ];
}

/** The customers that carry these identifiers, one row for each that does; `hash` is that of the sealer, in hex. */
export async function carriers(
  db: Db,
  marks: readonly { readonly kind: string; readonly hash: string }[],
): Promise<{ kind: string; hash: string; customerId: string; verified: boolean }[]> {
  return await db<{ kind: string; hash: string; customerId: string; verified: boolean }[]>`
    select mark.kind, mark.hash, d.customer_id as "customerId", d.verified
    from unnest(${marks.map(({ kind }) => kind)}::text[], ${marks.map(({ hash }) => hash)}::text[]) as mark (kind, hash)
    join assay.identifier_directory d on d.kind = mark.kind and d.hash = decode(mark.hash, 'hex')`;
}

/**
 * Identifiers of some kinds that are these customers', each once, sealed: none that they only wrote down and another holds verified
 * (the rule of sharing's `rightful`). Each number is asked after once, however many of them carry it, by the index (`offset 0`).
 */
export async function rightlyCarried(
  db: Db,
  customerIds: readonly string[],
  kinds: readonly string[],
): Promise<{ customerId: string; kind: string; hash: Uint8Array; sealed: Uint8Array }[]> {
  return await db<{ customerId: string; kind: string; hash: Uint8Array; sealed: Uint8Array }[]>`
    with held as materialized (
      select distinct on (customer_id, kind, hash) customer_id, kind, hash, sealed, verified from assay.identifier
      where customer_id = any(${customerIds as string[]}::uuid[]) and kind = any(${kinds as string[]}::text[])
      order by customer_id, kind, hash, verified desc, record_id
    ), proved as materialized (
      select kind, hash from (select distinct kind, hash from held where not verified) n
      where exists (select from assay.identifier_directory d where d.kind = n.kind and d.hash = n.hash and d.verified offset 0)
    )
    select customer_id as "customerId", kind, hash, sealed from held
    where verified or not exists (select from proved where proved.kind = held.kind and proved.hash = held.hash)`;
}

/** Whether anything was recorded of a customer later than an instant: identifiers come and go with records only. */
export async function recordedSince(db: Db, since: string): Promise<boolean> {
  return (await db`select from assay.source_record where recorded_at > ${since} limit 1`).length > 0;
}

/** The first customers in the order of their names, behind a name and id where `after` says so, `most` of them: `customer_id` and `place`, the folded name. */
export function byNameSql(after: boolean, param: Param): string {
  const further = after ? `where (name_key, customer_id) > (${param('place', 'text')}, ${param('key', 'uuid')})` : '';
  // A plan that is kept does not know how many are asked for; it is to read the index all the same.
  return `select * from (
      select customer_id, name_key as place from assay.customer ${further} order by name_key, customer_id limit ${limits.pageMax + 1}
    ) as stretch order by place, customer_id limit ${param('most', 'int')}`;
}

/** Customers in the order of their names, behind a folded name and an id. */
export async function pageByName(db: Db, after: { place: string; key: string } | undefined, most: number): Promise<{ customerId: string; place: string }[]> {
  const bound = numbered({ ...after, most });
  const text = `select customer_id as "customerId", place from (${byNameSql(after !== undefined, bound.param)}) as found order by place, customer_id`;
  return [...(await db.unsafe<{ customerId: string; place: string }[]>(text, bound.values as never[], { prepare: true }))];
}

/** Whoever holds an identifier, by expressions of its kind and hash. */
export const holdersSql = (kind: string, hash: string): string =>
  `select d.customer_id from assay.identifier_directory d where d.kind = ${kind} and d.hash = ${hash}`;

/** How many customers there are, counted up to a bound. */
export const countSql = `(select count(*)::int from (select from assay.customer limit ${limits.countMax}) as bounded)`;

export async function countCustomers(db: Db): Promise<number> {
  const [row] = await db.unsafe<{ count: number }[]>(`select ${countSql} as count`, [], { prepare: true });
  return row?.count ?? 0;
}

/** Ids of customers from one to another. */
export async function customersBetween(db: Db, first: string, last: string): Promise<string[]> {
  return (await db<{ id: string }[]>`select customer_id as id from assay.customer where customer_id between ${first} and ${last}`).map((row) => row.id);
}

/** The last id of each slice of `size` customers after `after`. */
export async function sliceEnds(db: Db, after: string | null, size: number): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select customer_id as id from (
      select customer_id, row_number() over (order by customer_id) as n, count(*) over () as total from assay.customer
      where ${after === null ? db`true` : db`customer_id > ${after}`}
    ) as numbered where n % ${size} = 0 or n = total order by customer_id`;
  return rows.map((row) => row.id);
}

/** The words of a folded name (an SQL expression), one row each (`nameDirectory`). */
const words = (db: Db, key: string) => db`
  string_to_table(${db(key)}, ' ') token,
  generate_series(1, case when token ~ ${unspacedPattern} then length(token) else 1 end) place,
  left(substr(token, place), ${limits.nameWordCharacters}) word
  where token <> '' and (place = 1 or (place < length(token) and substr(token, place - 1, 2) ~ ${unspacedPattern}))`;

/** Words that can be misspelt (`nameWord`). */
const spelt = (db: Db) => db`length(word) >= ${limits.searchSimilarCharacters} and word !~ ${`[0-9]|${unspacedPattern}`}`;

/** Brings the words of names in step with the golden records that are new, as `writeDerived` leaves them in derived and superseded_name. */
export async function keepWords(tx: Tx): Promise<void> {
  // A split name has rows that the planner takes for millions, and compiling for them costs more than the work.
  await tx`set local jit = off`;
  await tx`
    create temp table gone_word on commit drop as
    select distinct s.customer_id, word from superseded_name s join derived d on d.customer_id = s.customer_id, ${words(tx, 's.name_key')}
      and s.name_key <> d.name_key`;
  await tx`
    create temp table new_word on commit drop as
    select distinct d.customer_id, word from derived d left join superseded_name s on s.customer_id = d.customer_id, ${words(tx, 'd.name_key')}
      and s.name_key is distinct from d.name_key`;
  await tx`delete from assay.name_directory n using gone_word g where n.word = g.word and n.customer_id = g.customer_id`;
  await tx`insert into assay.name_directory (word, customer_id) select word, customer_id from new_word order by word, customer_id`;
  await tx`
    delete from assay.name_word w using (select distinct word from gone_word where ${spelt(tx)}) g
    where w.word = g.word and not exists (select from assay.name_directory n where n.word = g.word)`;
  await tx`insert into assay.name_word (word) select distinct word from new_word where ${spelt(tx)} on conflict do nothing`;
  await tx`drop table gone_word, new_word`;
}

/** Of the first `most` customers by id, those of whom search lacks a word of the name. */
export async function customersUnworded(db: Db, most: number): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select distinct c.customer_id as id from (select customer_id, name_key from assay.customer order by customer_id limit ${most}) c, ${words(db, 'c.name_key')}
      and (not exists (select from assay.name_directory n where n.word = word.word and n.customer_id = c.customer_id)
        or ${spelt(db)} and not exists (select from assay.name_word w where w.word = word.word))
    order by id`;
  return rows.map(({ id }) => id);
}

/** Behind every text that begins with another: no name holds this character, which is none. */
const end = '\u{10FFFF}';

const conjunction = (db: Db, parts: readonly Fragment[]): Fragment => parts.reduce((all, part) => db`${all} and ${part}`, db`true`);

/** Customers whose folded name begins so, by name. */
export async function customersByBeginning(db: Db, key: string, most: number): Promise<{ customerId: string }[]> {
  return [
    ...(await db<{ customerId: string }[]>`
    select customer_id as "customerId" from assay.customer where name_key >= ${key} and name_key < ${key + end}
    order by name_key, customer_id limit ${most}`),
  ];
}

/** The names of those found. The fence (offset 0) makes the planner look each one up, however many it believes there are. */
const named = (db: Db) => db`cross join lateral (select customer_id, name_key from assay.customer where customer_id = found.customer_id offset 0) c`;

/**
 * Customers of whom every one of these words, the longest first, begins a word of the name; by name. Of too many the first
 * are ranked: by the word found when one was said, by id when several were.
 */
export async function customersByWords(db: Db, said: readonly string[], most: number): Promise<{ customerId: string }[]> {
  const kept = said.map((word) => [...word].slice(0, limits.nameWordCharacters).join(''));
  const begin = (word: string) => db`from assay.name_directory where word >= ${word} and word < ${word + end}`;
  const [first = end, ...others] = kept;
  // Whole ranges are intersected: a join would look one word up for every find of another where it takes that for rare.
  const found =
    others.length === 0
      ? db`select customer_id ${begin(first)} order by word, customer_id limit ${limits.searchCandidates}`
      : others.reduce((all, word) => db`${all} intersect select customer_id ${begin(word)}`, db`select customer_id ${begin(first)}`);
  const cut = said.filter((word, at) => word !== kept[at]).map((word) => db`strpos(c.name_key, ${word}) > 0`);
  return [
    ...(await db<{ customerId: string }[]>`
    select distinct c.name_key, c.customer_id as "customerId" from (
      select customer_id from (${found}) met order by customer_id limit ${limits.searchCandidates}
    ) found ${named(db)} where ${conjunction(db, cut)}
    order by c.name_key, c.customer_id limit ${most}`),
  ];
}

/** Customers who have a word in the name that is like this one, the likest first, then those whose whole name is likest to the whole text. */
export async function customersByLikeness(db: Db, word: string, key: string, most: number): Promise<{ customerId: string }[]> {
  return [
    ...(await db<{ customerId: string }[]>`
    select c.customer_id as "customerId" from (
      select n.customer_id, max(alike.likeness) as likeness from (
        select word, similarity(word, ${word}) as likeness from assay.name_word where word % ${word} and similarity(word, ${word}) >= ${limits.searchSimilarity}
        order by likeness desc, word limit ${limits.searchSimilarWords}
      ) alike join assay.name_directory n on n.word = alike.word
      group by n.customer_id order by likeness desc, n.customer_id limit ${limits.searchCandidates}
    ) found ${named(db)}
    order by likeness desc, similarity(c.name_key, ${key}) desc, c.name_key, c.customer_id limit ${most}`),
  ];
}

/**
 * Customers in whose address every one of these words begins a word: first those whose address begins with the whole text,
 * then by name. Of too many addresses that hold the longer words, those of the first customers by id are looked at. The
 * statement is planned for its words each time: a plan for any words at all takes seconds where a city's name is said.
 */
export async function customersByAddress(db: Db, key: string, said: readonly string[], most: number): Promise<{ customerId: string }[]> {
  const values: string[] = [];
  const value = (text: string): string => `$${values.push(text)}::text`;
  const held = said.filter((word) => [...word].length >= limits.searchAddressCharacters).map((word) => `address_key like ${value(`%${word}%`)}`);
  const begun = said.map((word) => `address_key ~ ${value(isUnspaced(word) ? word : `(^| |${unspacedPattern})${word}`)}`);
  const rows = await db.unsafe<{ customerId: string }[]>(
    `select customer_id as "customerId" from (
      select customer_id, name_key, address_key from assay.customer where ${held.join(' and ')} order by customer_id limit ${limits.searchAddresses}
    ) held where ${begun.join(' and ')}
    order by starts_with(address_key, ${value(key)}) desc, name_key, customer_id limit ${most}`,
    values,
  );
  return [...rows];
}
