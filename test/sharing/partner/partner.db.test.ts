import { beforeAll, describe, expect, it } from 'vitest';
import type { Sql, Tx } from '../../../src/db/client.ts';
import { addKeys } from '../../../src/sharing/partner/addkeys.ts';
import { changePartner } from '../../../src/sharing/partner/change.ts';
import { keyStateOf } from '../../../src/sharing/partner/jwk.ts';
import { movePartner } from '../../../src/sharing/partner/move.ts';
import { type PartnerState, partnerIdOf } from '../../../src/sharing/partner/partner.ts';
import { type Registering, register } from '../../../src/sharing/partner/register.ts';
import { revokeKey } from '../../../src/sharing/partner/revoke.ts';
import { keysOf, partnerByName } from '../../../src/sharing/partner/store.ts';
import { subjectKey } from '../../../src/sharing/partner/subjectkey.ts';
import { database } from '../../database.ts';
import { person } from '../../rating/activated.ts';
import { keyPair, seal, today } from '../world.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await database();
});

const stella = person('Stella', today);
const step = <T>(act: (tx: Tx) => Promise<T>): Promise<T> => sql.begin(act) as Promise<T>;
const code = (given: Promise<unknown>): Promise<string> =>
  given.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );
const add = (name: string, more: Partial<Registering> = {}) =>
  step((tx) => register(tx, seal, { name, title: `The ${name}`, kind: 'landlord', why: 'They asked.', ...more }, stella));
const log = async (id: string): Promise<string[]> =>
  (await sql<{ what: string }[]>`select what from assay.log_entry where kind = 'partner' and subject_id = ${id} order by entry_id`).map(({ what }) => what);
const states = async (partnerId: string, at: string): Promise<Record<string, string>> =>
  Object.fromEntries(((await keysOf(sql, [partnerId])).get(partnerId) ?? []).map((key) => [key.kid, keyStateOf(key, at)]));

