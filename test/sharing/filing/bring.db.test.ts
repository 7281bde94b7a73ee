import { beforeAll, describe, expect, test } from 'vitest';
import { encodeId } from '../../../src/base/id.ts';
import type { Sql } from '../../../src/db/client.ts';
import { completeSubjects } from '../../../src/sharing/consent/complete.ts';
import type { ConsentRow } from '../../../src/sharing/consent/consent.ts';
import { forgetConsents, pageConsents } from '../../../src/sharing/consent/store.ts';
import { decide } from '../../../src/sharing/filing/decide.ts';
import type { Column } from '../../../src/sharing/filing/sheet.ts';
import { tell } from '../../customer/staging.ts';
import { database } from '../../database.ts';
import { person } from '../../rating/activated.ts';
import { seal, today } from '../world.ts';
import { digest, filer, form, idOf, number, numbers, refusal } from './filer.ts';

let sql: Sql;
let acme: Awaited<ReturnType<typeof filer>>;
beforeAll(async () => {
  sql = await database();
  acme = await filer(sql);
  await acme.send([
    { subject: number('ANN4711'), form: form(), reference: 'tenant 7' },
    ...[1, 2, 3].map(() => ({ subject: number('BEN4712'), form: form() })),
    { subject: number('EVE4713'), form: form() },
  ]);
});

describe('a spot check', () => {
  const check = (consent: ConsentRow, passed: boolean, why = 'Looked at the form.') =>
    sql.begin((tx) => decide(tx, { id: encodeId('con', consent.consentId), passed, why }, person('stella', today)));

  test('that fails ends the consent at once and tells it; each is decided once', async () => {
    const queue = await pageConsents(
      sql,
      { partnerId: acme.partnerId, customerId: idOf('ben'), check: 'queued' },
      { after: undefined, most: 100, oldest: true },
    );
    expect(queue.map(({ recordedAt }) => recordedAt)).toEqual(queue.map(({ recordedAt }) => recordedAt).toSorted());
    const [good, bad] = queue as [ConsentRow, ConsentRow];
    await check(good, true);
    await check(bad, false, 'The form is not there.');
    const now = new Map((await acme.consentsOf('ben')).map((row) => [row.consentId, row]));
    expect(now.get(good.consentId)).toMatchObject({ spotCheck: 'passed', checkedBy: 'stella' });
    expect(now.get(bad.consentId)).toMatchObject({ spotCheck: 'failed', checkedWhy: 'The form is not there.' });
    expect(await sql`select from assay.outbox_event where topic = 'consent.failed'`).toHaveLength(1);
    expect(await refusal(check(bad, true))).toMatchObject({ code: 'SHARING_CONSENT_CHECKED' });
    expect(await refusal(check({ ...bad, consentId: idOf('ben') }, true))).toMatchObject({ code: 'SHARING_CONSENT_UNKNOWN' });
    expect(await refusal(check(queue[2] as ConsentRow, true, ' '))).toMatchObject({ code: 'SHARING_WHY_MISSING' });
    // The form whose check failed is used up.
    const again = { formNumber: bad.formNumber as string, formDigest: digest, textVersion: '2026-1', language: 'en', givenOn: today };
    const before = await acme.consentsOf('ben');
    await acme.send([{ subject: number('BEN4712'), form: again }], bad.purpose);
    expect(await acme.consentsOf('ben')).toEqual(before);
  });
});

