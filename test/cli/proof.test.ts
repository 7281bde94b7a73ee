import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginning, chained, type Entry, type Written } from '../../src/audit/chain/entry.ts';
import { type Altered, Chain, type Mark } from '../../src/cli/proof.ts';

const at = '2026-11-22T10:00:00.123Z';
const stream = 'staff';
const written = (bodies: readonly Entry['body'][]): Entry[] =>
  (
    chained(
      bodies.map((body) => ({ stream, body })),
      new Map([[stream, beginning]]),
      at,
    ) as Written[]
  ).map(({ entry }) => entry);
const chain = (length = 12): Entry[] => written(Array.from({ length }, (_, number) => ({ number, text: `entry ${number}` })));
const markAt = ({ seq, hash }: Entry): Mark => ({ stream, seq, hash, at: `signed at ${seq}` });
const follow = (entries: readonly (Entry | string)[], marks: readonly Mark[] = [], head?: { seq: number; hash: string }): Altered[] => {
  const followed = new Chain(stream, marks);
  for (const entry of entries) followed.take(typeof entry === 'string' ? entry : JSON.stringify(entry));
  return followed.end(head);
};
const told = (altered: readonly Altered[]): string[] =>
  altered.map(({ kind, from, until, place }) => `${kind} ${from}${until === from ? '' : `-${until}`}${place === undefined ? '' : ` (${place})`}`);
const put = (entries: readonly Entry[], seq: number, more: Partial<Entry>): Entry[] => entries.map((each) => (each.seq === seq ? { ...each, ...more } : each));
/** As whoever rewrites an entry and all behind it would leave it. */
const anew = (entries: readonly Entry[], seq: number): Entry[] =>
  written(entries.map(({ body }, index) => (index === seq - 1 ? { ...body, text: 'another' } : body)));
const without = (entries: readonly Entry[], ...gone: number[]): Entry[] => entries.filter(({ seq }) => !gone.includes(seq));

describe('a chain', () => {
  const entries = chain();
  const [marks, head] = [[entries[3], entries[9]].map((entry) => markAt(entry as Entry)), { seq: 12, hash: entries[11]?.hash as string }];
  const swapped = (one: number, other: number): Entry[] => entries.map(({ seq }) => entries[(seq === one ? other : seq === other ? one : seq) - 1] as Entry);

  it.each<[string, (Entry | string)[], string[]]>([
    ['as it was written', entries, []],
    ['with a changed body', put(entries, 5, { body: { number: 4, text: 'entry 5' } }), ['altered 5']],
    ['with a body that says more', put(entries, 5, { body: { number: 4, text: 'entry 4', more: null } }), ['altered 5']],
    ['with another time', put(entries, 5, { at: '2026-11-22T10:00:00.124Z' }), ['altered 5']],
    ['with a changed hash', put(entries, 5, { hash: `f${entries[4]?.hash.slice(1)}` }), ['altered 5']],
    ['with another entry before', put(entries, 5, { before: entries[2]?.hash as string }), ['altered 5']],
    ['whose last is changed', put(entries, 12, { body: {} }), ['altered 12']],
    ['with an entry of another stream', put(entries, 5, { stream: 'other' }), ['altered 5']],
    ['with a changed number', put(entries, 5, { seq: 500 }), ['altered 5']],
    ['with a line that is no entry', entries.map((entry) => (entry.seq === 5 ? '{"stream":' : entry)), ['unreadable 5']],
    ['with one entry gone', without(entries, 5), ['missing 5']],
    ['with several gone', without(entries, 1, 5, 6, 7, 9), ['missing 1', 'missing 5-7', 'missing 9']],
    ['with two lines swapped', swapped(5, 6), ['late 5 (6)']],
    ['with two far lines swapped', swapped(3, 9), ['late 3 (9)', 'late 4 (9)', 'late 5 (9)', 'late 6 (9)', 'late 7 (9)', 'late 8 (9)']],
    ['with two rows swapped', swapped(5, 6).map((entry, index) => ({ ...entry, seq: index + 1 })), ['misplaced 5 (6)', 'misplaced 6 (5)']],
    ['with an entry twice', [...entries.slice(0, 5), entries[4] as Entry, ...entries.slice(5)], ['twice 5']],
    ['without its end', entries.slice(0, 10), ['cut 11-12']],
    ['with nothing', [], ['cut 1-12']],
    ['with one entry written anew, hash and all', put(entries, 5, anew(entries, 5)[4] as Entry), ['unlinked 6']],
    ['written anew from an entry on', anew(entries, 5), ['rewritten 5-10', 'unlinked 13']],
    ['written anew from its beginning', anew(entries, 1), ['rewritten 1-4', 'unlinked 13']],
  ])('%s', (_, kept, found) => {
    expect(told(follow(kept, marks, head))).toEqual(found);
  });

  it.each<[string, Entry[], Mark[], string[]]>([
    ['one cut before the newest checkpoint', entries.slice(0, 7), marks, ['cut 8-10']],
    ['one cut behind it: nothing outside tells so', entries.slice(0, 10), marks, []],
    ['one written anew behind it: neither', anew(entries, 11), marks, []],
    ['one written anew before it, from which place the last checkpoint that holds tells', anew(entries, 6), marks, ['rewritten 5-10']],
    ['one of which nothing is left', [], marks, ['cut 1-10']],
    ['one without checkpoints, its end gone: nothing', entries.slice(0, 7), [], []],
  ])('knows without the database %s', (_, kept, signed, found) => {
    expect(told(follow(kept, signed))).toEqual(found);
  });

  it('says until where checkpoints vouch for it, and who says so', () => {
    const followed = new Chain(stream, marks);
    for (const entry of entries) followed.take(JSON.stringify(entry));
    expect([followed.entries, followed.vouched]).toEqual([12, 10]);
    expect(follow(anew(entries, 5), marks)).toEqual([{ kind: 'rewritten', from: 5, until: 10, signedAt: 'signed at 10' }]);
  });

  it('holds whatever an entry says, and whatever the order of its members and the escapes of its text', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false })), { maxLength: 5 }), (bodies) => {
        const entries = written(bodies);
        const turned = (value: unknown): unknown =>
          typeof value !== 'object' || value === null || Array.isArray(value)
            ? value
            : Object.fromEntries(
                Object.entries(value)
                  .reverse()
                  .map(([name, each]) => [name, turned(each)]),
              );
        const escaped = (text: string): string => text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        expect(follow(entries.map((entry) => escaped(JSON.stringify(turned(entry)))))).toEqual([]);
      }),
    );
  });

  it('finds every change of a byte, and where', () => {
    const lines = entries.map((entry) => JSON.stringify(entry));
    fc.assert(
      fc.property(fc.nat(11), fc.nat(), fc.integer({ min: 1, max: 0x5e }), (index, place, by) => {
        const line = lines[index] as string;
        const position = place % line.length;
        const byte = String.fromCharCode(0x20 + ((line.charCodeAt(position) - 0x20 + by) % 0x5f));
        const changed = `${line.slice(0, position)}${byte}${line.slice(position + 1)}`;
        const same = ((): boolean => {
          try {
            return JSON.stringify(JSON.parse(changed)) === line;
          } catch {
            return false;
          }
        })();
        fc.pre(!same);
        const found = follow(
          lines.map((each, at) => (at === index ? changed : each)),
          marks,
          head,
        );
        expect(found.map(({ from, until }) => [from, until])).toContainEqual([index + 1, index + 1]);
      }),
      { numRuns: 1_000 },
    );
  });
});
