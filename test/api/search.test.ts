import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/role.ts';
import { nameKey } from '../../src/base/digest.ts';
import { limits } from '../../src/base/limits.ts';
import type { Sql } from '../../src/db/client.ts';
import { type Row, recordId, tell } from '../customer/staging.ts';
import { database } from '../database.ts';
import { type Api, api, at } from './world.ts';

const people: Row[] = [
  { key: 'otto', name: 'Otto Hartmann', address: '12 Mill Lane, Springfield', ids: { phone: '+49 151 2345 6789', national_id: 'DE7788990011' } },
  { key: 'hanna', name: 'Hanna Hartmann-Ott', address: '7 Hartmann Street, Springfield', ids: { phone: '0151 23456790' } },
  { key: 'bo', name: 'Bo Hardtman', address: '12 Millbrook Avenue, Shelbyville', ids: { passport: 'AB12346789' } },
  { key: 'shop', name: 'Ottokar Stores Ltd', kind: 'organisation', address: 'Springfield, Otto Square 1' },
  { key: 'wang', name: '王小明', address: '北京市朝阳区建国路 88 号', ids: { national_id: '11010519491231002X', phone: '138 0013 8001' } },
  { key: 'wang2', name: '王小红', address: '上海市黄浦区南京路1号' },
  { key: 'li', name: '李小明', address: '北京市海淀区中关村大街1号' },
  { key: 'ou', name: '欧阳小明', address: '广州市天河路' },
  { key: 'jin', name: '金港食品ABC有限公司', kind: 'organisation' },
  { key: 'numbered', name: '4711 Imports', address: '4711 Harbour Road' },
  { key: 'short', name: 'Short Number', ids: { passport: 'X4711' } },
  { key: 'four', name: 'Four Last', ids: { bank_account: '9900000000004711' } },
  { key: 'account', name: 'Account Holder' },
  { key: 'meter', name: 'Meter Holder' },
  { key: 'percent', name: 'Hundred % Juice_Bar \\ Co' },
];

const account = (sql: Sql, owner: string, number: string, meter: string | null) => sql`
  insert into assay.account (customer_id, account_id, source, source_key, service, number, meter, currency, attributes, content_hash, available_on, available_assumed, recorded_at)
  values (${recordId('crm', owner)}, ${nameKey('crm', 'account', number)}, 'crm', ${number}, 'power', ${number}, ${meter}, 'EUR', '{}', 1, '2026-01-01', true, ${at})`;

let it: Api;
const keyOf = new Map(people.map(({ key }) => [recordId('crm', key), key]));
beforeAll(async () => {
  const sql = await database();
  it = await api({ sql });
  await tell(
    sql,
    'crm',
    people.map((row) => ({ kind: 'person', ...row })),
  );
  await tell(
    sql,
    'crowd',
    Array.from({ length: 60 }, (_, n) => ({ key: String(n), kind: 'person', name: `Crowd ${String(n).padStart(2, '0')}` })),
  );
  await account(sql, 'account', '4711', 'MT-0001-A');
  await account(sql, 'meter', '00000815', '4711');
  await sql`insert into assay.account_directory select account_id, customer_id, number from assay.account`;
});

const query = 'query ($text: String!, $first: Int! = 20) { search(text: $text, first: $first) { by customer { name sourceRecords { key } } } }';
type Found = { by: string; customer: { name: string; sourceRecords: { key: string }[] } };
/** As `key by`, in the order of the answer. */
const found = async (text: string, role: Role = 'agent', first = 20): Promise<string[]> => {
  const body = await it.ask(role, query, { variables: { text, first } });
  expect(body.errors).toEqual([]);
  return (body.data?.['search'] as Found[]).map(({ by, customer }) => `${customer.sourceRecords[0]?.key} ${by}`);
};

