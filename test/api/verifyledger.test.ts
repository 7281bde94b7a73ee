import { beforeAll, describe, expect, test } from 'vitest';
import { streamsOf } from '../../src/audit/chain/store.ts';
import { nameKey } from '../../src/base/digest.ts';
import { listFaults } from '../../src/cli/ledgerproof.ts';
import { verifyLedger } from '../../src/cli/verifyledger.ts';
import type { Sql } from '../../src/db/client.ts';
import type { Config } from '../../src/server/config.ts';
import { fieldLists } from '../../src/sharing/kept/store.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Api, api, keys } from './world.ts';

const other = nameKey('crm', 'customer', 'A-2');
let it: Api;
let bank: Asker;
/** The ledger, and the lists of fields that it goes by. */
async function held(sealKeys: Uint8Array[] | undefined, sql: Sql = it.sql) {
  const digests = new Set<string>();
  const found = await verifyLedger(sql, { home: '/nowhere', sealKeys } as unknown as Config, await streamsOf(sql), digests, () => {});
  return { ...found, altered: [...found.altered, ...listFaults(digests, await fieldLists(sql))] };
}

beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await issued(it.sql);
  await it.sql`delete from assay.issued_grade where customer_id = ${other}`;
  bank = await asker(it.sql, it);
  await consented(it.sql, bank.party, 'A-1', { reference: 'one' });
  await consented(it.sql, bank.party, 'A-2', { reference: 'two' });
  const asked = inquire('grade { grade } report');
  for (const reference of ['one', 'two', 'nobody', 'one']) await bank.ask(asked, { variables: input({ reference }) });
  const repeated = input({ reference: 'one' });
  for (let times = 0; times < 2; times += 1) await bank.ask(asked, { variables: repeated });
  await bank.ask(`mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { __typename } } }`, {
    variables: {
      input: { purpose: 'letting', idempotencyKey: 'many', subjects: ['one', 'nobody', 'two', 'one'].map((reference) => ({ subject: { reference } })) },
    },
  });
});

test('the ledger of inquiries of every outcome is as the audit tells it', async () => {
  const outcomes = await it.sql`select outcome, count(*)::int as n from assay.disclosure group by 1 order by 1`;
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['answered', 'not_rated']);
  expect(await held(keys.seal)).toEqual({ disclosures: outcomes.reduce((sum, { n }) => sum + Number(n), 0), customersChecked: true, altered: [] });
  expect(await held(undefined)).toMatchObject({ customersChecked: false, altered: [] });
});

describe('what somebody changed in the ledger is found', () => {
  /** Faults after a change that is undone. */
  async function after(change: (tx: Sql) => Promise<unknown>): Promise<readonly object[]> {
    const undo = new Error('undo');
    let found: readonly object[] = [];
    await it.sql
      .begin(async (tx) => {
        await change(tx as unknown as Sql);
        found = (await held(keys.seal, tx as unknown as Sql)).altered;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return found;
  }
  const [stream, customerId] = [() => bank.party.partnerId, nameKey('crm', 'customer', 'A-1')];

  test('a row that is gone', async () => {
    expect(await after((tx) => tx`delete from assay.disclosure where seq = 1`)).toEqual([{ kind: 'unkept', stream: stream(), seq: 1, place: 1 }]);
    expect(await after((tx) => tx`delete from assay.disclosure where customer_id = ${other} and seq = (select max(seq) from assay.disclosure)`)).toEqual([
      { kind: 'unkept', stream: stream(), seq: 7, place: 3 },
    ]);
  });

  test.each([
    ['outcome', "outcome = 'no_record'"],
    ['purpose', "purpose = 'other'"],
    ['agreement', "agreement = 'another'"],
    ['kid', "kid = 'another'"],
    ['rating', 'rating_id = gen_random_uuid()'],
    ['grade', 'grade_id = gen_random_uuid()'],
    ['report', 'report = null'],
    ['customer', "customer_id = '018f0000-0000-7000-8000-000000000009'"],
  ])('a row with another %s', async (name, change) => {
    const found = await after((tx) => tx.unsafe(`update assay.disclosure set ${change} where seq = 1`));
    const whose = name === 'customer' ? '018f0000-0000-7000-8000-000000000009' : customerId;
    expect(found).toEqual([{ kind: 'unlike', stream: stream(), seq: 1, customerId: whose, differs: [name] }]);
  });

  test('a row at another time, by another consent, of another entry', async () => {
    const moved = await after((tx) => tx`update assay.disclosure set at = at - interval '1 day' where seq = 1`);
    expect(moved).toEqual([
      { kind: 'unlike', stream: stream(), seq: 1, customerId, differs: ['at'] },
      { kind: 'unkept', stream: stream(), seq: 1, place: 1 },
    ]);
    const consentless = await after((tx) => tx`update assay.disclosure set consent_id = gen_random_uuid() where seq = 1`);
    expect(consentless).toEqual([
      { kind: 'unentered', stream: stream(), seq: 1, customerId },
      { kind: 'unkept', stream: stream(), seq: 1, place: 1 },
    ]);
    expect(await after((tx) => tx`update assay.disclosure set seq = 99 where seq = 1`)).toEqual([
      { kind: 'unentered', stream: stream(), seq: 99, customerId },
      { kind: 'unkept', stream: stream(), seq: 1, place: 1 },
    ]);
  });

  test('a row that names other fields', async () => {
    const found = await after((tx) => tx`update assay.disclosure set fields = 'another' where seq = 1`);
    expect(found).toEqual([
      { kind: 'unlike', stream: stream(), seq: 1, customerId, differs: ['fields'] },
      { kind: 'list', digest: 'another' },
    ]);
  });

  test('a list of fields that is gone or shorter', async () => {
    const [list] = await it.sql<{ fields: string }[]>`select fields from assay.disclosure where seq = 1`;
    const found = [{ kind: 'list', digest: list?.fields }];
    expect(await after((tx) => tx`delete from assay.field_list where digest = ${list?.fields ?? ''}`)).toEqual(found);
    expect(await after((tx) => tx`update assay.field_list set fields = fields[2:] where digest = ${list?.fields ?? ''}`)).toEqual(found);
  });
});
