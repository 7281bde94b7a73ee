import { describe, expect, it } from 'vitest';
import { compile } from '../../src/rating/card/evaluator.ts';
import { nothing } from '../../src/rating/decision/given.ts';
import { traceOf } from '../../src/rating/decision/trace.ts';
import { missing } from '../../src/rating/indicator.ts';
import { digestOfInputs, pack } from '../../src/rating/rating.ts';
import { parse } from '../../src/rating/ruleset.ts';
import type { Version } from '../../src/rating/version/version.ts';
import { number, special } from './card.ts';

const text = (en: string) => ({ en, zh: en });
const counted = { fact: 'contract_event', measure: 'count', unit: 'x', better: 'lower', label: text('x') };
const { ruleset } = parse({
  kind: 'ruleset',
  name: 'told',
  title: text('Told'),
  dimension: 'credit',
  indicators: { events: counted, points: counted, since: { ...counted, measure: 'months_since' }, tenure: counted },
  cards: [{ name: 'main', characteristics: [{ indicator: 'points', scale: { knots: [0, 100].map((at) => ({ at, points: at })) } }] }],
  grades: [{ grade: 'A', from: 80 }, { grade: 'B', from: 60 }, { grade: 'C' }],
  knockouts: [
    { code: 'SCORE', when: [{ indicator: 'events', op: '>', value: 0 }], lasts: { months: 12, since: 'since' }, grade: 'C' },
    { code: 'YOUNG', when: [{ indicator: 'tenure', op: '<', value: 6 }], grade: 'B' },
  ],
  overrides: { causes: { IN_SCOPE: text('Known to us') }, notches: 1, months: 12 },
  reasons: { SCORE: text('An event in the year'), YOUNG: text('New') },
});
if (!ruleset) throw new Error('the ruleset does not read');
const version = { digest: '', version: '', addedAt: '', document: {}, ruleset, plan: compile(ruleset) } as unknown as Version;
const given = { last: null, override: { id: '1', grade: 'B', cause: 'IN_SCOPE' }, review: null };
const row = { ...pack([number(1), number(90), number(3), number(1)]), given };
const told = (...withheld: string[]): string[] => traceOf(row, version, new Set(withheld)).map(({ step, code, texts }) => `${step} ${code}: ${texts.en}`);

describe('the trace of a rating', () => {
  it('tells each step in its own words, whatever its code is called', () => {
    expect(told()).toEqual([
      'scope IN_SCOPE: The ruleset rates this customer',
      'knockout SCORE: An event in the year',
      'knockout YOUNG: New',
      'override IN_SCOPE: Known to us',
    ]);
  });

  it.each<[string, string, string[]]>([
    ['asks about', 'events', ['YOUNG']],
    ['is timed by', 'since', ['YOUNG']],
    ['does not read', 'points', ['SCORE', 'YOUNG']],
  ])('leaves out a rule that %s what the caller may not see, and no other', (_, withheld, codes) => {
    expect(told(withheld).flatMap((line) => (line.startsWith('knockout') ? [line.split(/[ :]/)[1]] : []))).toEqual(codes);
  });
});

describe('the digest of what decided a rating', () => {
  it('is another one with another value, another state of it, or another word of a person, in whatever order that was kept', () => {
    const values = (...of: Parameters<typeof pack>[0]) => digestOfInputs({ ...pack(of), given: null });
    const one = values(number(1), number(2));
    expect(new Set([one, values(number(1)), values(number(1), missing), values(special(1), number(2)), values(number(2), number(1))]).size).toBe(5);
    const said = { id: '1', grade: 'B', cause: 'KNOWN' };
    expect(digestOfInputs({ ...pack([number(1), number(2)]), given: nothing })).toBe(one);
    expect(digestOfInputs({ ...pack([number(1), number(2)]), given: { ...nothing, override: said } })).not.toBe(one);
    const [kept, made] = [
      { review: null, override: { cause: 'KNOWN', grade: 'B', id: '1' }, last: null },
      { ...nothing, override: said },
    ];
    expect(digestOfInputs({ ...pack([number(1)]), given: kept })).toBe(digestOfInputs({ ...pack([number(1)]), given: made }));
  });
});
