import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Draft } from '../../../src/sharing/consent/consent.ts';
import { type Fate, sift } from '../../../src/sharing/consent/sift.ts';
import { type Filed, filedAs } from '../../../src/sharing/filing/form.ts';
import { ann, ben, consentIdOf, digest, form } from '../consent/drafts.ts';

const recorded: Fate = { is: 'recorded' };
const repeated: Fate = { is: 'repeated' };
const used: Fate = { is: 'form', number: 'F-1' };
const withdrawn: Fate = { is: 'withdrawn', on: '2026-11-10' };

it.each<[string, Fate, boolean, Filed]>([
  ['a new form', recorded, true, 'filed'],
  ['the same again', repeated, true, 'filed'],
  ['the same again, of the same person by another name', repeated, false, 'filed'],
  ['another purpose of it, of the same person by another name', recorded, false, 'filed'],
  ['of nobody, several, or a kind that is not agreed on, or of somebody whose consent its number made otherwise', used, true, 'no_record'],
  ['of somebody who took the word back', withdrawn, true, 'no_record'],
  ['of nobody or of a customer, named for another before', used, false, 'refused'],
  ['of a customer who took the word back, named for another before', withdrawn, false, 'refused'],
])('what came of a form: %s', (_, fate, isOwn, filed) => {
  expect(filedAs(fate, isOwn)).toBe(filed);
});

it('whoever a form is named for, where no consent of theirs is on record it says what it says of a stranger', () => {
  const known = fc.record({
    consentIds: fc.constant(new Set<string>()),
    forms: fc.array(
      fc.record({ number: fc.constantFrom('F-1', 'F-2'), digest: fc.constant(digest), customerId: fc.constant(ben), purpose: fc.constant('letting') }),
    ),
    withdrawals: fc.array(
      fc.record({ customerId: fc.constantFrom(ann, ben), purpose: fc.constantFrom('letting', 'lending', null), withdrawnOn: fc.constant('2026-11-10') }),
    ),
  });
  const anyDraft: fc.Arbitrary<Draft> = fc
    .record({
      number: fc.constantFrom('F-1', 'F-2'),
      purpose: fc.constantFrom('letting', 'lending'),
      isAnothers: fc.boolean(),
      givenOn: fc.constantFrom('2026-11-09', '2026-11-11'),
    })
    .map(({ number, ...more }) =>
      form({ ...more, consentId: consentIdOf(0), customerId: ann, evidence: { way: 'partner', formNumber: number, formDigest: digest } }),
    );
  fc.assert(
    fc.property(anyDraft, known, (draft, said) => {
      const nobodys = { ...draft, consentId: consentIdOf(1), customerId: consentIdOf(2), isAnothers: true };
      const [fate, strangers] = sift([draft, nobodys], said) as [Fate, Fate];
      const isOwn = !draft.isAnothers;
      expect(strangers.is).toBe('form');
      if (fate.is !== 'recorded') expect(filedAs(fate, isOwn)).toBe(filedAs(strangers, isOwn));
      else expect(isOwn).toBe(true);
    }),
  );
});
