import { beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../../src/base/id.ts';
import type { Sql } from '../../../src/db/client.ts';
import type { ConsentRow } from '../../../src/sharing/consent/consent.ts';
import { lockConsents } from '../../../src/sharing/consent/store.ts';
import type { SubjectGiven } from '../../../src/sharing/consent/subject.ts';
import { database } from '../../database.ts';
import { person } from '../../rating/activated.ts';
import { today } from '../world.ts';
import { digest, filer, form, idOf, number, refusal } from './filer.ts';

let sql: Sql;
let acme: Awaited<ReturnType<typeof filer>>;
beforeAll(async () => {
  sql = await database();
  acme = await filer(sql);
});

describe('a partner files a signed form', () => {
  test('it counts at once, waits for a spot check, and the person is found by its number and by what the partner calls it', async () => {
    expect(await acme.send([{ subject: number('ann-4711'), form: form({ scopes: ['rating.grade'] }), reference: 'tenant 7' }])).toEqual(['filed']);
    const [consent] = await acme.consentsOf('ann');
    expect(consent).toMatchObject({
      partner: 'acme',
      purpose: 'letting',
      scopes: ['rating.grade'],
      givenBy: 'partner',
      formNumber: 'F-1',
      spotCheck: 'queued',
    });
    expect(consent).toMatchObject({ evidence: { way: 'partner', formNumber: 'F-1', formDigest: digest }, recordedBy: 'acme', withdrawnAt: null });
    expect(await acme.found(number('ANN4711'))).toEqual([idOf('ann')]);
    expect(await acme.found({ reference: 'tenant 7' })).toEqual([idOf('ann')]);
    // What a household shares names nobody.
    expect(await sql`select from assay.consent_directory where kind = 'phone'`).toHaveLength(0);
  });

  test('by what it called the person before, or by the id it was told', async () => {
    const [hash] = await sql<{ name: Buffer }[]>`select name from assay.consent_directory where kind = 'national_id'`;
    const known: SubjectGiven[] = [
      { reference: 'tenant 7' },
      { identifier: { kind: 'national_id', hash: hash?.name.toString('hex') as string } },
      { id: 'cus_pairwise' },
    ];
    expect(
      await acme.send(
        known.map((subject) => ({ subject, form: form() })),
        'lending',
      ),
    ).toEqual(['filed', 'filed', 'filed']);
    expect((await acme.consentsOf('ann')).map(({ purpose }) => purpose).sort()).toEqual(['lending', 'lending', 'letting']);
    expect(await acme.consentsOf('eve')).toHaveLength(1);
  });

  test('whoever it is of, the same statements are sent', async () => {
    const statements: string[] = [];
    const before = sql.options.debug;
    sql.options.debug = (_connection, text) => void statements.push(text);
    const told = async (subject: SubjectGiven, one = form()): Promise<string[]> => {
      statements.length = 0;
      await acme.send([{ subject, form: one }]);
      return [...statements];
    };
    const known = await told(number('BEN4712'));
    const others = [number('NOBODY99'), { reference: 'nobody' }, number('SAME4714'), number('HRB12345', 'registration_number')];
    const trails: string[][] = [];
    for (const subject of others) trails.push(await told(subject));
    const used = form();
    await acme.send([{ subject: number('NOBODY97'), form: used }]);
    for (const subject of [...others, number('BEN4712')]) trails.push(await told(subject, used));
    sql.options.debug = before;
    const words = (texts: readonly string[]) => texts.filter((text) => !/log_entry/.test(text));
    for (const trail of trails) expect(words(trail)).toEqual(words(known));
  });

  test.each<[string, SubjectGiven]>([
    ['of nobody here', number('NOBODY99')],
    ['of a reference never told', { reference: 'tenant 8' }],
    ['of an id of nobody', { id: 'cus_other' }],
    ['of a number that two wrote down', number('SAME4714')],
    ['of an organisation, where the purpose is about persons', number('HRB12345', 'registration_number')],
  ])('%s it makes no consent, and of none of them is said more', async (_, subject) => {
    const before = await sql`select from assay.consent`;
    expect(await acme.send([{ subject, form: form() }])).toEqual(['no_record']);
    expect(await sql`select from assay.consent`).toHaveLength(before.length);
  });

  test('of a number that one has proved and another only wrote down it is of the first', async () => {
    expect(await acme.send([{ subject: number('PROVED4715'), form: form() }])).toEqual(['filed']);
    expect([await acme.consentsOf('right'), await acme.consentsOf('wrong')].map((rows) => rows.length)).toEqual([1, 0]);
  });

  test('a form that is wrong in itself refuses all of them, before anybody is looked for', async () => {
    const before = await sql`select from assay.consent`;
    const sent = [form(), form({ givenOn: '2026-11-23' })].map((each) => ({ subject: number('BEN4712'), form: each }));
    expect(await refusal(acme.send(sent))).toMatchObject({ code: 'SHARING_CONSENT_FUTURE', path: 'consents[1].form.givenOn' });
    expect(await refusal(acme.send([{ subject: number('NOBODY99'), form: form({ scopes: ['usage.detail'] }) }]))).toMatchObject({
      code: 'SHARING_CONSENT_SCOPES',
    });
    expect(await sql`select from assay.consent`).toHaveLength(before.length);
  });

  test('one form is one consent: the same again changes nothing, and its number serves nobody else', async () => {
    const one = form();
    const subject = number('BEN4712');
    const count = (await acme.consentsOf('ben')).length;
    expect(await acme.send([{ subject, form: one }])).toEqual(['filed']);
    expect(
      await acme.send([
        { subject, form: one },
        { subject, form: one },
      ]),
    ).toEqual(['filed', 'filed']);
    expect(await acme.send([{ subject: number('EVE4713'), form: one }])).toEqual(['refused']);
    expect(await acme.send([{ subject, form: { ...one, textVersion: '2026-2' } }])).toEqual(['no_record']);
    expect(await acme.send([{ subject, form: { ...one, formDigest: 'cd'.repeat(32) } }], 'lending')).toEqual(['refused']);
    expect(await acme.send([{ subject, form: one }], 'lending')).toEqual(['filed']);
    expect(await acme.consentsOf('ben')).toHaveLength(count + 2);
  });

  test('twenty times at once it is one', async () => {
    const one = form();
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => acme.send([{ subject: number(at % 2 === 0 ? 'EVE4713' : 'BEN4712'), form: one }])));
    expect(all.flat().filter((filed) => filed === 'filed')).toHaveLength(10);
    expect(await sql`select from assay.consent where form_number = ${one.formNumber}`).toHaveLength(1);
  });
});

