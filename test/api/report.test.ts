import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../src/base/id.ts';
import { rotate } from '../../src/sharing/key/rotate.ts';
import { verifyReport } from '../../src/sharing/report/verify.ts';
import { activated, person } from '../rating/activated.ts';
import { seal, today } from '../sharing/world.ts';
import { type Asker, asker, consented, graded, input, inquire, issued } from './market.ts';
import { type Answer, type Api, annId, api, at, canaries } from './world.ts';

let it: Api;
let bank: Asker;
let consent: string;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', now()), ('crm', 'payment', '2026-01-01', '2026-12-31', now())`;
  await issued(it.sql);
  bank = await asker(it.sql, it, { name: 'homes', agreement: { bothGradesDays: 30 } });
  consent = await consented(it.sql, bank.party, 'A-1', { reference: 'R-1' });
});

const whole = `number at subject consent record { seq hash } report
  grade { grade provisional asOf validFrom validUntil reasons { code text } ruleset { name title digest } observedDefault { rate } former { grade } }`;
const result = (answer: Answer) => answer.data?.['inquire']?.result;
const published = async (): Promise<unknown> => (await fetch(`${it.url}/.well-known/assay-keys.json`)).json();

describe('the report of an inquiry', () => {
  test('is verified with the published keys alone, and says what was answered', async () => {
    const answer = await bank.ask(inquire(whole), { variables: input({ reference: 'R-1' }), language: 'zh' });
    const { number, at: recorded, subject, consent: told, record, report, grade } = result(answer);
    const { report: said } = await verifyReport(report, await published(), { audience: 'homes' });
    expect(said).toMatchObject({
      ...{ v: 1, iss: it.url, aud: 'homes', sub: subject, number, language: 'zh', purpose: 'letting', dimension: 'credit', outcome: 'answered' },
      ...{ consent: told, agreement: bank.party.version?.digest, audit: record, iat: Math.floor(Date.parse(recorded) / 1000) },
      ...{ grade: grade.grade, provisional: false, asOf: grade.asOf, validFrom: grade.validFrom, validUntil: grade.validUntil },
      ...{ reasons: grade.reasons, ruleset: grade.ruleset },
    });
    expect(said.rating?.id).toMatch(/^rat_/);
    for (const hidden of [canaries.name, annId, encodeId('con', consent).slice(4), 'R-1'])
      expect(Buffer.from(report.split('.')[1], 'base64url').toString()).not.toContain(hidden);
  });

  test('says no more than the answer does: a consent to the grade alone tells no reasons', async () => {
    const { ask, party } = await asker(it.sql, it);
    await consented(it.sql, party, 'A-1', { reference: 'R-1', scopes: ['rating.grade'] });
    const refused = result(await ask(inquire('grade { reasons { code } }'), { variables: input({ reference: 'R-1' }) }));
    expect(refused.__typename).toBe('RefusedInquiry');
    const { grade, report } = result(await ask(inquire('grade { grade } report'), { variables: input({ reference: 'R-1' }) }));
    const { report: said } = await verifyReport(report, await published());
    expect([said.grade, Object.keys(said)]).toEqual([grade.grade, expect.not.arrayContaining(['reasons'])]);
  });

  test('is made where it is asked for only, and the ledger says so', async () => {
    const plain = result(await bank.ask(inquire('number grade { grade }'), { variables: input({ reference: 'R-1' }) }));
    const signed = result(await bank.ask(inquire('number report'), { variables: input({ reference: 'R-1' }) }));
    const { data } = await it.ask('steward', `{ customer(id: "${annId}") { disclosures(first: 10) { edges { node { number hasReport } } } } }`);
    const rows = data?.['customer'].disclosures.edges.map(({ node }: { node: object }) => node);
    expect(rows).toEqual(
      expect.arrayContaining([
        { number: plain.number, hasReport: false },
        { number: signed.number, hasReport: true },
      ]),
    );
    const replays = await it.ask(
      'steward',
      `{ none: reportReplay(number: "${plain.number}") { same } one: reportReplay(number: "${signed.number}") { number partner customer same differences } }`,
    );
    expect(replays.data).toEqual({ none: null, one: { number: signed.number, partner: 'homes', customer: annId, same: true, differences: [] } });
  });

  test('replays to the grade that it told, which only who may see grades is shown', async () => {
    const { number, grade } = result(await bank.ask(inquire('number report grade { grade }'), { variables: input({ reference: 'R-1' }) }));
    const query = `{ reportReplay(number: "${number}") { same told again } }`;
    expect((await it.ask('agent', query)).data?.['reportReplay']).toEqual({ same: true, told: grade.grade, again: grade.grade });
    expect((await it.ask('steward', query)).errors[0]?.message).toBe('Cannot query field "told" on type "ReportReplay".');
    expect((await bank.ask(`{ reportReplay(number: "${number}") { same } }`)).errors[0]?.message).toBe('Cannot query field "reportReplay" on type "Query".');
  });

  test('holds after its key was rotated', async () => {
    const { report } = result(await bank.ask(inquire('report'), { variables: input({ reference: 'R-1' }) }));
    await it.sql.begin((tx) => rotate(tx, seal, { use: 'report', why: 'A year is over.' }, { ...person('Ann', today), at }));
    expect((await verifyReport(report, await published())).report.aud).toBe('homes');
  });

  test('of somebody who has no grade says why, and replays to nothing', async () => {
    const { ask, party } = await asker(it.sql, it, { agreement: { freshDays: 1 } });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    const query = inquire('number').replace('{ why }', '{ why number report }');
    const { number, report } = result(await ask(query, { variables: input({ reference: 'R-1' }) }));
    expect((await verifyReport(report, await published())).report).toMatchObject({ outcome: 'not_rated', why: 'stale', number });
    expect((await it.ask('steward', `{ reportReplay(number: "${number}") { same } }`)).data).toEqual({ reportReplay: { same: null } });
  });

  test('of a list of one subject is numbered as the ledger numbers it', async () => {
    const query = 'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { ... on AnsweredInquiry { number record { seq } } } } }';
    const { subject, ...rest } = input({ reference: 'R-1' }).input;
    const [{ number, record }] = (await bank.ask(query, { variables: { input: { ...rest, subjects: [{ subject }] } } })).data?.['inquireMany'].results;
    const { data } = await it.ask('steward', `{ customer(id: "${annId}") { disclosures(first: 1) { edges { node { number entry } } } } }`);
    expect(data?.['customer'].disclosures.edges).toEqual([{ node: { number, entry: record.seq } }]);
  });

  test('of one of several subjects is numbered by its place', async () => {
    const query = 'mutation ($input: InquireManyInput!) { inquireMany(input: $input) { results { ... on AnsweredInquiry { number report } } } }';
    const { idempotencyKey } = input({}).input as unknown as { idempotencyKey: string };
    const subjects = [{ reference: 'nobody' }, { reference: 'R-1' }].map((subject) => ({ subject }));
    const answer = await bank.ask(query, { variables: { input: { purpose: 'letting', idempotencyKey, subjects } } });
    const [, { number, report }] = answer.data?.['inquireMany'].results;
    expect(number).toMatch(/\.2$/);
    expect((await verifyReport(report, await published())).report.number).toBe(number);
    expect((await it.ask('steward', `{ reportReplay(number: "${number}") { customer same } }`)).data?.['reportReplay']).toEqual({
      customer: annId,
      same: true,
    });
  });
});