describe('what a caller says is found, the best first', () => {
  test.each<[string, string, string[]]>([
    ['a text of every kind, in the order of ranks', '4711', ['account account', 'meter meter', 'four last_four', 'numbered name']],
    ['the whole name, then names nearly so', 'Otto Hartmann', ['otto name', 'hanna similar', 'bo similar']],
    ['the beginning of names, then of words, each by name', 'ha', ['hanna name', 'bo name', 'otto name']],
    ['words in any order', 'hartmann o', ['hanna name', 'otto name', 'bo similar']],
    ['a letter left out', 'Hartman', ['hanna name', 'otto name', 'bo similar']],
    ['letters turned about: the likest whole name first', 'Hratmann', ['otto similar', 'hanna similar']],
    ['a misspelt name among right words', 'Otto Hartmenn', ['otto similar', 'hanna similar']],
    ['an account number', '00000815', ['meter account']],
    ['an account number in full width', '０００００８１５', ['meter account']],
    ['a meter as it is written', 'MT-0001-A', ['account meter']],
    ['a meter in small letters', 'mt-0001-a', ['account meter']],
    ['a phone as it was given', '+49 151 2345 6789', ['otto phone']],
    ['a phone without its country', '0151/23456789', ['otto phone']],
    ['a phone with another prefix for abroad', '0049 151 23456789', ['otto phone']],
    ['a phone with its country, kept without', '+49 (151) 23456790', ['hanna phone']],
    ['a phone in full width', '１３８ ００１３ ８００１', ['wang phone']],
    ['a phone with the country of China', '+86 138-0013-8001', ['wang phone']],
    ['another phone', '0151 23456791', []],
    ['the last four of a phone and of a number, by name', '6789', ['bo last_four', 'otto last_four']],
    ['the last four with a letter', '002x', ['wang last_four']],
    ['two Chinese characters of a given name, by name', '小明', ['li name', 'ou name', 'wang name']],
    ['two Chinese characters of the beginning', '王小', ['wang name', 'wang2 name']],
    ['a Chinese name', '王小明', ['wang name']],
    ['a Chinese name with a blank', '王 小明', ['wang name']],
    ['words of a firm of two scripts', 'abc有限', ['jin name']],
    ['words of a firm apart', '有限公司 ABC', ['jin name']],
    ['an address by its words', 'mill lane 12', ['otto address']],
    ['an address by its beginning first', '12 mill', ['bo address', 'otto address']],
    ['a town: who begins the address with it, then by name', 'springfield', ['shop address', 'hanna address', 'otto address']],
    ['a Chinese address without blanks', '建国路88号', ['wang address']],
    ['a Chinese street', '中关村', ['li address']],
    ['nobody', 'Zzyzx', []],
    ['no wildcard: per cent', '%ar%', []],
    ['no wildcard: underscore', 'O_to H', []],
    ['signs in a name are as good as none', 'hundred % juice_bar \\', ['percent name']],
    ['a quote', "O'tto", ['otto name', 'shop name']],
  ])('%s: %s', async (_, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  test('never more than asked for, everybody once, in the order of names, and the same again', async () => {
    const all = await found('crowd', 'agent', limits.searchResults);
    expect(all).toEqual(Array.from({ length: 50 }, (_, n) => `${n} name`));
    expect(await found('crowd', 'agent', 7)).toEqual(all.slice(0, 7));
    expect(await found('crowd', 'agent', limits.searchResults)).toEqual(all);
    expect(await found('4711', 'agent', 2)).toEqual(['account account', 'meter meter']);
  });

  test('a customer is found by the name it has now, not by that of before', async () => {
    await tell(it.sql, 'crm', [{ key: 'account', kind: 'person', name: 'Renamed Holder' }]);
    expect(await found('renamed')).toEqual(['account name']);
    expect(await found('account holder')).toEqual([]);
    expect(keyOf.size).toBe(people.length);
  });

  test('its statements are bounded', async () => {
    it.statements.length = 0;
    await found('0151 23456789');
    expect(it.statements.length).toBeLessThanOrEqual(12);
  });
});

describe('nobody is found by what the caller may not see', () => {
  test.each<[string, Role, string, string[]]>([
    ['a number in clear', 'admin', 'DE7788990011', ['otto national_id']],
    ['a number in clear, of China', 'steward', '11010519491231002x', ['wang national_id']],
    ['a number seen masked: by its last four', 'agent', 'DE7788990011', ['otto last_four']],
    ['a number seen masked, all but the last four wrong: the same answer', 'agent', 'DE1111110011', ['otto last_four']],
    ['a number in clear, all but the last four wrong', 'admin', 'DE1111110011', []],
    ['a short number, of which the mask shows nothing', 'agent', 'X4711', []],
    ['a short number in clear', 'admin', 'X4711', ['short passport']],
    ['four digits in clear', 'admin', '4711', ['account account', 'meter meter', 'four last_four', 'short last_four', 'numbered name']],
  ])('%s', async (_, role, text, expected) => {
    expect(await found(text, role)).toEqual(expected);
  });

  test('the search does not exist for who may not see identities', async () => {
    const body = await it.ask('analyst', '{ search(text: "Ada") { by } }');
    expect(body.errors[0]?.message).toMatch(/Cannot query field "search"/);
  });
});

describe('what cannot be searched is refused in words', () => {
  test.each([
    ['nothing', '', 20, 'PORTFOLIO_SEARCH_LENGTH'],
    ['blanks', '    ', 20, 'PORTFOLIO_SEARCH_LENGTH'],
    ['one letter', 'x', 20, 'PORTFOLIO_SEARCH_LENGTH'],
    ['signs alone', '%%__\\\\', 20, 'PORTFOLIO_SEARCH_LENGTH'],
    ['too much', 'a'.repeat(limits.nameCharacters + 1), 20, 'PORTFOLIO_SEARCH_LENGTH'],
    ['none asked for', 'otto', 0, 'PORTFOLIO_SEARCH_SIZE'],
    ['too many asked for', 'otto', limits.searchResults + 1, 'PORTFOLIO_SEARCH_SIZE'],
  ])('%s', async (_, text, first, code) => {
    const body = await it.ask('agent', query, { variables: { text, first } });
    expect(body.errors[0]).toMatchObject({ extensions: { code } });
    expect((await it.ask('agent', query, { variables: { text, first }, language: 'zh' })).errors[0]?.message).toMatch(/搜索/);
  });
});
