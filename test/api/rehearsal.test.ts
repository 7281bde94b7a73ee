import { beforeAll, expect, test } from 'vitest';
import { rate } from '../../src/rating/rate.ts';
import { find } from '../../src/rating/version/find.ts';
import type { Version } from '../../src/rating/version/version.ts';
import type { Agreement } from '../../src/sharing/agreement/agreement.ts';
import { agreementOf, today } from '../sharing/world.ts';
import { type Asker, asker, consented, input, inquire, issued } from './market.ts';
import { type Api, api, at } from './world.ts';

let it: Api;
let official: Asker;
let computed: Asker;
beforeAll(async () => {
  it = await api({ unboundPartners: true });
  await issued(it.sql);
  const version = (await find(it.sql, { dimension: 'credit' })) as Version;
  await rate(it.sql, { version, asOf: '2026-11-20', today, now: () => at });
  official = await asker(it.sql, it);
  computed = await asker(it.sql, it, { agreement: { grade: 'monitoring' } });
  for (const { party, ask } of [official, computed]) {
    await consented(it.sql, party, 'A-1', { reference: 'R-1' });
    // Why nobody is rated is a word of the grade too.
    for (const asked of [inquire('grade { grade }'), inquire('customer { name }').replace('... on NotRatedInquiry { why }', '')]) {
      const answer = await ask(asked, { variables: input({ reference: 'R-1' }) });
      expect(answer.data?.['inquire'].result.__typename).toBe('AnsweredInquiry');
    }
  }
});

const query = `query ($text: String!) { agreementDryRun(text: $text) { faults { severity code path }
  rehearsal { inquiries answered refusedNow gradeNotTold unknown causes { cause text inquiries } } } }`;
async function rehearsed({ party: { name } }: Asker, more: Partial<Agreement>) {
  const answer = await it.ask('steward', query, { variables: { text: JSON.stringify(agreementOf(name, more)) } });
  expect(answer.errors).toEqual([]);
  const { faults, rehearsal } = answer.data?.['agreementDryRun'];
  const { answered, gradeNotTold, unknown, causes } = rehearsal;
  return { faults, counts: [answered, gradeNotTold, unknown], causes: causes.map(({ cause }: { cause: string }) => cause) };
}

test('a grade is told as before while the proposed agreement asks for no fresher one, and no other', async () => {
  expect(await rehearsed(official, {})).toEqual({ faults: [], counts: [2, 0, 0], causes: [] });
  expect(await rehearsed(official, { freshDays: 22 })).toMatchObject({ counts: [2, 0, 0] });
  expect(await rehearsed(computed, { grade: 'monitoring', freshDays: 2 })).toMatchObject({ counts: [2, 0, 0], causes: [] });
});

test('a grade that would be stale, of another dimension or of the other kind is not counted as told; who asked for none is answered', async () => {
  expect(await rehearsed(official, { freshDays: 1 })).toMatchObject({ faults: [], counts: [1, 1, 0], causes: ['stale'] });
  expect(await rehearsed(computed, { grade: 'monitoring', freshDays: 1 })).toMatchObject({ counts: [1, 1, 0], causes: ['stale'] });
  expect(await rehearsed(official, { grade: 'monitoring' })).toMatchObject({ counts: [1, 1, 0], causes: ['grade'] });
  expect(await rehearsed(computed, {})).toMatchObject({ counts: [1, 1, 0], causes: ['grade'] });
});

test('a dimension that nobody is rated in is a warning, and its grades are not those that were told', async () => {
  const { faults, ...rest } = await rehearsed(official, { dimension: 'churn' });
  expect(faults).toEqual([{ severity: 'warning', code: 'SHARING_DIMENSION_UNRATED', path: 'dimension' }]);
  expect(rest).toEqual({ counts: [1, 1, 0], causes: ['dimension'] });
});

test('of a grade that is kept no more nothing is claimed', async () => {
  await it.sql`delete from assay.issued_grade`;
  await it.sql`delete from assay.rating`;
  for (const each of [official, computed]) {
    const { grade } = each.party.document as Agreement;
    expect(await rehearsed(each, { grade })).toMatchObject({ counts: [1, 0, 1], causes: [] });
  }
});