describe('a customer’s ledger, held against what partners were really told', () => {
  test('has each answer once, with its fields, and nothing that was refused', async () => {
    const other = await asker(it.sql, it, { name: 'other' });
    await consented(it.sql, other.party, 'A-2', { reference: 'R-2' });
    await consented(it.sql, other.party, 'A-1', { reference: 'R-1' });
    const asked: [Asker, string, string][] = [
      [bank, 'R-1', 'grade { grade reasons { code } }'],
      [other, 'R-1', 'customer { name }'],
      [other, 'R-2', 'customer { name }'],
      [bank, 'R-2', 'customer { name }'],
      [other, 'nobody', 'customer { name }'],
      [other, 'R-1', 'grade { validUntil } customer { name }'],
    ];
    const fieldsOf: Record<string, string[]> = {
      'grade { grade reasons { code } }': ['AnsweredInquiry.grade', 'SharedGrade.grade', 'SharedGrade.reasons', 'SharedReason.code'],
      'customer { name }': ['Customer.name'],
      'grade { validUntil } customer { name }': ['AnsweredInquiry.grade', 'Customer.name', 'SharedGrade.validUntil'],
    };
    const [since] = await it.sql`select coalesce(max(seq), 0)::int as seq from assay.audit_entry where stream = ${bank.party.partnerId}`;
    const answers = await Promise.all(
      asked.map(async ([{ ask, party }, reference, fields]) => {
        const told = result(await ask(inquire(`number record { seq } ${fields}`), { variables: input({ reference }) }));
        return { customer: reference === 'R-2' ? 'A-2' : 'A-1', partner: party.name, fields: fieldsOf[fields], told };
      }),
    );
    expect(answers.map(({ told }) => told.__typename)).toEqual([
      'AnsweredInquiry',
      'AnsweredInquiry',
      'AnsweredInquiry',
      'RefusedInquiry',
      'RefusedInquiry',
      'AnsweredInquiry',
    ]);
    for (const key of ['A-1', 'A-2']) {
      const id =
        key === 'A-1'
          ? annId
          : (await it.sql<{ id: string }[]>`select customer_id as id from assay.customer where name = 'Empty Ltd'`).map((row) => encodeId('cus', row.id))[0];
      const { data } = await it.ask(
        'steward',
        `{ customer(id: "${id}") { disclosures(first: 100) { edges { node { number entry partner { name } outcome fields { field } } } } } }`,
      );
      const found = data?.['customer'].disclosures.edges
        .map(({ node }: any) => node)
        .filter(({ partner, entry }: any) => partner.name === 'other' || (partner.name === 'homes' && entry > since?.['seq']));
      const expected = answers.filter(({ customer, told }) => customer === key && told.__typename === 'AnsweredInquiry');
      expect(found.map(({ number }: any) => number).sort()).toEqual(expected.map(({ told }) => told.number).sort());
      for (const { told, fields } of expected) {
        const row = found.find(({ number }: any) => number === told.number);
        expect(row.fields.map(({ field }: any) => field)).toEqual(expect.arrayContaining(fields?.filter((field) => field !== 'AnsweredInquiry.grade') ?? []));
        expect(fields).toEqual(
          expect.arrayContaining(row.fields.map(({ field }: any) => field).filter((field: string) => !field.startsWith('AnsweredInquiry'))),
        );
      }
    }
  });
});

