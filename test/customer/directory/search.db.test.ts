import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { customersByAccountNumber, customersByMeter } from '../../../src/consumption/store.ts';
import { customersByAddress, customersByBeginning, customersByLikeness, customersByWords } from '../../../src/customer/directory/store.ts';
import { nameKey } from '../../../src/customer/name.ts';
import { customersByIdentifier, customersByLastFour } from '../../../src/customer/store.ts';
import { wordsOf } from '../../../src/customer/word.ts';
import type { Db, Sql } from '../../../src/db/client.ts';
import { database } from '../../database.ts';
import { seals, tell } from '../staging.ts';

/** What the migration says of customers that were there before it. */
const fill = readFileSync('drizzle/0001_breadth.sql', 'utf8')
  .split('--> statement-breakpoint')
  .filter((statement) => /insert into assay\.name_/.test(statement))
  .join(';');

const wordsKept = (sql: Sql) => sql<{ word: string; customerId: string }[]>`
  select d.word, d.customer_id as "customerId", w.word is not null as spelt from assay.name_directory d full join assay.name_word w on w.word = d.word order by 1, 2`;
const count = 50_000;

describe('the words of names', () => {
  let sql: Sql;
  beforeAll(async () => {
    sql = await database();
  });

  const ofName = async (name: string): Promise<string[]> => {
    await tell(sql, 'words', [{ key: '1', kind: 'person', name }]);
    return (await wordsKept(sql)).map(({ word }) => word);
  };

  test.each([
    ['Otto Hartmann', ['hartmann', 'otto']],
    ['An An', ['an']],
    ['Otto Hartmann', ['hartmann', 'otto']],
    ['王小明', ['小明', '王小明']],
    ['山田 太郎', ['太郎', '山田太郎', '田太郎']],
    ['김 Anna', ['anna', '김']],
    ['ABC有限公司', ['abc有限公司', '公司', '有限公司', '限公司']],
    ['𠮷野家', ['野家', '𠮷野家']],
    ['Strauß-Müller', ['müller', 'strauss']],
    ['x'.repeat(40), ['x'.repeat(32)]],
  ])('follow the golden record: %s', async (name, expected) => {
    expect((await ofName(name)).sort()).toEqual([...expected].sort());
  });

  test('are those of the golden record alone, and those that the migration gives to customers of before', async () => {
    const names = ['Ada Lovelace', '林美华', 'Ｆｕｌｌ Ｗｉｄｔｈ', '北京Abc (中国) 88号', 'Σίσυφος ὁ', 'ﾊﾝｶｸ カナ', '...', 'a  b   c'];
    await tell(
      sql,
      'many',
      names.map((name, n) => ({ key: String(n), kind: 'person', name })),
    );
    await tell(sql, 'many', [{ key: '0', kind: 'person', name: 'Ada King' }]);
    const kept = await wordsKept(sql);
    expect(kept.map(({ word }) => word)).toContain('king');
    expect(kept.map(({ word }) => word)).not.toContain('lovelace');
    await sql`truncate assay.name_directory, assay.name_word`;
    await sql.unsafe(fill);
    expect(await wordsKept(sql)).toEqual(kept);
  });
});

describe('a search by words', () => {
  const isUnspaced = (character: string | undefined): boolean => character !== undefined && /[王明한か]/.test(character);
  /** The plain definition: where a word of the name begins, and what is said goes on from there. */
  const begins = (name: string, word: string): boolean =>
    name.split(' ').some((token) =>
      [...token].some((character, at, all) => {
        const isBegin = at === 0 || (at < all.length - 1 && (isUnspaced(character) || isUnspaced(all[at - 1])));
        return isBegin && all.slice(at).join('').startsWith(word);
      }),
    );

  test('finds whom the plain definition finds, in the order of names', async () => {
    const sql = await database();
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '王', '明', '한', 'か', '1', ' '), minLength: 1, maxLength: 8 }).map(nameKey);
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 30 }), text, async (names, said) => {
        fc.pre(said !== '');
        await Promise.all([sql`delete from assay.customer`, sql`delete from assay.name_directory`, sql`delete from assay.name_word`]);
        const ids = names.map((_, n) => `00000001-0000-0000-0000-${String(n).padStart(12, '0')}`);
        await sql`
          insert into assay.customer (customer_id, kind, name, name_key, attributes, provenance, recorded_at)
          select id, 'person', name, name, '{}', '{}', '2026-01-01' from unnest(${ids}::uuid[], ${names}::text[]) t (id, name)`;
        await sql.unsafe(`set local jit = off;${fill}`);
        const words = wordsOf(said);
        const expected = ids
          .map((customerId, n) => ({ customerId, name: names[n] as string }))
          .filter(({ name }) => words.every((word) => begins(name, word)))
          .sort((a, b) => Buffer.from(`${a.name}\0${a.customerId}`).compare(Buffer.from(`${b.name}\0${b.customerId}`)));
        expect((await customersByWords(sql, words, 50)).map(({ customerId }) => customerId)).toEqual(expected.map(({ customerId }) => customerId));
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });
});

