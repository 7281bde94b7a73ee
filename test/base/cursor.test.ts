import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from '../../src/base/cursor.ts';

const secret = Buffer.alloc(32, 7);
const values = fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), { maxLength: 3 });

describe('a cursor', () => {
  it('says what was written', () => {
    fc.assert(
      fc.property(fc.string(), values, fc.uuid(), (sort, given, key) => {
        expect(readCursor(secret, sort, writeCursor(secret, { sort, values: given, key }))).toEqual({ sort, values: given, key });
      }),
    );
  });

  const good = writeCursor(secret, { sort: 'grade', values: ['B', 590], key: 'k' });
  it('says nothing once a letter is changed', () => {
    for (let at = 0; at < good.length; at += 1) {
      const letter = good[at] === 'A' ? 'B' : 'A';
      expect(readCursor(secret, 'grade', good.slice(0, at) + letter + good.slice(at + 1))).toBeUndefined();
    }
  });

  const cases: [string, string, string][] = [
    ['for another sort', 'score', good],
    ['when it is empty', 'grade', ''],
    ['when it is cut', 'grade', good.slice(0, -4)],
    ['when it is no base64url', 'grade', `${good}!`],
    ['of another installation', 'grade', writeCursor(Buffer.alloc(32, 8), { sort: 'grade', values: [], key: 'k' })],
  ];
  it.each(cases)('says nothing %s', (_, sort, text) => expect(readCursor(secret, sort, text)).toBeUndefined());
});