describe('a partner that asks of itself', () => {
  test('is told its quotas as the headers say them, and its statement', async () => {
    const { ask, party } = await asker(it.sql, it, { name: 'asks', agreement: { quotas: { day: 7, subject: 5, burst: 4, perSecond: 1 } } });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    const first = await ask(inquire('number'), { variables: input({ reference: 'R-1' }) });
    await ask(inquire('number'), { variables: input({ reference: 'nobody' }) });
    const own = await ask(`{ usage { day inquiries refused limit left subjectLimit burst burstFree perSecond days { day inquiries } }
      statement { partner month final inquiries charged lines { purpose outcome agreementNumber count price { amount } amount { amount currency } } totals { amountMinor currency } } }`);
    expect(first.headers.get('assay-quota-remaining')).toBe('6');
    expect(own.errors).toEqual([]);
    expect(own.data?.['usage']).toEqual({
      ...{ day: today, inquiries: 2, refused: 0, limit: 7, left: 5, subjectLimit: 5, burst: 4, burstFree: 2, perSecond: 1 },
      days: [{ day: today, inquiries: 2 }],
    });
    const statement = { partner: 'asks', month: '2026-11', final: false, inquiries: 2, charged: 1, totals: [{ amountMinor: 50, currency: 'EUR' }] };
    expect(own.data?.['statement']).toMatchObject(statement);
    expect(own.data?.['statement'].lines).toEqual([
      { purpose: 'letting', outcome: 'answered', agreementNumber: 1, count: 1, price: { amount: '0.50' }, amount: { amount: '0.50', currency: 'EUR' } },
      { purpose: 'letting', outcome: 'refused', agreementNumber: 1, count: 1, price: { amount: '0.00' }, amount: { amount: '0.00', currency: 'EUR' } },
    ]);
    const staff = await it.ask('approver', '{ partnerStatement(partner: "asks", month: "2026-11") { partner charged } }');
    expect(staff.data).toEqual({ partnerStatement: { partner: 'asks', charged: 1 } });
    expect((await it.ask('admin', '{ usage { left } }')).errors[0]?.message).toMatch(/Cannot query field "usage"/);
    expect((await bank.ask('{ partnerStatement(partner: "asks") { charged } }')).errors[0]?.message).toMatch(/Cannot query field "partnerStatement"/);
  });

  test('is told that a ruleset changes, and both grades for as many days as were agreed', async () => {
    expect((await bank.ask('{ rulesetChanges { ruleset } }')).data).toEqual({ rulesetChanges: [] });
    await activated(it.sql, { ...graded, name: 'newer', title: { en: 'Newer', zh: '新规则' } });
    await it.sql`update assay.ruleset_activation set begins_on = ${today}, activated_at = ${`${today}T00:00:00Z`} where digest = (select digest from assay.ruleset_version where name = 'newer')`;
    const { data } = await bank.ask('{ rulesetChanges { ruleset title former on bothGradesUntil } }', { language: 'zh' });
    expect(data?.['rulesetChanges']).toEqual([{ ruleset: 'newer', title: '新规则', former: 'sharing', on: today, bothGradesUntil: '2026-12-21' }]);
    const before = result(await bank.ask(inquire('grade { grade former { grade } }'), { variables: input({ reference: 'R-1' }) })).grade;
    expect(before.former).toBeNull();
    await it.sql`update assay.issued_grade set ended_on = ${today}`;
    await it.sql`
      insert into assay.issued_grade (customer_id, subject_id, dimension, grade_id, issue_id, kind, cycle, as_of, rating_id, version, grade, provisional,
        valid_from, valid_until, issued_at, objection_until)
      select customer_id, subject_id, dimension, gen_random_uuid(), issue_id, kind, cycle, as_of, rating_id,
        (select version from assay.ruleset_version where name = 'newer'), 'A', false, ${today}, valid_until, issued_at + interval '1 hour', objection_until
      from assay.issued_grade`;
    const fields = 'report grade { grade ruleset { name } former { grade asOf toldUntil ruleset { name } } }';
    const { grade, report } = result(await bank.ask(inquire(fields), { variables: input({ reference: 'R-1' }) }));
    const former = { grade: before.grade, asOf: '2026-10-31', toldUntil: '2026-12-21', ruleset: { name: 'sharing' } };
    expect(grade).toEqual({ grade: 'A', ruleset: { name: 'newer' }, former });
    expect((await verifyReport(report, await published())).report).toMatchObject({ grade: 'A', former });
  });
});

test('what keeps a report from being made keeps the answer from being changed: the same key answers the same document', async () => {
  const variables = input({ reference: 'R-1' });
  const documents = await Promise.all([1, 2].map(async () => result(await bank.ask(inquire('report'), { variables })).report));
  const of = (jws: string) => {
    const { number: _, audit: __, iat: ___, ...stated } = JSON.parse(Buffer.from(jws.split('.')[1] as string, 'base64url').toString());
    return createHash('sha256').update(JSON.stringify(stated)).digest('hex');
  };
  expect(of(documents[0])).toBe(of(documents[1]));
});