describe('a file of consents', () => {
  const good: Partial<Record<Column, string>> = {
    ...{ customer: 'ben', reference: 'tenant 9', purpose: 'lending', scopes: 'rating.grade', text_version: '2025-3', language: 'zh', given_on: '2026-01-31' },
    ...{ valid_from: '', valid_until: '2028-01-01T00:00:00+08:00', form_number: 'B-1', form_digest: digest },
  };
  test('is recorded line by line; what is wrong is left out with its place and reason, and nothing is lost', async () => {
    const rows: [Partial<Record<Column, string>>, string, string][] = [
      [good, '', ''],
      [{ ...good, customer: 'nobody', form_number: 'B-2' }, 'customer', 'SHARING_CUSTOMER_UNKNOWN'],
      [{ ...good, customer: '', form_number: 'B-3' }, 'customer', 'SHARING_CONSENT_CELL_MISSING'],
      [{ ...good, given_on: '31.01.2026', form_number: 'B-4' }, 'given_on', 'SHARING_CONSENT_DAY'],
      [{ ...good, valid_until: 'soon', form_number: 'B-5' }, 'valid_until', 'SHARING_CONSENT_INSTANT'],
      [{ ...good, valid_until: '2026-11-01T00:00:00Z', form_number: 'B-6' }, 'valid_until', 'SHARING_CONSENT_VALIDITY'],
      [{ ...good, purpose: 'spying', form_number: 'B-7' }, 'purpose', 'SHARING_PURPOSE_UNKNOWN'],
      [{ ...good, scopes: 'rating.grade usage.detail', form_number: 'B-8' }, 'scopes', 'SHARING_CONSENT_SCOPES'],
      [{ ...good, form_digest: 'x', form_number: 'B-9' }, 'form_digest', 'SHARING_CONSENT_DIGEST'],
      [{ ...good, customer: 'two' }, 'form_number', 'SHARING_CONSENT_FORM_USED'],
      [good, '', ''],
    ];
    const brought = await acme.load(rows.map(([cells]) => cells));
    expect(brought).toMatchObject({ recorded: 1, unchanged: 1 });
    expect(brought.refused.map(({ line, column, code }) => [line, column, code]).sort()).toEqual(
      rows.flatMap(([, column, code], at) => (code ? [[at + 2, column, code]] : [])).sort(),
    );
    expect(brought.recorded + brought.unchanged + brought.refused.length).toBe(rows.length);
    const [consent] = (await acme.consentsOf('ben')).filter(({ formNumber }) => formNumber === 'B-1');
    expect(consent).toMatchObject({ givenBy: 'import', evidence: { line: 2, fileDigest: digest }, validUntil: '2027-12-31T16:00:00.000Z', spotCheck: null });
    expect(await acme.found({ reference: 'tenant 9' })).toEqual([idOf('ben')]);
  });

  test('again, also as a part of another file, adds nothing', async () => {
    const before = await sql`select * from assay.consent order by consent_id`;
    expect(await acme.load([good], 'cd'.repeat(32))).toEqual({ recorded: 0, unchanged: 1, refused: [] });
    expect(await acme.load([{ ...good, customer: encodeId('cus', idOf('ben')) }])).toEqual({ recorded: 0, unchanged: 1, refused: [] });
    expect(await sql`select * from assay.consent order by consent_id`).toEqual(before);
  });
});

test('identifiers that come later, or go, are followed', async () => {
  const row = { key: 'ann', kind: 'person', name: 'ann' };
  const [before] = await sql<{ at: string }[]>`select recorded_at as at from assay.fact_clock`;
  await tell(sql, 'crm', [{ ...row, ids: { national_id: 'ANN4711', passport: 'E7654321' } }]);
  expect(await acme.found(number('E7654321', 'passport'))).toEqual([]);
  expect(await completeSubjects(sql, seal, before?.at)).toEqual({ added: 1, dropped: 0 });
  expect(await acme.found(number('E7654321', 'passport'))).toEqual([idOf('ann')]);
  await tell(sql, 'crm', [{ ...row, ids: { national_id: 'ANN4799' } }]);
  expect(await completeSubjects(sql, seal)).toEqual({ added: 1, dropped: 2 });
  expect(await Promise.all([number('ANN4711'), number('E7654321', 'passport'), number('ANN4799')].map(acme.found))).toEqual([[], [], [idOf('ann')]]);
  expect(await acme.found({ reference: 'tenant 7' })).toEqual([idOf('ann')]);
  expect(await completeSubjects(sql, seal)).toEqual({ added: 0, dropped: 0 });
});

test('the log tells everything that was done and nobody that it was done to', async () => {
  await acme.takeBack('eve', null);
  const entries = await sql<
    { what: string; text: string }[]
  >`select what, (log_entry.*)::text as text from assay.log_entry where what like 'consent.%' order by entry_id`;
  const counts = Object.fromEntries([...Map.groupBy(entries, ({ what }) => what)].map(([what, all]) => [what, all.length]));
  const [recorded] = await sql<{ count: number }[]>`select count(*)::int as count from assay.consent`;
  expect(counts).toMatchObject({
    'consent.record': recorded?.count,
    'consent.pass': 1,
    'consent.fail': 1,
    'consent.withdraw': expect.any(Number),
    'consent.file': expect.any(Number),
  });
  const names = ['ann', 'ben', 'eve', 'right', 'wrong'].flatMap((name) => [idOf(name), encodeId('cus', idOf(name))]);
  const text = JSON.stringify(entries);
  for (const name of [...names, ...Object.values(numbers), 'tenant 7']) expect(text).not.toContain(name);
});

test('of a customer that is forgotten nothing remains', async () => {
  await sql.begin((tx) => forgetConsents(tx, [idOf('ben')]));
  for (const table of ['consent', 'consent_withdrawal', 'consent_directory'])
    expect(await sql`select from assay.${sql(table)} where customer_id = ${idOf('ben')}`).toHaveLength(0);
  expect(await acme.consentsOf('ann')).not.toHaveLength(0);
});
