import { beforeAll, describe, expect, test } from 'vitest';
import { digest as digestOf, nameKey } from '../../../src/base/digest.ts';
import type { Sql } from '../../../src/db/client.ts';
import { readKnownAt } from '../../../src/db/facts.ts';
import { completeSubjects } from '../../../src/sharing/consent/complete.ts';
import { enrol } from '../../../src/sharing/consent/enrol.ts';
import { idOf as consentIdOf } from '../../../src/sharing/consent/idof.ts';
import { numbersOf } from '../../../src/sharing/consent/numbersof.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { seal } from '../world.ts';
import { digest, filer, form, idOf, number } from './filer.ts';

let sql: Sql;
let acme: Awaited<ReturnType<typeof filer>>;
beforeAll(async () => {
  sql = await database();
  acme = await filer(sql);
});

const consents = async (formNumber: string): Promise<string[]> =>
  (await sql<{ id: string }[]>`select customer_id as id from assay.consent where form_number = ${formNumber}`).map(({ id }) => id);

describe('a form is of whom it was named for first', () => {
  const [ann, ben, firm, stranger] = [number('ANN4711'), number('BEN4712'), number('HRB12345', 'registration_number'), number('NOBODY99')];

  test('found or not: for nobody else does it say anything', async () => {
    const one = form();
    expect(await acme.send([{ subject: stranger, form: one }])).toEqual(['no_record']);
    for (const subject of [ann, ben, firm, number('NOBODY98'), number('SAME4714'), { reference: 'nobody' }, { id: 'cus_pairwise' }])
      expect(await acme.send([{ subject, form: one }])).toEqual(['refused']);
    expect(await acme.send([{ subject: stranger, form: one }], 'lending')).toEqual(['no_record']);
    expect(await consents(one.formNumber)).toEqual([]);
  });

  test('nor as another document, whoever is meant', async () => {
    for (const subject of [ann, firm, stranger]) {
      const one = form({ scopes: ['rating.grade'] });
      await acme.send([{ subject, form: one }]);
      expect(await acme.send([{ subject, form: { ...one, formDigest: 'cd'.repeat(32) } }], 'lending')).toEqual(['refused']);
    }
  });

  test('in one request the first keeps it, and all others are refused alike', async () => {
    const [one, other] = [form(), form()];
    expect(await acme.send([stranger, ann, ben, firm].map((subject) => ({ subject, form: one })))).toEqual(['no_record', 'refused', 'refused', 'refused']);
    expect(await acme.send([ben, ann, stranger, ben].map((subject) => ({ subject, form: other })))).toEqual(['filed', 'refused', 'refused', 'filed']);
    expect([await consents(one.formNumber), await consents(other.formNumber)]).toEqual([[], [idOf('ben')]]);
  });

  test('the same person by another name is the same person, once the form is on record', async () => {
    const one = form();
    expect(await acme.send([{ subject: ben, form: one, reference: 'tenant 5' }])).toEqual(['filed']);
    expect(await acme.send([{ subject: { reference: 'tenant 5' }, form: one }])).toEqual(['filed']);
    expect(await acme.send([{ subject: { reference: 'tenant 5' }, form: one }], 'lending')).toEqual(['filed']);
    expect(await acme.send([{ subject: ann, form: one }])).toEqual(['refused']);
    expect(await consents(one.formNumber)).toEqual([idOf('ben'), idOf('ben')]);
  });

  test('named for many at once it is of one', async () => {
    for (const subjects of [
      [ann, stranger],
      [stranger, firm],
      [ann, ben],
    ]) {
      const one = form();
      const filed = await Promise.all(Array.from({ length: 12 }, (_, at) => acme.send([{ subject: subjects[at % 2] as typeof ann, form: one }])));
      const refused = filed.flatMap(([each], at) => (each === 'refused' ? [at % 2] : []));
      expect(refused).toHaveLength(6);
      expect(new Set(refused).size).toBe(1);
    }
  });

  test('many forms in any order wait for each other and never in a circle', async () => {
    const forms = Array.from({ length: 30 }, () => form());
    const sent = [forms, forms.toReversed(), forms, forms.toReversed()].map((all, at) =>
      acme.send(all.map((each) => ({ subject: at < 2 ? ann : stranger, form: each }))),
    );
    for (const filed of await Promise.all(sent)) expect(filed).toHaveLength(30);
    for (const { formNumber } of forms) expect((await consents(formNumber)).length).toBeLessThan(2);
  });

  test('what is kept of it names no number, and the server may not change it', async () => {
    const rows = await sql`select subject, form_digest as digest from assay.named_form where partner_id = ${acme.partnerId}`;
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row).toEqual({ subject: expect.stringMatching(/^[0-9a-f]{64}$/), digest });
    for (const statement of ['update assay.named_form set subject = subject', 'delete from assay.named_form'])
      await expect(sql.begin((tx) => tx.unsafe(`set local role assay_app; ${statement}`))).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the id of a consent that was filed', () => {
  const terms = { partnerId: idOf('acme'), purpose: 'letting', scopes: ['rating.grade'], textVersion: '1', language: 'en', givenOn: '2026-11-22' } as const;
  const said = { ...terms, validFrom: null, validUntil: null, reference: null, evidence: { way: 'partner', formNumber: 'F', formDigest: digest } } as const;

  test('is known to nobody who knows the form and guesses the customer', async () => {
    const { partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validUntil } = said;
    const customerId = idOf('ann');
    const guessed = nameKey('assay', 'consent', digestOf({ customerId, partnerId, purpose, scopes, textVersion, language, evidence, givenOn, validUntil }));
    const id = consentIdOf(seal, said, customerId);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(id).not.toBe(guessed);
    expect(consentIdOf([Buffer.alloc(32, 8)], said, customerId)).not.toBe(id);
  });

  test('stays when the seal gets a new key, and whichever key of the partner it is sent with', () => {
    const id = consentIdOf(seal, said, idOf('ann'));
    expect(consentIdOf([...seal, Buffer.alloc(32, 9)], said, idOf('ann'))).toBe(id);
    expect(consentIdOf(seal, { ...said, evidence: { ...said.evidence, kid: 'k-2' }, reference: 'tenant' }, idOf('ann'))).toBe(id);
    expect(consentIdOf(seal, said, idOf('ben'))).not.toBe(id);
    expect(consentIdOf(seal, { ...said, purpose: 'lending' }, idOf('ann'))).not.toBe(id);
  });
});

describe('a number that another holds verified', () => {
  const named = async (name: string): Promise<number> =>
    (await sql`select from assay.consent_directory where customer_id = ${idOf(name)} and kind <> 'reference'`).length;
  const enrolled = (name: string) => sql.begin((tx) => enrol(tx, seal, acme.partnerId, [{ customerId: idOf(name), reference: `ref ${name}` }]));
  /** A line of a file: the consents of who is followed are looked through. */
  const consented = (name: string) =>
    acme.load([
      { customer: name, reference: `ref ${name}`, purpose: 'lending', scopes: 'rating.grade', text_version: '1', language: 'en', given_on: '2026-11-22' },
    ]);

  test('names nobody who only wrote it down', async () => {
    await enrolled('wrong');
    await enrolled('right');
    expect([await named('wrong'), await named('right')]).toEqual([0, 1]);
    expect(await acme.found(number('PROVED4715'))).toEqual([idOf('right')]);
    expect(await acme.found({ reference: 'ref wrong' })).toEqual([idOf('wrong')]);
  });

  /** What an import does: a source tells of somebody, and the names of customers follow what has come since. */
  const imported = async (...rows: Parameters<typeof tell>[2][]) => {
    const before = await readKnownAt(sql);
    for (const each of rows) await tell(sql, 'crm', each);
    return completeSubjects(sql, seal, before);
  };
  const told = (key: string, national_id?: string) => [{ key, kind: 'person', name: key, ids: national_id === undefined ? {} : { national_id } }];

  test('does so no more from when it was verified, and again when the other got another number', async () => {
    await imported(told('uwe', 'LATER4716?'));
    await consented('uwe');
    expect(await acme.found(number('LATER4716'))).toEqual([idOf('uwe')]);
    expect(await imported(told('vera', 'LATER4716'))).toEqual({ added: 0, dropped: 1 });
    expect(await acme.found(number('LATER4716'))).toEqual([]);
    expect(await imported(told('vera', 'OTHER4717'))).toEqual({ added: 1, dropped: 0 });
    expect(await acme.found(number('LATER4716'))).toEqual([idOf('uwe')]);
  });

  test('and again when the other has none any more, whose own name by it goes', async () => {
    await imported(told('ute', 'SHED4718?'), told('veit', 'SHED4718'));
    await consented('ute');
    await consented('veit');
    expect(await acme.found(number('SHED4718'))).toEqual([idOf('veit')]);
    expect(await imported(told('veit'))).toEqual({ added: 1, dropped: 1 });
    expect(await acme.found(number('SHED4718'))).toEqual([idOf('ute')]);
  });

  test('is asked after only when a record of a customer came', async () => {
    await imported(told('udo', 'STAYS4719'));
    await consented('udo');
    await sql`delete from assay.consent_directory where customer_id = ${idOf('udo')} and kind <> 'reference'`;
    expect(await imported(told('udo', 'STAYS4719'))).toEqual({ added: 0, dropped: 0 });
    expect(await imported(told('stranger', 'STAYS4720'))).toEqual({ added: 1, dropped: 0 });
  });

  test("is its holder's although one of its records only wrote it down; one that nobody verified is of all who did", async () => {
    await sql`
      insert into assay.identifier select customer_id, ${idOf('another record')}, kind, hash, last_four_hash, sealed, false, recorded_at
      from assay.identifier where customer_id = ${idOf('right')}`;
    const names = ['right', 'wrong', 'one', 'two', 'ann'];
    const numbers = await numbersOf(sql, names.map(idOf));
    expect(names.map((name) => numbers.filter(({ customerId }) => customerId === idOf(name)).length)).toEqual([1, 0, 1, 1, 1]);
  });
});