describe(`among ${count} customers`, () => {
  let sql: Sql;
  beforeAll(async () => {
    sql = await database();
    // Invented: 400 given names and 27,000 surnames of syllables, a Chinese name for every seventh, ten thousand streets.
    await sql`
      insert into assay.customer (customer_id, kind, name, name_key, address, address_key, attributes, provenance, recorded_at)
      select id, 'person', name, lower(name), address, lower(address), '{}', '{}', '2026-01-01' from (
        select md5(n::text)::uuid as id,
          case when n % 7 = 0 then chr(19968 + n % 97) || chr(20100 + n * 7 % 1500) || chr(21800 + n * 13 % 1500)
          else given[1 + n % 20] || given[1 + n / 20 % 20] || ' ' || sur[1 + n / 3 % 30] || sur[1 + n / 90 % 30] || sur[1 + n / 7 % 30] || 'mann' end as name,
          chr(65 + n % 26) || sur[1 + n % 30] || given[1 + n / 30 % 20] || ' street ' || n % 200 || ' springfield' as address
        from generate_series(1, ${count}) n,
          (select string_to_array('an be ca do el fi ga hi io ju ka lo mi na ot pe ro su ti ve', ' ') as given,
            string_to_array('har bau sto wei kal dor fin gru hol jan kre lan mor nie ost pau rei sal tor ulm vog wen zim ber cas del eck fal gol hut', ' ') as sur) as parts
      ) as people`;
    await sql.unsafe(fill);
    await sql`
      insert into assay.account (customer_id, account_id, source, source_key, service, number, meter, currency, attributes, content_hash, available_on, available_assumed, recorded_at)
      select customer_id, customer_id, 's', 'k', 'power', customer_id::text, 'M' || row_number() over (), 'EUR', '{}', 0, '2026-01-01', false, '2026-01-01' from assay.customer limit 20000`;
    await sql`insert into assay.account_directory select account_id, customer_id, number from assay.account`;
    await sql`
      insert into assay.identifier select customer_id, customer_id, 'phone', decode(md5(customer_id::text), 'hex'), decode(md5((row_number() over () % 10000)::text), 'hex'), '', true, '2026-01-01' from assay.customer limit 20000`;
    await sql`insert into assay.identifier_directory select kind, hash, customer_id, true from assay.identifier`;
    for (const table of ['customer', 'name_directory', 'name_word', 'account', 'account_directory', 'identifier', 'identifier_directory'])
      await sql`vacuum analyze assay.${sql(table)}`;
  });

  const hash = seals.hash('phone', '13800138000');
  const reads: [string, (db: Db) => Promise<unknown>, string[]][] = [
    ['the beginning of a name', (db) => customersByBeginning(db, 'anna harb', 50), ['customer_name']],
    ['a beginning that many share', (db) => customersByBeginning(db, 'an', 50), ['customer_name']],
    ['a word', (db) => customersByWords(db, ['harbau'], 50), ['name_directory_word_customer_id_pk', 'customer_pkey']],
    ['a word that many share', (db) => customersByWords(db, ['an'], 50), ['name_directory_word_customer_id_pk', 'customer_pkey']],
    ['several words', (db) => customersByWords(db, ['harbau', 'anan', 'x'], 50), ['name_directory_word_customer_id_pk', 'customer_pkey']],
    ['two Chinese characters', (db) => customersByWords(db, ['小明'], 50), ['name_directory_word_customer_id_pk', 'customer_pkey']],
    [
      'a misspelt word',
      (db) => customersByLikeness(db, 'harbauwegmann', 'harbauwegmann', 50),
      ['name_word_similar', 'name_directory_word_customer_id_pk', 'customer_pkey'],
    ],
    ['an address', (db) => customersByAddress(db, 'bstobe street 7', wordsOf('bstobe street 7'), 50), ['customer_address']],
    ['an address of Chinese characters', (db) => customersByAddress(db, '建国路 88', wordsOf('建国路 88'), 50), ['customer_address']],
    ['an account number', (db) => customersByAccountNumber(db, ['12', '1-2'], 50), ['account_directory_number']],
    ['a meter', (db) => customersByMeter(db, ['M12', 'm12'], 50), ['account_meter']],
    ['an identifier', (db) => customersByIdentifier(db, [{ kind: 'phone', hash }]), ['identifier_directory_kind_hash_customer_id_pk']],
    ['the last four', (db) => customersByLastFour(db, [{ kind: 'phone', hash }]), ['identifier_last_four']],
  ];
  test.each(reads)('%s is looked up by index', async (_, read, indexes) => {
    const plan = await planOf(sql, read);
    const found = plan.map((node) => node['Index Name']).filter((name) => name !== undefined);
    expect(plan.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(found).toEqual(expect.arrayContaining(indexes));
  });

  test('who shares a word of too many is found by name, and the same ones again', async () => {
    const once = await customersByWords(sql, ['an'], 50);
    expect(once).toHaveLength(50);
    await sql`update assay.customer set recorded_at = '2026-01-02' where customer_id = ${once[0]?.customerId as string}`;
    expect(await customersByWords(sql, ['an'], 50)).toEqual(once);
    const street = await customersByAddress(sql, 'street', ['street'], 50);
    await sql`update assay.customer set recorded_at = '2026-01-03' where customer_id = ${street[0]?.customerId as string}`;
    expect(await customersByAddress(sql, 'street', ['street'], 50)).toEqual(street);
  });
});

type Node = Record<string, unknown> & { Plans?: Node[] };
/** The nodes of the plan of the one statement that a read sends. */
async function planOf(sql: Sql, read: (db: Db) => Promise<unknown>): Promise<Node[]> {
  const sent: [string, unknown[]][] = [];
  sql.options.debug = (_connection, text, parameters) => void sent.push([text, parameters as unknown[]]);
  await read(sql);
  sql.options.debug = false;
  const [text, parameters] = sent.find(([statement]) => statement.includes('assay.')) ?? ['', []];
  const [row] = await sql.unsafe(`explain (format json) ${text}`, parameters as never[]);
  const nodes = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  return nodes((row?.['QUERY PLAN'] as { Plan: Node }[])[0]?.Plan as Node);
}
