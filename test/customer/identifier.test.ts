import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierKinds, isSamePhone, lastFour, normalise, readings } from '../../src/customer/identifier.ts';

describe('the normal form of an identifier', () => {
  it.each([
    ['national_id', ' 11010519491231002x ', '11010519491231002X'],
    ['national_id', '１１０１０５１９４９１２３１００２Ｘ', '11010519491231002X'],
    ['national_id', '110105491231002', '11010519491231002X'],
    ['national_id', '784-1980-1234567', '78419801234567'],
    ['national_id', 'a123456789', 'A123456789'],
    ['national_id', '12.345.678-k', '12345678K'],
    ['passport', 'E 1234 5678', 'E12345678'],
    ['registration_number', '91110000600037341l', '91110000600037341L'],
    ['tax_number', 'DE 136 695 976', 'DE136695976'],
    ['bank_account', 'DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['phone', '+86 138-0013-8000', '+8613800138000'],
    ['phone', '0086 138 0013 8000', '+8613800138000'],
    ['phone', '（010）6552 9988', '01065529988'],
    ['email', ' Li.Wei@Example.COM ', 'li.wei@example.com'],
  ] as const)('reads %s %j as %s', (kind, raw, expected) => {
    expect(normalise(kind, raw)).toBe(expected);
  });

  it.each([
    ['national_id', '110105194912310021', 'a wrong check digit'],
    ['national_id', '11010519490230002X', 'a day that does not exist'],
    ['national_id', '99010519491231002X', 'a province that does not exist'],
    ['national_id', '000000', 'one digit repeated'],
    ['national_id', '123456789', 'digits counting up'],
    ['national_id', '987654321', 'digits counting down'],
    ['national_id', 'N/A', 'no digit'],
    ['national_id', '不详', 'no digit'],
    ['national_id', '12A4', 'too short'],
    ['national_id', 'A1'.repeat(16), 'too long'],
    ['passport', '', 'nothing'],
    ['bank_account', '0000 0000 0000', 'one digit repeated'],
    ['phone', 'call me', 'words'],
    ['phone', '+', 'no digit'],
    ['phone', '1111111', 'one digit repeated'],
    ['phone', '0012345678', 'digits counting up behind a prefix'],
    ['email', 'nobody', 'no @'],
    ['email', 'a@b@c', 'two @'],
    ['email', 'none@example.com', 'a placeholder'],
    ['email', `${'x'.repeat(400)}@example.com`, 'too long'],
  ] as const)('refuses %s %j: %s', (kind, raw, _why) => {
    expect(normalise(kind, raw)).toBeUndefined();
  });

  it('is its own normal form', () => {
    const raw = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[+0-9 A-Xx.-]{4,24}$/),
      fc.stringMatching(/^\d{15,18}$/),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), raw, (kind, text) => {
        const form = normalise(kind, text);
        fc.pre(form !== undefined);
        expect(normalise(kind, form)).toBe(form);
      }),
    );
  });

  it('reads a searched text as every kind it can be', () => {
    expect(readings('138 0013 8000').map(({ kind }) => kind)).toEqual([
      'national_id',
      'passport',
      'registration_number',
      'tax_number',
      'bank_account',
      'phone',
    ]);
    expect(readings('li@example.com')).toEqual([{ kind: 'email', normalised: 'li@example.com' }]);
    expect(readings('Li Wei')).toEqual([]);
  });
});

describe('what is asked of an identifier', () => {
  it.each([
    ['national_id', '11010519491231002X', '002X'],
    ['passport', 'E1234', '1234'],
    ['phone', '+8613800138000', '8000'],
    ['email', 'li.wei@example.com', '.wei'],
  ] as const)('of %s %s: last four %s', (kind, normalised, four) => {
    expect(lastFour(kind, normalised)).toBe(four);
  });
});

describe('one phone in two writings', () => {
  it.each([
    ['+8613800138001', '13800138001', true],
    ['13800138001', '+8613800138001', true],
    ['+442079460000', '02079460000', true],
    ['02079460000', '2079460000', true],
    ['+8613800138001', '+13800138001', false],
    ['13800138001', '13800138002', false],
    ['138001', '+49138001', false],
    ['5550123', '+15550123', true],
    ['0138001', '+860138001', false],
    ['5550123', '+8610205550123', false],
  ])('%s and %s: %s', (left, right, same) => {
    expect(isSamePhone(left, right)).toBe(same);
    expect(isSamePhone(right, left)).toBe(same);
  });
});
