import { beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../src/base/id.ts';
import { addDays } from '../../src/base/time.ts';
import type { Agreement } from '../../src/sharing/agreement/agreement.ts';
import { agreed, agreementOf, keyPair, purposeOf, today } from '../sharing/world.ts';
import { asker, consented, input, inquire, issued } from './market.ts';
import { type Api, api } from './world.ts';

let it: Api;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await issued(it.sql);
});

let keys = 0;
const idempotencyKey = (): string => `step-${(keys += 1)}`;
/** What a mutation of one input answers. */
const act = async (role: 'steward' | 'approver' | 'admin', name: string, type: string, given: object, fields: string, language = 'en') => {
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} refusal { code message path } } }`;
  const answer = await it.ask(role, query, { variables: { input: { idempotencyKey: idempotencyKey(), ...given } }, language });
  expect(answer.errors).toEqual([]);
  return answer.data?.[name];
};
const registration = (name: string) => ({
  ...{ name, title: 'Homes', kind: 'LANDLORD', why: 'They asked.', jwks: JSON.stringify({ keys: [keyPair(`${name}-1`).jwk] }) },
  contacts: [{ name: 'Cora', email: 'cora@homes.example' }],
});
const register = (given: object, fields = 'partner { name state keys { kid state algorithm } contacts { name email } } subjectKey') =>
  act('steward', 'registerPartner', 'RegisterPartnerInput', given, fields);
const draft = (document: object | string, language?: string) =>
  act(
    'steward',
    'draftAgreement',
    'DraftAgreementInput',
    { text: typeof document === 'string' ? document : JSON.stringify(document), comment: 'As agreed.' },
    'isChanged version { id number state digest } faults { code path line message }',
    language,
  );
const submit = (version: string, more: object = {}) =>
  act('steward', 'submitAgreement', 'SubmitAgreementInput', { version, comment: 'Please look.', ...more }, 'approval { id digest } version { state }');
const changes = 'changes { partner from to changes { purpose part from to isGain sentence } terms { path old new } }';

describe('a partner', () => {
  test('is registered by a steward; its subject key is told by that answer alone', async () => {
    const given = { ...registration('homes'), idempotencyKey: 'register-homes' };
    const made = await register(given);
    expect(made).toMatchObject({
      refusal: null,
      partner: {
        name: 'homes',
        state: 'ACTIVE',
        keys: [{ kid: 'homes-1', state: 'IN_FORCE', algorithm: 'ES256' }],
        contacts: [{ name: 'Cora', email: 'cora@homes.example' }],
      },
    });
    expect(Buffer.from(made.subjectKey, 'base64')).toHaveLength(32);
    expect(await register(given)).toEqual(made);
    const kept = await it.sql<{ all: string }[]>`select string_agg(response::text, ' ') as all from assay.request_key`;
    expect(kept[0]?.all).not.toContain(made.subjectKey);
    expect(await register(registration('homes'))).toMatchObject({ partner: null, subjectKey: null, refusal: { code: 'SHARING_PARTNER_TAKEN', path: 'name' } });
  });

  test('exists for nobody who may not read partners, and is changed by nobody who may not edit them', async () => {
    for (const role of ['agent', 'analyst', 'officer', 'machine', 'operator'] as const) {
      const answer = await it.ask(role, '{ partners { edges { node { name } } } }');
      expect(answer.errors[0]?.message).toContain('Cannot query field "partners"');
    }
    const approver = await it.ask('approver', 'mutation { suspendPartner(input: { partner: "homes", why: "x", idempotencyKey: "x" }) { refusal { code } } }');
    expect(approver.errors[0]?.message).toContain('Cannot query field "suspendPartner"');
    expect((await it.ask('approver', '{ partner(name: "homes") { title } }')).data).toEqual({ partner: { title: 'Homes' } });
  });

  test('has its keys rotated and withdrawn, is suspended and resumed, with everything on record', async () => {
    await register(registration('flats'));
    const [fields, until] = ['partner { state keys { kid state until why } }', '2026-12-01T00:00:00.000Z'];
    const jwks = JSON.stringify({ keys: [keyPair('flats-2').jwk] });
    await act('steward', 'addPartnerKeys', 'AddPartnerKeysInput', { partner: 'flats', jwks, othersUntil: until, why: 'Yearly.' }, fields);
    const revoked = await act('steward', 'revokePartnerKey', 'RevokePartnerKeyInput', { partner: 'flats', kid: 'flats-2', why: 'It leaked.' }, fields);
    expect(revoked.partner.keys.toSorted((a: { kid: string }, b: { kid: string }) => a.kid.localeCompare(b.kid))).toEqual([
      { kid: 'flats-1', state: 'IN_FORCE', until, why: 'Yearly.' },
      { kid: 'flats-2', state: 'REVOKED', until: null, why: 'It leaked.' },
    ]);
    const why = { partner: 'flats', why: 'A complaint.' };
    for (const [verb, state] of [
      ['suspend', 'SUSPENDED'],
      ['resume', 'ACTIVE'],
      ['end', 'ENDED'],
    ] as const)
      expect(await act('steward', `${verb}Partner`, 'PartnerStepInput', why, fields)).toMatchObject({ partner: { state }, refusal: null });
    expect(await act('steward', 'resumePartner', 'PartnerStepInput', why, fields)).toMatchObject({ partner: null, refusal: { code: 'SHARING_PARTNER_STATE' } });
    const { data } = await it.ask('steward', '{ partner(name: "flats") { events { edges { node { what why who } } } } }');
    const events = data?.['partner'].events.edges.map(({ node }: { node: { what: string } }) => node.what);
    expect(events).toEqual([
      'partner.end',
      'partner.resume',
      'partner.suspend',
      'partner.key_revoke',
      'partner.key_add',
      'partner.key_add',
      'partner.register',
    ]);
  });

  test('sends a private key: it is refused and kept nowhere', async () => {
    const { privateKey } = keyPair('x');
    const jwk = privateKey.export({ format: 'jwk' });
    const refused = await register({ ...registration('careless'), jwks: JSON.stringify({ keys: [jwk] }) });
    expect(refused).toMatchObject({ partner: null, refusal: { code: 'SHARING_JWK_PRIVATE', path: 'jwks.keys[0]' } });
    expect(JSON.stringify(it.logged)).not.toContain(jwk.d);
  });
});

describe('an agreement', () => {
  test('is put in force by another person, who sees which fields become visible to whom', async () => {
    await register(registration('rooms'));
    const drafted = await draft(agreementOf('rooms'));
    expect(drafted).toMatchObject({ isChanged: true, faults: [], version: { number: 1, state: 'DRAFT' } });
    const { approval, version } = await submit(drafted.version.id);
    expect(version.state).toBe('SUBMITTED');
    const inbox = `{ approvals(kind: "agreement", state: SUBMITTED) { edges { node { id title mayDecide agreement { number urgent ${changes} } } } } }`;
    const { data } = await it.ask('approver', inbox, { language: 'zh' });
    const [{ node }] = data?.['approvals'].edges;
    expect(node).toMatchObject({ id: approval.id, mayDecide: true, agreement: { number: 1, urgent: null, changes: { partner: 'rooms', from: null, to: 1 } } });
    const names = node.agreement.changes.changes.map(({ part }: { part: string }) => part);
    expect(names).toEqual(expect.arrayContaining(['Customer.name', 'AnsweredInquiry.grade']));
    expect(names).not.toEqual(expect.arrayContaining(['Customer.address']));
    const name = node.agreement.changes.changes.find(({ part }: { part: string }) => part === 'Customer.name');
    expect(name).toEqual({
      purpose: 'letting',
      part: 'Customer.name',
      from: 'ABSENT',
      to: 'CLEAR',
      isGain: true,
      sentence: 'rooms 就用途 letting：新增可见 Customer.name',
    });
    const decision = { approval: approval.id, digest: approval.digest, comment: 'Agreed.' };
    expect(await act('approver', 'approve', 'ApprovalInput', decision, 'approval { state }')).toMatchObject({ approval: { state: 'APPROVED' }, refusal: null });
    const partner = await it.ask(
      'steward',
      '{ partner(name: "rooms") { agreement { number state fromOn document events { edges { node { what } } } } agreements { edges { node { state } } } } }',
    );
    expect(partner.data?.['partner']).toMatchObject({
      agreement: { number: 1, state: 'IN_FORCE', fromOn: today },
      agreements: { edges: [{ node: { state: 'IN_FORCE' } }] },
    });
    expect(JSON.parse(partner.data?.['partner'].agreement.document)).toEqual(agreementOf('rooms'));
  });

  test('of one who submitted it is not decided by the same person', async () => {
    await register(registration('alone'));
    const document = { text: JSON.stringify(agreementOf('alone')), comment: 'x' };
    const { version } = await act('admin', 'draftAgreement', 'DraftAgreementInput', document, 'version { id }');
    const { approval } = await act('admin', 'submitAgreement', 'SubmitAgreementInput', { version: version.id, comment: 'x' }, 'approval { id digest }');
    const decision = { approval: approval.id, digest: approval.digest, comment: 'Mine.' };
    expect(await act('admin', 'approve', 'ApprovalInput', decision, 'approval { state }')).toMatchObject({
      refusal: { code: 'APPROVAL_AUTHOR_CANNOT_APPROVE' },
    });
  });

  test('with faults is told line by line, in the language of the request', async () => {
    const text = `kind: agreement\npartner: homes\ntitle: { en: Homes, zh: 房屋 }\npurposes:\n  letting:\n    title: { en: L, zh: 租 }\n    grain: detail\n    scopes:\n      usage.detail: clear\nwindowMonths: 12\nfreshDays: 31\nquotas: { day: 1, subject: 1, burst: 1, perSecond: 1 }\nprice: { inquiryMinor: 1, currency: EUR }\nretentionDays: 30\nvalid: { from: 2026-12-01, until: 2027-12-01 }\n`;
    const found = { code: 'SHARING_NOT_ENTITLED', path: 'purposes.letting.scopes.usage.detail' };
    const { data } = await it.ask('steward', 'query ($text: String!) { agreementFaults(text: $text) { code path message } }', {
      variables: { text },
      language: 'zh',
    });
    expect(data?.['agreementFaults']).toMatchObject([{ ...found, message: expect.stringContaining('不得获得') }]);
    const drafted = await draft(text);
    expect(drafted).toMatchObject({ isChanged: true, faults: [{ code: found.code, message: expect.stringContaining('may not receive') }] });
    expect(await submit(drafted.version.id)).toMatchObject({ approval: null, refusal: { code: 'SHARING_AGREEMENT_FAULTS' } });
    expect(await draft('kind: agreement')).toMatchObject({ version: null, refusal: { code: 'SHARING_AGREEMENT_FAULTS' } });
  });
});

describe('a partner at work', () => {
  const graded = purposeOf({ 'rating.grade': 'clear', 'rating.reasons': 'clear', 'profile.identity': 'clear' });
  const own = `{ agreement { number title digest fromOn windowMonths quotas { day subject } price { amount currency }
    purposes { name title grain subjects carried scopes { scope treatment } } next { number fromOn changes { purpose part from to sentence } terms { path new } } } }`;

  test('reads its own agreement, and what the next version takes away and when: it is deprecated until then', async () => {
    const { party, ask } = await asker(it.sql, it, { agreement: { purposes: { letting: graded } } });
    const from = addDays(today, 31);
    const less = { letting: purposeOf({ 'rating.grade': 'clear', 'rating.reasons': 'clear' }) };
    await agreed(it.sql, agreementOf(party.name, { purposes: less, valid: { from, until: addDays(today, 400) } }));
    const answer = await ask(own, { language: 'zh' });
    expect(answer.errors).toEqual([]);
    const { agreement } = answer.data as { agreement: Record<string, any> };
    expect(agreement).toMatchObject({
      number: 1,
      title: '出租前查询等级',
      digest: party.version?.digest,
      windowMonths: 24,
      price: { amount: '0.50', currency: 'EUR' },
    });
    expect(agreement['purposes']).toMatchObject([
      {
        name: 'letting',
        grain: 'detail',
        subjects: ['person', 'organisation'],
        scopes: expect.arrayContaining([{ scope: 'rating.grade', treatment: 'clear' }]),
      },
    ]);
    expect(agreement['next']).toMatchObject({
      number: 2,
      fromOn: from,
      terms: expect.arrayContaining([{ path: 'purposes.letting.scopes.profile.identity', new: null }]),
    });
    const gone = agreement['next'].changes.find(({ part }: { part: string }) => part === 'Customer.name');
    expect(gone).toMatchObject({ purpose: 'letting', from: 'CLEAR', to: 'ABSENT', sentence: `${party.name} 就用途 letting：不再有 Customer.name` });
    const ids = await it.ask('steward', 'query ($name: String!) { agreements(partner: $name) { edges { node { id } } } }', { variables: { name: party.name } });
    const [second, first] = ids.data?.['agreements'].edges.map(({ node }: { node: { id: string } }) => node.id);
    const diff = 'query ($from: ID!, $to: ID!) { agreementDiff(from: $from, to: $to) { from to changes { part isGain } } }';
    const told = await it.ask('approver', diff, { variables: { from: first, to: second } });
    expect(told.data?.['agreementDiff']).toMatchObject({ from: 1, to: 2, changes: expect.arrayContaining([{ part: 'Customer.name', isGain: false }]) });
    const { version: other } = (await asker(it.sql, it)).party;
    const crossed = await it.ask('approver', diff, { variables: { from: first, to: encodeId('agr', other?.versionId as string) } });
    expect(crossed.errors[0]?.extensions['code']).toBe('SHARING_AGREEMENT_OTHERS');
    const shown = await ask('{ __type(name: "Customer") { fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }');
    const fields = shown.data?.['__type'].fields as { name: string; isDeprecated: boolean; deprecationReason: string }[];
    expect(fields.filter(({ isDeprecated }) => isDeprecated).map(({ name }) => name)).toContain('name');
    expect(fields.find(({ name }) => name === 'name')?.deprecationReason).toContain(from);
  });

  test('whose agreement is suspended is refused from then on, with the token that it has', async () => {
    const { party, ask } = await asker(it.sql, it);
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    const asked = () => ask(inquire('grade { grade }'), { variables: input({ reference: 'R-1' }) });
    expect((await asked()).data?.['inquire'].result.__typename).toBe('AnsweredInquiry');
    const step = { partner: party.name, why: 'A complaint.' };
    await act('steward', 'suspendAgreement', 'AgreementStepInput', step, 'version { state }');
    expect((await asked()).errors[0]?.extensions['code']).toBe('SHARING_AGREEMENT_NONE');
    await act('steward', 'resumeAgreement', 'AgreementStepInput', step, 'version { state }');
    await expect.poll(async () => (await asked()).data?.['inquire']?.result.__typename).toBe('AnsweredInquiry');
  });

  test('is rehearsed: what its last inquiries would come to under a proposed agreement', async () => {
    const { party, ask } = await asker(it.sql, it, { agreement: { purposes: { letting: graded, care: purposeOf({ 'rating.grade': 'clear' }) } } });
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    for (const fields of ['grade { grade }', 'grade { grade } customer { name }']) await ask(inquire(fields), { variables: input({ reference: 'R-1' }) });
    await ask(inquire('grade { grade }'), { variables: input({ reference: 'nobody' }) });
    await ask(inquire('grade { grade }'), { variables: { input: { ...input({ reference: 'R-1' }).input, purpose: 'care' } } });
    const proposed = (more: Partial<Agreement>): string => JSON.stringify(agreementOf(party.name, more));
    const query = `query ($text: String!, $last: Int) { agreementDryRun(text: $text, last: $last) { faults { code } difference { from to }
      rehearsal { requests inquiries answered refusedNow answeredNow refusedBefore causes { cause text inquiries } fields { change { part from to } inquiries } } } }`;
    const run = async (more: Partial<Agreement>, last = 100) => {
      const answer = await it.ask('steward', query, { variables: { text: proposed(more), last } });
      expect(answer.errors).toEqual([]);
      return answer.data?.['agreementDryRun'];
    };
    const same = await run({ purposes: { letting: graded, care: graded } });
    expect(same).toMatchObject({
      faults: [],
      difference: { from: 1, to: null },
      rehearsal: { requests: 4, inquiries: 4, answered: 2, refusedBefore: 2, refusedNow: 0 },
    });
    const masked = await run({ purposes: { letting: purposeOf({ 'rating.grade': 'clear', 'rating.reasons': 'clear', 'profile.identity': 'masked' }) } });
    expect(masked.rehearsal).toMatchObject({ answered: 2, fields: [{ change: { part: 'Customer.name', from: 'CLEAR', to: 'MASKED' }, inquiries: 1 }] });
    const gone = await run({ purposes: { letting: purposeOf({ 'rating.grade': 'clear' }, { subjects: ['person'] }) } });
    expect(gone.rehearsal).toMatchObject({ answered: 1, refusedNow: 1, causes: [{ cause: 'fields', inquiries: 1 }] });
    expect((await run({}, 2)).rehearsal).toMatchObject({ requests: 2 });
    const carried = await run({ purposes: { letting: { ...graded, carried: true } } });
    expect(carried.rehearsal.causes).toMatchObject([{ cause: 'carried', inquiries: 2 }]);
  });
});
