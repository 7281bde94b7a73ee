import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, survive, unpack, type Witness } from '../../src/customer/survivorship.ts';

const witness = (recordId: string, content: Witness['content'], rest: Partial<Witness> = {}): Witness => ({
  recordId,
  source: `source ${recordId}`,
  sourceKey: `key ${recordId}`,
  priority: 100,
  availableOn: '2026-01-01',
  recordedAt: '2026-01-02T00:00:00.000Z',
  content,
  ...rest,
});

describe('the golden value of a field', () => {
  it.each([
    ['the only one said', [witness('a', { name: 'A' }), witness('b', {})], 'A', 'only'],
    [
      'the source that ranks first, though older',
      [witness('a', { name: 'A' }, { priority: 10, availableOn: '2020-01-01' }), witness('b', { name: 'B' })],
      'A',
      'priority',
    ],
    ['never the empty one of the source that ranks first', [witness('a', { name: '  ' }, { priority: 10 }), witness('b', { name: 'B' })], 'B', 'only'],
    ['the one available later', [witness('a', { name: 'A' }, { availableOn: '2026-01-03' }), witness('b', { name: 'B' })], 'A', 'recent'],
    [
      'of the same day the one recorded later',
      [witness('a', { name: 'A' }), witness('b', { name: 'B' }, { recordedAt: '2026-01-03T00:00:00.000Z' })],
      'B',
      'recent',
    ],
    ['in a tie the lower record id', [witness('b', { name: 'B' }), witness('a', { name: 'A' })], 'A', 'tie'],
    ['the source key when nobody says a name', [witness('a', {}), witness('b', {}, { priority: 1 })], 'key b', 'key'],
  ] as const)('is %s', (_, witnesses, name, rule) => {
    const golden = survive(witnesses);
    expect(golden.name).toBe(name);
    expect(golden.provenance['name']?.rule).toBe(rule);
  });

  it('names the record it comes from', () => {
    expect(survive([witness('a', { kind: 'person', name: 'A' })]).provenance['name']).toEqual({
      source: 'source a',
      recordId: 'a',
      sourceKey: 'key a',
      rule: 'only',
      at: '2026-01-02T00:00:00.000Z',
    });
  });

  it('survives attribute by attribute, and false and zero are values', () => {
    const golden = survive([
      witness('a', { attributes: { sex: 'male', children: 0, married: false } }, { priority: 1 }),
      witness('b', { attributes: { sex: 'female', children: 2, married: true, education: 'school' } }),
    ]);
    expect(golden.attributes).toEqual({ sex: 'male', children: 0, married: false, education: 'school' });
    expect(golden.provenance['attributes.education']?.recordId).toBe('b');
    expect(golden.provenance['attributes.children']?.rule).toBe('priority');
  });

  const text = fc.option(fc.constantFrom('', ' ', 'x', 'y', 'z'), { nil: undefined });
  const content = fc.record({ name: text, address: text, bornOn: text, attributes: fc.record({ a: text, b: text }) }) as fc.Arbitrary<Witness['content']>;
  const witnesses = fc.uniqueArray(
    fc.record({
      recordId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      source: fc.constantFrom('s', 't'),
      sourceKey: fc.constantFrom('1', '2'),
      priority: fc.integer({ min: 1, max: 2 }),
      availableOn: fc.constantFrom('2026-01-01', '2026-01-02'),
      recordedAt: fc.constantFrom('2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z'),
      content,
    }),
    { minLength: 1, selector: (each) => each.recordId },
  );

  it('does not depend on the order of the records', () => {
    fc.assert(
      fc.property(witnesses, fc.infiniteStream(fc.nat()), (all, draws) => {
        const shuffled = all
          .map((each) => [draws.next().value, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(survive(shuffled)).toEqual(survive(all));
      }),
    );
  });

  it('keeps its provenance through packing', () => {
    fc.assert(
      fc.property(witnesses, (all) => {
        const { provenance } = survive(all);
        expect(unpack(pack(provenance))).toEqual(provenance);
      }),
    );
  });

  it('is empty only when every record is, and is what its record says', () => {
    fc.assert(
      fc.property(witnesses, (all) => {
        const golden = survive(all);
        expect(golden.address === null).toBe(all.every((each) => !each.content.address?.trim()));
        for (const field of ['name', 'address', 'bornOn'] as const) {
          const from = golden.provenance[field];
          if (!from) continue;
          const said = all.find((each) => each.recordId === from.recordId);
          expect(golden[field]).toBe(from.rule === 'key' ? said?.sourceKey : said?.content[field]);
        }
      }),
    );
  });
});