describe('a withdrawal', () => {
  test('ends the consent, is told once, and no form signed until then revives it', async () => {
    const old = form({ givenOn: '2026-11-20' });
    await acme.send([{ subject: number('EVE4713'), form: old }]);
    const [consent] = (await acme.consentsOf('eve')).filter(({ formNumber }) => formNumber === old.formNumber);
    expect(await acme.takeBack('eve', consent as ConsentRow)).toEqual([consent?.consentId]);
    expect(await acme.takeBack('eve', consent as ConsentRow)).toEqual([]);
    const subject = number('EVE4713');
    const live = async () =>
      (await acme.consentsOf('eve')).filter(({ withdrawnAt, purpose }) => withdrawnAt === null && purpose === 'letting').map(({ formNumber }) => formNumber);
    const others = await live();
    expect(await acme.send([{ subject, form: old }])).toEqual(['filed']);
    expect(
      await acme.send([
        { subject, form: form({ givenOn: '2026-11-20' }) },
        { subject, form: form() },
      ]),
    ).toEqual(['no_record', 'no_record']);
    expect(await live()).toEqual(others);
    // The day after it is a new word; another purpose was never concerned.
    expect(await acme.send([{ subject, form: form({ givenOn: '2026-11-23' }) }], 'letting', person('acme', '2026-11-23'))).toEqual(['filed']);
    expect(await acme.send([{ subject, form: form() }], 'lending')).toEqual(['filed']);
    const events = await sql<{ payload: object }[]>`select payload from assay.outbox_event where topic = 'consent.withdrawn'`;
    expect(events.map(({ payload }) => payload)).toEqual([
      { consent: encodeId('con', consent?.consentId as string), partner: encodeId('par', acme.partnerId), purpose: 'letting', wasInForce: true },
    ]);
  });

  test('of everything ends all, and is kept even where nothing was given', async () => {
    const standing = (await acme.consentsOf('eve')).filter(({ withdrawnAt }) => withdrawnAt === null);
    expect((await acme.takeBack('eve', null, '2026-11-24')).length).toBe(standing.length);
    expect(await acme.takeBack('right', null)).toHaveLength(1);
    expect(await acme.takeBack('wrong', null)).toEqual([]);
    expect(await acme.send([{ subject: number('EVE4713'), form: form() }], 'lending')).toEqual(['no_record']);
    const brought = await acme.load([{ customer: 'wrong', purpose: 'lending', scopes: 'rating.grade', text_version: '1', language: 'en', given_on: today }]);
    expect(brought.refused).toMatchObject([{ line: 2, column: 'given_on', code: 'SHARING_CONSENT_OLD' }]);
  });

  test('meets every form that is on its way', async () => {
    for (let round = 0; round < 15; round += 1) {
      const subject = number('ANN4711');
      const sent = acme.send([{ subject, form: form() }], 'lending');
      await Promise.all([sent, acme.takeBack('ann', null)]);
      expect((await acme.consentsOf('ann')).filter(({ withdrawnAt }) => withdrawnAt === null)).toEqual([]);
    }
  });
});

