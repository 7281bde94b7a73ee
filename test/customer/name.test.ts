import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey } from '../../src/customer/name.ts';

describe('the key that names and addresses are compared by', () => {
  it.each([
    ['  Li   Wei ', 'li wei'],
    ['O’Brien, Seán', 'obrien seán'],
    ["O'BRIEN SEÁN", 'obrien seán'],
    ['Müller-Strauß', 'müller strauss'],
    ['MÜLLER-STRAUẞ', 'müller strauss'],
    ['ＡＢＣ Ｔｒａｄｉｎｇ Ｃｏ．，Ｌｔｄ．', 'abc trading co ltd'],
    ['张 伟', '张伟'],
    ['阿凡提·买买提', '阿凡提买买提'],
    ['北京市（朝阳区）建国路 88 号', '北京市朝阳区建国路 88 号'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['…', ''],
  ])('%j gives %j', (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  it('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
    );
  });
});
