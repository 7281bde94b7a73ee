import { beforeAll, describe, expect, test } from 'vitest';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Api, api, canaries } from './world.ts';

let it: Api;
let bank: Asker;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await it.sql`insert into assay.coverage values ('crm', 'bill', '2026-01-01', '2026-12-31', now()), ('crm', 'payment', '2026-01-01', '2026-12-31', now())`;
  await issued(it.sql);
  bank = await asker(it.sql, it);
  await consented(it.sql, bank.party, 'A-1', { reference: 'R-1' });
});

const whole =
  'number subject consent record { seq hash } grade { grade provisional asOf validUntil reasons { code text } ruleset { name digest } } customer { name }';

describe('an inquiry about somebody who consented', () => {
  test('is answered with what the agreement grants', async () => {
    const answer = await bank.ask(inquire(whole), { variables: input({ reference: 'R-1' }) });
    if (answer.errors.length > 0) console.error(JSON.stringify(it.logged));
    expect(answer.errors).toEqual([]);
    expect(answer).toMatchObject({
      status: 200,
      data: {
        inquire: {
          result: {
            __typename: 'AnsweredInquiry',
            number: `${bank.party.name}-00000001`,
            customer: { name: canaries.name },
            grade: { grade: expect.stringMatching(/^[ABC]$/) },
          },
        },
      },
    });
  });

  test('finds the same person by number, by its hash and by the id of an earlier answer', async () => {
    const first = await bank.ask(inquire('subject grade { grade }'), { variables: input({ identifier: { kind: 'national_id', value: canaries.national } }) });
    const { subject } = first.data?.['inquire'].result;
    expect(subject).toMatch(/^cus_/);
    const again = await bank.ask(inquire('subject'), { variables: input({ id: subject }) });
    expect(again.data?.['inquire'].result).toEqual({ __typename: 'AnsweredInquiry', subject });
  });

  test('what is not granted does not exist', async () => {
    const answer = await bank.ask(inquire('customer { address }'), { variables: input({ reference: 'R-1' }) });
    expect(answer.errors[0]?.message).toBe('Cannot query field "address" on type "Customer".');
  });
});

test('whoever is unknown, or did not consent, is refused alike', async () => {
  const answers = await Promise.all(
    [{ reference: 'nobody' }, { identifier: { kind: 'registration_number', value: 'ZZ-99-881' } }, { id: 'cus_0000' }].map((subject) =>
      bank.ask(inquire(whole), { variables: input(subject) }),
    ),
  );
  expect(answers.map(({ data }) => data?.['inquire'].result.__typename)).toEqual(['RefusedInquiry', 'RefusedInquiry', 'RefusedInquiry']);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});