describe('whoever a form that makes no consent is of', () => {
  const [customer, withdrawn] = [number('BEN4712'), number('EVE4713')];
  const others = [number('NOBODY99'), number('SAME4714'), number('HRB12345', 'registration_number'), withdrawn];
  let used: ReturnType<typeof form>;
  beforeAll(async () => {
    used = form();
    await acme.send([{ subject: number('NOBODY96'), form: used }]);
  });

  test('as many customers and forms are locked and looked for', async () => {
    const sent: [string, number[]][] = [];
    const before = sql.options.debug;
    sql.options.debug = (_connection, text, values) => {
      if (/pg_advisory|assay\.consent/.test(text)) sent.push([text, values.map((value) => String(value).length)]);
    };
    const told = async (subject: SubjectGiven, one = form({ formNumber: `A-${subject.identifier?.value?.slice(0, 3)}` })) => {
      sent.length = 0;
      const filed = await acme.send([{ subject, form: one }]);
      return [filed, sent.filter(([text]) => !/consent_directory/.test(text))];
    };
    const fresh: unknown[] = [];
    for (const subject of others) fresh.push(await told(subject));
    const taken: unknown[] = [];
    for (const subject of [...others, customer]) taken.push(await told(subject, used));
    sql.options.debug = before;
    for (const trails of [fresh, taken]) for (const trail of trails) expect(trail).toEqual(trails[0]);
    expect(taken[0]).toEqual([['refused'], expect.arrayContaining([[expect.stringMatching('pg_advisory'), expect.anything()]])]);
  });

  test('it waits for who brings the same form', async () => {
    const filed: string[] = [];
    const all: Promise<unknown>[] = [];
    await sql.begin(async (tx) => {
      await lockConsents(tx, acme.partnerId, [], [used.formNumber]);
      for (const subject of [...others, customer]) all.push(acme.send([{ subject, form: used }]).then(([each]) => filed.push(each as string)));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(filed).toEqual([]);
    });
    await Promise.all(all);
    expect(filed).toEqual(all.map(() => 'refused'));
  });
});