describe('a partner', () => {
  it('is registered as it was described, active, and on record without the names of its contacts', async () => {
    const contacts = [{ name: ' Cora Contact ', role: 'security', email: 'cora@homes.example' }];
    const made = await add('homes', { contacts, jwksUri: 'https://homes.example/jwks.json' });
    const kept = {
      name: 'homes',
      title: 'The homes',
      kind: 'landlord',
      state: 'active',
      sandbox: false,
      jwksUri: 'https://homes.example/jwks.json',
      issuer: null,
    };
    expect(await partnerByName(sql, 'homes')).toMatchObject({
      ...kept,
      contacts: [{ name: 'Cora Contact', role: 'security', email: 'cora@homes.example', phone: null }],
    });
    const [entry] = await sql`select * from assay.log_entry where subject_id = ${partnerIdOf(made.partnerId)}`;
    expect(entry).toMatchObject({ what: 'partner.register', who: 'Stella', why: 'They asked.', detail: { name: 'homes', contacts: 1 } });
    expect(JSON.stringify(entry)).not.toContain('Cora');
  });

  it('has a subject key of 32 bytes that lies in the database sealed, and of no other partner', async () => {
    const [one, other] = [await add('sealed-one'), await add('sealed-other')];
    expect([one.subjectKey.length, one.subjectKey.equals(other.subjectKey)]).toEqual([32, false]);
    expect(await subjectKey(sql, seal, one.partnerId)).toEqual(one.subjectKey);
    const [row] = await sql<{ key: Buffer }[]>`select subject_key as key from assay.partner where partner_id = ${one.partnerId}`;
    expect(row?.key.includes(one.subjectKey)).toBe(false);
    await sql`update assay.partner set subject_key = ${row?.key as never} where partner_id = ${other.partnerId}`;
    expect(await code(subjectKey(sql, seal, other.partnerId))).toBe('SHARING_SEAL_BROKEN');
  });

  const refused: [string, string, Partial<Registering>][] = [
    ['SHARING_PARTNER_NAME', 'The Homes', {}],
    ['SHARING_PARTNER_NAME', '1st', {}],
    ['SHARING_TEXT_LENGTH', 'r-title', { title: ' ' }],
    ['SHARING_WHY_MISSING', 'r-why', { why: ' ' }],
    ['SHARING_WHY_LONG', 'r-long', { why: 'x'.repeat(2_001) }],
    ['SHARING_ADDRESS', 'r-http', { jwksUri: 'http://homes.example/jwks.json' }],
    ['SHARING_ADDRESS', 'r-file', { jwksUri: 'file:///etc/passwd' }],
    ['SHARING_ADDRESS', 'r-user', { jwksUri: 'https://user:pass@homes.example/jwks.json' }],
    ['SHARING_ADDRESS', 'r-hash', { jwksUri: 'https://homes.example/jwks.json#a' }],
    ['SHARING_ISSUER_HALF', 'r-half', { issuer: 'https://login.example' }],
    ['SHARING_ISSUER_HALF', 'r-other-half', { issuerJwksUri: 'https://login.example/jwks' }],
    ['SHARING_CONTACTS_MANY', 'r-many', { contacts: Array.from({ length: 21 }, () => ({ name: 'x' })) }],
    ['SHARING_CONTACT_EMAIL', 'r-mail', { contacts: [{ name: 'x', email: 'nobody' }] }],
    ['SHARING_JWK_FORM', 'r-keys', { jwks: { keys: [{ kty: 'EC', crv: 'P-256' }] } }],
  ];
  it.each(refused)('is refused with %s: %s', async (expected, name, more) => {
    const before = await sql`select from assay.partner`;
    expect(await code(add(name, more))).toBe(expected);
    expect(await sql`select from assay.partner`).toHaveLength(before.length);
  });

  it('has a name and a server of its own', async () => {
    const issuer = { issuer: 'https://login.taken.example', issuerJwksUri: 'https://login.taken.example/jwks' };
    await add('taken', issuer);
    expect(await code(add('taken'))).toBe('SHARING_PARTNER_TAKEN');
    expect(await code(add('taken-2', issuer))).toBe('SHARING_ISSUER_TAKEN');
    await add('taken-3');
    expect(await code(step((tx) => changePartner(tx, { partner: 'taken-3', ...issuer, why: 'x' }, stella)))).toBe('SHARING_ISSUER_TAKEN');
  });

  it('is changed where something is said, and stays where nothing is; an address that is null goes', async () => {
    await add('changing', { jwksUri: 'https://a.example/jwks', contacts: [{ name: 'Ann' }] });
    await step((tx) => changePartner(tx, { partner: 'changing', title: 'Renamed', why: 'They moved.' }, stella));
    expect(await partnerByName(sql, 'changing')).toMatchObject({ title: 'Renamed', jwksUri: 'https://a.example/jwks', contacts: [{ name: 'Ann' }] });
    await step((tx) => changePartner(tx, { partner: 'changing', jwksUri: null, contacts: [], why: 'They moved.' }, stella));
    expect(await partnerByName(sql, 'changing')).toMatchObject({ title: 'Renamed', jwksUri: null, contacts: [] });
  });

  it('goes from state to state as far as states go, each on record and told to others', async () => {
    const { partnerId } = await add('moving');
    const move = (to: PartnerState) => code(step((tx) => movePartner(tx, { partner: 'moving', to, why: 'So it is.' }, stella)));
    const came = [
      await move('active'),
      await move('suspended'),
      await move('suspended'),
      await move('active'),
      await move('ended'),
      await move('active'),
      await move('suspended'),
    ];
    const state = 'SHARING_PARTNER_STATE';
    expect(came).toEqual([state, 'done', state, 'done', 'done', state, state]);
    expect(await log(partnerIdOf(partnerId))).toEqual(['partner.register', 'partner.suspend', 'partner.resume', 'partner.end']);
    const topics = await sql<{ topic: string }[]>`select topic from assay.outbox_event where payload ->> 'name' = 'moving' order by number`;
    expect(topics.map(({ topic }) => topic)).toEqual(['partner.suspended', 'partner.resumed', 'partner.ended']);
    const keys = { jwks: { keys: [keyPair('late').jwk] }, why: 'x' };
    expect(await code(step((tx) => addKeys(tx, 'moving', keys, stella)))).toBe('SHARING_PARTNER_ENDED');
    expect(await code(step((tx) => movePartner(tx, { partner: 'nobody', to: 'suspended', why: 'x' }, stella)))).toBe('SHARING_PARTNER_UNKNOWN');
  });
});

