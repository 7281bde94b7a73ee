import { nameKey } from '../../../src/base/digest.ts';
import { Problem } from '../../../src/base/problem.ts';
import type { Sql, Tx } from '../../../src/db/client.ts';
import type { ConsentRow } from '../../../src/sharing/consent/consent.ts';
import { customersNamed, pageConsents } from '../../../src/sharing/consent/store.ts';
import { type SubjectGiven, subjectOf } from '../../../src/sharing/consent/subject.ts';
import { subjectName } from '../../../src/sharing/consent/subjectname.ts';
import { withdraw } from '../../../src/sharing/consent/withdraw.ts';
import { type Brought, bring } from '../../../src/sharing/filing/bring.ts';
import { file } from '../../../src/sharing/filing/file.ts';
import type { Filed, SignedForm } from '../../../src/sharing/filing/form.ts';
import type { Column } from '../../../src/sharing/filing/sheet.ts';
import type { Standing } from '../../../src/sharing/standing/standing.ts';
import { standingOf } from '../../../src/sharing/standing/store.ts';
import { tell } from '../../customer/staging.ts';
import { person } from '../../rating/activated.ts';
import { partnered, purposeOf, seal, today } from '../world.ts';

export const acting = person('acme', today);
export const digest = 'ab'.repeat(32);
export const idOf = (name: string): string => nameKey('crm', 'customer', name);
export const numbers: Record<string, string> = { ann: 'ANN4711', ben: 'BEN4712', eve: 'EVE4713' };
export const number = (value: string, kind = 'national_id'): SubjectGiven => ({ identifier: { kind, value } });

let forms = 0;
/** A form with a number of its own, signed today. */
export const form = (more: Partial<SignedForm> = {}): SignedForm => {
  forms += 1;
  return { formNumber: `F-${forms}`, formDigest: digest, textVersion: '2026-1', language: 'en', givenOn: today, ...more };
};

export interface Sent {
  readonly subject: SubjectGiven;
  readonly form: SignedForm;
  readonly reference?: string;
}

const opened = (id: string): string | undefined => (id === 'cus_pairwise' ? idOf('eve') : undefined);

/** Customers, and a partner that may ask about persons for `letting` and about anybody for `lending`. */
export async function filer(sql: Sql) {
  await tell(sql, 'crm', [
    ...Object.entries(numbers).map(([name, national_id]) => ({ key: name, kind: 'person', name, ids: { national_id, phone: '+15550100200?' } })),
    { key: 'firm', kind: 'organisation', name: 'Firm', ids: { registration_number: 'HRB12345' } },
    // Two wrote down one number that nobody verified.
    { key: 'one', kind: 'person', name: 'One', ids: { national_id: 'SAME4714?' } },
    { key: 'two', kind: 'person', name: 'Two', ids: { national_id: 'SAME4714?' } },
    // One wrote down the number that another has proved.
    { key: 'right', kind: 'person', name: 'Right', ids: { national_id: 'PROVED4715' } },
    { key: 'wrong', kind: 'person', name: 'Wrong', ids: { national_id: 'PROVED4715?' } },
  ]);
  const letting = purposeOf({ 'rating.grade': 'clear', 'rating.score': 'clear' }, { subjects: ['person'] });
  const made = await partnered(sql, { name: 'acme', agreement: { purposes: { letting, lending: purposeOf({ 'rating.grade': 'clear' }) } } });
  const { partnerId, subjectKey } = made;
  const standing = (await standingOf(sql, partnerId, today)) as Standing;
  return {
    partnerId,
    send: async (sent: readonly Sent[], purpose = 'letting', by = acting): Promise<Filed[]> => {
      const filings = sent.map((each, at) => ({ ...each, subject: subjectOf(each.subject, 'subject'), path: `consents[${at}].form.` }));
      return (await sql.begin((tx) => file(tx, { standing, purpose, seal, opened }, filings, by))) as Filed[];
    },
    load: async (rows: readonly Partial<Record<Column, string>>[], fileDigest = digest): Promise<Brought> => {
      const lines = rows.map((cells, at) => ({ line: at + 2, cells }));
      return (await sql.begin((tx: Tx) => bring(tx, seal, { standing, fileDigest }, lines, person('stella', today)))) as Brought;
    },
    consentsOf: (name: string): Promise<ConsentRow[]> => pageConsents(sql, { partnerId, customerId: idOf(name), check: null }, { after: undefined, most: 100 }),
    takeBack: (name: string, one: ConsentRow | null, on = today) =>
      sql.begin((tx) => withdraw(tx, { customerId: idOf(name), partnerId, one, why: null }, person('front', on))) as Promise<string[]>,
    found: async (given: SubjectGiven): Promise<string[]> => {
      const name = subjectName(subjectOf(given, 'subject'), subjectKey);
      return (await customersNamed(sql, partnerId, name ? [name] : [])).map(({ customerId }) => customerId);
    },
  };
}

/** What was refused. */
export const refusal = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