describe('keys', () => {
  const bring = (name: string, keys: object[], othersUntil?: string) =>
    step((tx) => addKeys(tx, name, { jwks: { keys }, othersUntil, why: 'New ones.' }, stella));
  const revoke = (partner: string, kid: string, until?: string) => step((tx) => revokeKey(tx, { partner, kid, until, why: 'It leaked.' }, stella));
  const soon = '2026-11-23T09:00:00.000Z';

  it('are rotated: the new one counts at once, the others until they were told to', async () => {
    const [old, next] = [keyPair('old'), keyPair('next')];
    const { partnerId } = await add('rotating', { jwks: { keys: [old.jwk] } });
    expect((await bring('rotating', [next.jwk], soon)).kids).toEqual(['next']);
    expect(await states(partnerId, stella.at)).toEqual({ old: 'in_force', next: 'in_force' });
    expect(await states(partnerId, soon)).toEqual({ old: 'over', next: 'in_force' });
    expect((await bring('rotating', [next.jwk])).kids).toEqual([]);
    expect(await log(partnerIdOf(partnerId))).toEqual(['partner.register', 'partner.key_add', 'partner.key_add']);
  });

  it('are withdrawn at once or at an instant to come, and stay on record with why', async () => {
    const { partnerId } = await add('revoking', { jwks: { keys: [keyPair('a').jwk, keyPair('b').jwk] } });
    await revoke('revoking', 'a');
    await revoke('revoking', 'b', soon);
    expect(await states(partnerId, stella.at)).toEqual({ a: 'revoked', b: 'in_force' });
    await revoke('revoking', 'b');
    expect((await keysOf(sql, [partnerId])).get(partnerId)?.map(({ kid, revokedAt, why }) => [kid, revokedAt, why])).toEqual([
      ['a', stella.at, 'It leaked.'],
      ['b', stella.at, 'It leaked.'],
    ]);
    expect([await code(revoke('revoking', 'a')), await code(revoke('revoking', 'c'))]).toEqual(['SHARING_JWK_OVER', 'SHARING_JWK_UNKNOWN']);
  });

  it('that were withdrawn do not come back under any name, and no two partners share one', async () => {
    const key = keyPair('once');
    await add('returning', { jwks: { keys: [key.jwk] } });
    await add('sharing');
    expect(await code(bring('sharing', [{ ...key.jwk, kid: 'mine' }]))).toBe('SHARING_JWK_TAKEN');
    await revoke('returning', 'once');
    expect(await code(bring('returning', [key.jwk]))).toBe('SHARING_JWK_TAKEN');
    expect(await code(bring('returning', [{ ...key.jwk, kid: 'again' }]))).toBe('SHARING_JWK_TAKEN');
    expect(await code(bring('returning', [keyPair('once').jwk]))).toBe('SHARING_JWK_TAKEN');
  });

  it('end in the future only, and are bounded', async () => {
    await add('bounded', { jwks: { keys: Array.from({ length: 50 }, (_, at) => keyPair(`k${at}`).jwk) } });
    expect(await code(revoke('bounded', 'k1', stella.at))).toBe('SHARING_JWK_UNTIL');
    expect(await code(bring('bounded', [keyPair('x').jwk], stella.at))).toBe('SHARING_JWK_UNTIL');
    expect(await code(bring('bounded', [keyPair('x').jwk]))).toBe('SHARING_JWK_MANY');
  });
});

it('withdraws a key that it publishes elsewhere by its name, and no unknown one of a partner that uploads its keys', async () => {
  const elsewhere = await add('elsewhere', { jwksUri: 'https://elsewhere.example/jwks.json' });
  await add('uploads', { jwks: { keys: [keyPair('u-1').jwk] } });
  const revoke = (partner: string) => code(step((tx) => revokeKey(tx, { partner, kid: 'leaked', why: 'It leaked.' }, stella)));
  expect([await revoke('elsewhere'), await revoke('elsewhere'), await revoke('uploads')]).toEqual(['done', 'SHARING_JWK_OVER', 'SHARING_JWK_UNKNOWN']);
  expect(await states(elsewhere.partnerId, stella.at)).toEqual({ leaked: 'revoked' });
});
